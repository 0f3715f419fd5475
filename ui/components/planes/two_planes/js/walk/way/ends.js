// The ends of the walk: two test images, the same on both planes.
import { codeOf } from "../../../../../js/shared/latent/codes.js";

export class WalkEnds {
  constructor(images) {
    this.images = [...images];
    this.taken = null;
    this.codes = null;
    this.lastSent = null;
  }

  are(images) {
    return images.every((index, end) => index === this.images[end]);
  }

  // Puts the end that is held on another image; false where one of the ends is on it already.
  move(image) {
    if (this.images.includes(image)) return false;
    this.images = this.images.with(this.taken, image);
    return true;
  }

  // Passes both ends to the walk, and the way on the data while it leads from one to the other.
  // False where nothing is new.
  send(walk, sides, { originals, on_data: onData }) {
    const { images } = this;
    this.codes = sides.map(({ codes }) => images.map((index) => codeOf(codes, index)));
    const fits = onData.every((way) => way[0] === images[0] && way.at(-1) === images[1]);
    const message = JSON.stringify([
      images,
      images.map((index) => index in originals),
      fits && onData,
    ]);
    if (message === this.lastSent) return false;
    this.lastSent = message;
    walk.setEnds(images[0], images[1], originals);
    walk.setOnData(fits ? onData : [[], []]);
    return true;
  }
}
