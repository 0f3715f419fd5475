// Three latent numbers seen in space: turning the view, and its three axes.
import { turnedSection } from "../latent/section.js";

export const FIRST_VIEW = [30, 20]; // azimuth and elevation, degrees

// The section turned further by so many degrees; straight up and straight down are the ends.
/**
 * @param {Section} section
 * @param {number} azimuth
 * @param {number} elevation
 * @param {SpaceData} data
 */
export function turnBy(section, azimuth, elevation, data) {
  const { turn } = section,
    around = ((turn.azimuth + azimuth + 540) % 360) - 180;
  return turnedSection(around, Math.max(-90, Math.min(90, turn.elevation + elevation)), data);
}

// z1, z2, z3 as thin lines from the middle, under the dots. What points away from the eye is paler.
export function drawAxes(context, { view, unit }, { section, theme }) {
  context.lineWidth = unit;
  context.strokeStyle = theme["ink-3"];
  tips(view, section).forEach(([x, y], k) => {
    context.globalAlpha = section.turn.towards[k] < -0.05 ? 0.55 : 1;
    context.beginPath();
    context.moveTo(...view.toPixel([0, 0]));
    context.lineTo(x, y);
    context.stroke();
  });
  context.globalAlpha = 1;
}

// Their names, over the dots.
export function nameAxes(context, plane, { section, theme }) {
  const { view, unit } = plane,
    [x0, y0] = view.toPixel([0, 0]);
  plane.setFont(context, theme, 600, 12);
  tips(view, section).forEach(([x, y], k) => {
    const length = Math.hypot(x - x0, y - y0) || 1,
      gap = 13 * unit;
    plane.drawWord(
      context,
      theme,
      `z${"₁₂₃"[k]}`,
      x + ((x - x0) / length) * gap,
      y + ((y - y0) / length) * gap,
    );
  });
}

// Where the axes end, in pixels. The section's origin is the middle, so an axis of one unit ends
// where the section's own two axes have their k-th number.
function tips(view, { axes }) {
  const length = 0.85 * view.home.half;
  return [0, 1, 2].map((k) => view.toPixel([length * axes[0][k], length * axes[1][k]]));
}
