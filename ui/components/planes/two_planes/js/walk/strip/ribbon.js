// The upper band of a way: how likely each class is along it, one area on the other, named.
import { rgb } from "../../../../../js/shared/pictures/colours.js";

const NAME_SIZE = 13,
  NAME_ROOM = 4; // design px: a name's height, and the air on either side
const NAMED_FROM = 0.5; // a class is named where it is at least this likely

export class Ribbon {
  constructor(classes) {
    this.classes = classes;
    this.order = classes.map((_, label) => label);
    this.weight = new Float64Array(classes.length);
    this.centre = new Float64Array(classes.length);
  }

  // `context`: scaled to CSS px, `width` x `height` of them. `ks`: known samples in order;
  // `x(k)`: where each stands.
  paint(context, { samples, ks, x, width, height, theme, unit }) {
    context.clearRect(0, 0, width, height);
    if (!ks.length) return;
    this.arrange(samples, ks);
    const tops = new Float64Array(ks.length),
      bottoms = new Float64Array(ks.length),
      names = [];
    for (const label of this.order) {
      if (this.weight[label] < 1e-3) continue;
      ks.forEach((k, i) => {
        tops[i] = bottoms[i];
        bottoms[i] += height * samples.probability(k, label);
      });
      context.beginPath();
      ks.forEach((k, i) => context.lineTo(x(k), tops[i]));
      for (let i = ks.length - 1; i >= 0; i--) context.lineTo(x(ks[i]), bottoms[i]);
      context.closePath();
      context.fillStyle = theme.classColour(label);
      context.fill();
      context.beginPath(); // two neighbours may be of the same lightness: a thin line parts them
      ks.forEach((k, i) => context.lineTo(x(k), bottoms[i]));
      context.lineWidth = 1;
      context.strokeStyle = theme.ground;
      context.stroke();
      names.push(...this.labels(samples, ks, x, label, tops, bottoms));
    }
    for (const name of names) this.write(context, name, theme, unit);
  }

  // Classes from the top down in the order in which the way meets them.
  arrange(samples, ks) {
    this.weight.fill(0);
    this.centre.fill(0);
    for (const k of ks) {
      for (let label = 0; label < this.classes.length; label++) {
        const p = samples.probability(k, label);
        this.weight[label] += p;
        this.centre[label] += p * k;
      }
    }
    const middle = (label) => this.centre[label] / (this.weight[label] || 1);
    this.order.sort((a, b) => middle(a) - middle(b));
  }

  // The middle of every stretch where the class rules, and how wide that is.
  labels(samples, ks, x, label, tops, bottoms) {
    const named = [];
    for (let i = 0, from = -1; i <= ks.length; i++) {
      const rules = i < ks.length && samples.probability(ks[i], label) >= NAMED_FROM;
      if (rules && from < 0) from = i;
      if (rules || from < 0) continue;
      const left = x(ks[from]),
        right = x(ks[i - 1]),
        centre = (left + right) / 2;
      let at = from;
      while (at < i - 1 && Math.abs(x(ks[at + 1]) - centre) < Math.abs(x(ks[at]) - centre)) at++;
      named.push({
        label,
        x: x(ks[at]),
        y: (tops[at] + bottoms[at]) / 2,
        room: [right - left, bottoms[at] - tops[at]],
      });
      from = -1;
    }
    return named;
  }

  // The name where it has room, else the class's number, else nothing.
  write(context, { label, x, y, room }, theme, unit) {
    const size = Math.max(NAME_SIZE * unit, theme.least),
      air = 2 * NAME_ROOM * unit;
    if (room[1] < size) return;
    context.font = `650 ${size}px ${theme.font}`;
    const text = [this.classes[label], String(label)].find(
      (one) => context.measureText(one).width + air <= room[0],
    );
    if (text === undefined) return;
    context.textAlign = "center";
    context.textBaseline = "middle";
    context.fillStyle = inkOn(theme.classColour(label));
    context.fillText(text, x, y + 0.5 * unit);
  }
}

// Black or white, whichever is read better: on any colour one of them has at least 4.5 : 1.
export function inkOn(colour) {
  return luminance(rgb(colour)) > 0.179 ? "#000000" : "#FFFFFF"; // (L + .05)^2 = 1.05 x .05
}

// Relative luminance as WCAG 2 defines it.
function luminance(channels) {
  const [r, g, b] = channels.map((v) =>
    v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
