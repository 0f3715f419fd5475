// Colours as bytes, without a canvas: browsers that protect against fingerprinting return noise
// from one.

/** @type {Map<string, number[]>} */
const channelsOf = new Map();

// Any CSS colour as [r, g, b], each from 0 to 255; opacity is left out. Black where it is none.
/** @param {string} colour */
export function rgb(colour) {
  let channels = channelsOf.get(colour);
  if (!channels) {
    channels = parseColour(colour) ?? parseColour(asSrgb(colour)) ?? [0, 0, 0];
    channelsOf.set(colour, channels);
  }
  return channels;
}

// #rgb, #rrggbb, rgb(), rgba() and color(srgb), with or without opacity; null for anything else.
/**
 * @param {string} colour
 * @returns {number[] | null}
 */
export function parseColour(colour) {
  const text = colour.trim().toLowerCase(),
    hex = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/.exec(text)?.[1];
  if (hex) {
    const size = hex.length < 6 ? 1 : 2;
    return [0, 1, 2].map((i) =>
      Number.parseInt(hex.slice(i * size, (i + 1) * size).repeat(3 - size), 16),
    );
  }
  const [, name, listed] = /^(rgba?|color)\((?:srgb )?([^()]*)\)$/.exec(text) ?? [];
  if (!name) return null;
  const parts = listed.split(/[\s,/]+/).slice(0, 3),
    whole = name === "color" ? 1 : 255;
  const channels = parts.map((part) => {
    const share = part.endsWith("%") ? Number(part.slice(0, -1)) / 100 : Number(part) / whole;
    return Math.round(255 * Math.max(0, Math.min(1, share)));
  });
  return channels.length === 3 && channels.every((v) => v >= 0) ? channels : null;
}

// The same colour as color(srgb ...): the browser works it out, as a style.
/** @param {string} colour */
function asSrgb(colour) {
  const probe = document.createElement("span");
  probe.style.color = `color-mix(in srgb, ${colour}, ${colour})`;
  document.body.append(probe);
  const computed = probe.style.color ? getComputedStyle(probe).color : "";
  probe.remove();
  return computed;
}
