// Numbers as Python keeps them, made into those that JavaScript computes with.

// float16 or float32, one behind the other, as float32.
/**
 * @param {string} dtype
 * @param {ArrayBuffer} buffer
 */
export function widen(dtype, buffer) {
  if (dtype === "float32") return new Float32Array(buffer);
  if (dtype !== "float16") throw new Error(`unknown number type "${dtype}"`);
  if (typeof Float16Array === "function") return new Float32Array(new Float16Array(buffer));
  const halves = new Uint16Array(buffer),
    out = new Float32Array(halves.length),
    table = halfTable();
  for (let i = 0; i < out.length; i++) out[i] = table[halves[i]];
  return out;
}

// All 65,536 half-precision numbers, for browsers without Float16Array:
// 1 sign bit, 5 bits of exponent (bias 15), 10 bits of fraction.
function halfTable() {
  const table = new Float32Array(65536);
  for (let bits = 0; bits < 65536; bits++) {
    const sign = bits & 0x8000 ? -1 : 1,
      exponent = (bits >> 10) & 31,
      fraction = bits & 1023;
    if (exponent === 0) table[bits] = sign * fraction * 2 ** -24;
    else if (exponent === 31) table[bits] = fraction ? NaN : sign * Infinity;
    else table[bits] = sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
  }
  return table;
}
