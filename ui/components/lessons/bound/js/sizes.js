// Sizes of all parts for a given width; the plane is as large as leaves everything on one screen.
import { MNIST } from "../../../js/shared/pictures/image_shape.js";

/**
 * @param {number} width
 * @param {number} ratio
 * @param {boolean} isProjected
 * @param {boolean} hasGallery
 */
export function sizes(width, ratio, isProjected, hasGallery) {
  const height = window.innerHeight,
    columns = width >= 720 ? 2 : 1,
    unit = isProjected && columns === 2 ? Math.max(1.2, Math.min(1.75, width / 1020)) : 1,
    isTight = columns === 2 && hasGallery,
    row = columns === 1 ? 26 : (isProjected ? 38 : 44) * unit;
  const plane =
    columns === 1
      ? Math.min(width, Math.max(280, 0.42 * height))
      : isProjected
        ? Math.max(360, Math.min(0.48 * width, height - (isTight ? 480 : 450)))
        : Math.max(380, Math.min(0.47 * width, height - 440));
  const side = columns === 1 ? width : width - plane - 40 * unit,
    names = columns === 1 ? 92 : 128 * unit,
    numbers = columns === 1 ? 84 : 118 * unit,
    times = Math.floor(
      Math.min((isTight ? 88 : 112) * unit, (side - 32 * unit) / 3) / MNIST.longer,
    ),
    picture = times * MNIST.longer;
  const map = columns === 1 ? 76 : Math.floor(Math.min(108 * unit, 0.22 * plane));
  return {
    columns,
    unit,
    ratio,
    plane: Math.floor(plane),
    track: Math.floor(side - names - numbers - 16 * unit),
    isTight,
    row,
    map,
    lengths: {
      u: unit,
      plane: Math.floor(plane),
      names,
      numbers,
      map,
      picture,
      row,
    },
  };
}
