// What one model shows along a way: at 48 equal steps from A to B, and as many beyond as are asked
// for, the picture, what it reads as, and how near the data is.
//
// A sample goes by its number k: it stands at t = k / 48. 48 is what twelfths, eighths and sixths
// of a way have in common, so every tile of every strip is one of the samples.

export const WALK_STEPS = 48;
const FIRST_STEP = -32,
  SLOTS = 2 * 32 + WALK_STEPS + 1; // half the way and half a tile beyond each end
const TYPICAL_OF = 99; // test images that tell how near others usually are
const DRAWN = 1,
  PLACED = 2,
  READ = 4;

export class WalkSamples {
  // `side`: {decode(z), supportAt(z), codeOf(index)}. `recognise(picture)` or null.
  constructor(side, classCount, recognise) {
    this.side = side;
    this.classCount = classCount;
    this.recognise = recognise;
    this.done = new Uint8Array(SLOTS);
    this.pictures = null; // made with the first one, when their size is known
    this.probabilities = new Float32Array(SLOTS * classCount);
    this.distance = new Float32Array(SLOTS);
    this.level = Array(SLOTS).fill("hole");
    const usual = Float64Array.from(
      { length: TYPICAL_OF },
      (_, i) => side.supportAt(side.codeOf(i)).distance,
    )
      .filter(Number.isFinite)
      .sort();
    this.usual = usual[usual.length >> 1] || 1;
  }

  // What was known of another way stays readable until it is computed anew.
  follow(path) {
    this.path = path;
    this.done.fill(0);
  }

  isDrawn(k) {
    return (this.done[k - FIRST_STEP] & DRAWN) !== 0;
  }
  isPlaced(k) {
    return (this.done[k - FIRST_STEP] & PLACED) !== 0;
  }
  isRead(k) {
    return (this.done[k - FIRST_STEP] & READ) !== 0;
  }

  draw(k) {
    if (this.isDrawn(k)) return;
    const slot = k - FIRST_STEP,
      pixels = this.side.decode(this.path.at(k / WALK_STEPS));
    this.pictures ??= new Float32Array(SLOTS * pixels.length);
    this.pictures.set(pixels, slot * pixels.length);
    this.done[slot] |= DRAWN;
  }

  place(k) {
    if (this.isPlaced(k)) return;
    const slot = k - FIRST_STEP,
      { word, distance } = this.side.supportAt(this.path.at(k / WALK_STEPS));
    this.level[slot] = word;
    this.distance[slot] = distance;
    this.done[slot] |= PLACED;
  }

  read(k) {
    if (this.isRead(k)) return;
    this.draw(k);
    this.probabilities.set(this.recognise(this.picture(k)), (k - FIRST_STEP) * this.classCount);
    this.done[k - FIRST_STEP] |= READ;
  }

  picture(k) {
    const size = this.pictures.length / SLOTS,
      slot = k - FIRST_STEP;
    return this.pictures.subarray(slot * size, (slot + 1) * size);
  }
  probability(k, label) {
    return this.probabilities[(k - FIRST_STEP) * this.classCount + label];
  }
  isHole(k) {
    return this.level[k - FIRST_STEP] === "hole";
  }
  // 1 where the data is as near as it usually is, 0.5 at four times that distance: the root keeps
  // sparse places of an autoencoder's wide plane apart.
  nearness(k) {
    return Math.min(1, Math.sqrt(this.usual / this.distance[k - FIRST_STEP]));
  }

  // The figures of the way from A to B; each is null while it is not known, or cannot be.
  figures() {
    const { path, classCount } = this,
      certain = (k) =>
        Math.max(
          ...this.probabilities.subarray(
            (k - FIRST_STEP) * classCount,
            (k - FIRST_STEP + 1) * classCount,
          ),
        );
    let change = 0,
      holes = 0,
      least = 1,
      drawn = true,
      placed = true,
      read = true;
    for (let k = 0; k <= WALK_STEPS; k++) {
      drawn &&= this.isDrawn(k);
      placed &&= this.isPlaced(k);
      read &&= this.isRead(k);
      if (drawn && k) change += pictureDistance(this.picture(k - 1), this.picture(k));
      if (placed && this.isHole(k)) holes += 1 / (WALK_STEPS + 1);
      if (read) least = Math.min(least, certain(k));
    }
    return {
      length: path.length,
      change: drawn ? change : null,
      holes: placed ? holes : null,
      least: read ? least : null,
    };
  }
}

function pictureDistance(a, b) {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2;
  return Math.sqrt(sum);
}
