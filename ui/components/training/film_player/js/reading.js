// The film as ui/components/training/film_player/payload.py packed it.

export function readFilm(buffer, manifest) {
  const { n, scale, ends } = manifest,
    frames = ends.length,
    start = frames * n * 4 + n;
  if (buffer.byteLength !== ends[frames - 1])
    throw new Error(`film: ${buffer.byteLength} bytes instead of ${ends[frames - 1]}`);
  const codes = new Int16Array(buffer, 0, frames * n * 2);
  const begin = (frame) => (frame ? ends[frame - 1] : start);
  return {
    frames,
    n,
    labels: new Uint8Array(buffer, frames * n * 4, n),
    // The codes of one frame, n pairs.
    codes: (frame) =>
      Float32Array.from(codes.subarray(frame * n * 2, (frame + 1) * n * 2), (v) => v * scale),
    picture: (frame) =>
      new Blob([new Uint8Array(buffer, begin(frame), ends[frame] - begin(frame))], {
        type: "image/webp",
      }),
  };
}
