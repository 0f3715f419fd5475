// A way that is being drawn by hand on one plane. On the other it leads along the codes of the same
// test images.
import { codeOf } from "../../../js/shared/latent/codes.js";
import { nearestImage } from "../side/link.js";

export class DrawnWay {
  // `index`: of the plane under the hand, which is at `z`.
  constructor(sides, index, z) {
    this.from = sides[index];
    this.to = sides[1 - index];
    this.index = index;
    this.points = [z];
    this.others = [this.beside(z)];
  }

  grow(z) {
    const next = this.beside(z),
      last = this.others.at(-1);
    this.points.push(z);
    if (next[0] !== last[0] || next[1] !== last[1]) this.others.push(next);
  }

  on(index) {
    return index === this.index ? this.points : this.others;
  }

  // Left and right; null where nothing was drawn but a dot.
  both() {
    return this.points.length > 1 ? [this.on(0), this.on(1)] : null;
  }

  beside(z) {
    return codeOf(this.to.codes, nearestImage(this.from, z));
  }
}
