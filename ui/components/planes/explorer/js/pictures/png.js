// Writes PNG files. Not by the canvas: browsers that protect against fingerprinting would save noise.

const SIGNATURE = [137, 80, 78, 71, 13, 10, 26, 10];
const DEPTH = 8, // bits a value
  COLOURS = 2, // types of colour: red, green and blue for each pixel,
  PALETTE = 3; // or an index into a palette

// A picture as a file. levels: width x height bytes, row by row, into the palette of 256 colours
// [r, g, b]; without a palette three bytes for each pixel.
/**
 * @param {Uint8Array} levels
 * @param {number} width
 * @param {number} height
 * @param {number[][] | null} palette
 * @returns {Promise<Blob>}
 */
export async function pngOf(levels, width, height, palette) {
  const header = new Uint8Array(13),
    sizes = new DataView(header.buffer);
  sizes.setUint32(0, width);
  sizes.setUint32(4, height);
  header.set([DEPTH, palette ? PALETTE : COLOURS], 8);
  const length = palette ? width : 3 * width, // of a row
    rows = new Uint8Array((length + 1) * height); // each begins with its filter, 0: none
  for (let row = 0; row < height; row++)
    rows.set(levels.subarray(row * length, (row + 1) * length), row * (length + 1) + 1);
  return new Blob(
    [
      new Uint8Array(SIGNATURE),
      chunk("IHDR", header),
      ...(palette ? [chunk("PLTE", new Uint8Array(palette.flat()))] : []),
      chunk("IDAT", await deflated(rows)),
      chunk("IEND", new Uint8Array(0)),
    ],
    { type: "image/png" },
  );
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function deflated(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream("deflate"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

// Length, name, content and the checksum of name and content.
/**
 * @param {string} name
 * @param {Uint8Array} content
 */
function chunk(name, content) {
  const bytes = new Uint8Array(content.length + 12),
    view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  view.setUint32(content.length + 8, crc32(bytes.subarray(4, content.length + 8)));
  return bytes;
}

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, n) => {
  let c = n;
  for (let bit = 0; bit < 8; bit++) c = c & 1 ? 0xedb88320 ^ (c >>> 1) : c >>> 1;
  return c;
});

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let c = 0xffffffff;
  for (const byte of bytes) c = CRC_TABLE[(c ^ byte) & 255] ^ (c >>> 8);
  return ~c >>> 0;
}
