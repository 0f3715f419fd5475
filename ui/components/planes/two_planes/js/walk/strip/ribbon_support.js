// The lower band of a way: how near the data is, as height of ink; holes hatched and underlined.

const UNDERLINE = 3,
  GAP_ABOVE_LINE = 2,
  HATCH = 6; // design px

// Arguments as for Ribbon.paint; also `step`, the width of one sample, and `hole`, its colour.
export function paintSupport(context, { samples, ks, x, step, width, height, theme, unit, hole }) {
  context.clearRect(0, 0, width, height);
  if (!ks.length) return;
  const band = height - (UNDERLINE + GAP_ABOVE_LINE) * unit;
  context.beginPath();
  context.moveTo(x(ks[0]), band);
  for (const k of ks) context.lineTo(x(k), band * (1 - samples.nearness(k)));
  context.lineTo(x(ks.at(-1)), band);
  context.closePath();
  context.fillStyle = theme["ink-3"];
  context.fill();
  for (const [from, to] of holeRuns(samples, ks)) {
    const left = Math.max(0, x(from) - step / 2),
      right = Math.min(width, x(to) + step / 2);
    hatch(context, left, right, band, hole, unit);
    context.beginPath();
    context.roundRect(
      left,
      height - UNDERLINE * unit,
      right - left,
      UNDERLINE * unit,
      (UNDERLINE * unit) / 2,
    );
    context.fillStyle = hole;
    context.fill();
  }
}

// First and last sample of every stretch that lies in a hole.
function holeRuns(samples, ks) {
  const runs = [];
  let open = null;
  for (const k of ks) {
    if (!samples.isHole(k)) open = null;
    else if (open) open[1] = k;
    else runs.push((open = [k, k]));
  }
  return runs;
}

function hatch(context, left, right, height, colour, unit) {
  context.save();
  context.beginPath();
  context.rect(left, 0, right - left, height);
  context.clip();
  context.beginPath();
  for (
    let x = Math.floor(left / (HATCH * unit)) * HATCH * unit - height;
    x < right;
    x += HATCH * unit
  ) {
    context.moveTo(x, height);
    context.lineTo(x + height, 0);
  }
  context.lineWidth = 1.25 * unit;
  context.strokeStyle = colour;
  context.stroke();
  context.restore();
}
