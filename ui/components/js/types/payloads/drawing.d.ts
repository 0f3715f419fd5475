// What Python sends to the components of `ui/components/drawing`, after JSON.

/** What the server makes of the image `x`; `x` and `x_hat` are base64 of bytes. */
interface PadAnswer {
  x: string;
  mu: number[];
  logvar: number[] | null;
  x_hat: string;
  is_cut: boolean;
}

interface PadData extends MountData {
  key: string;
  image_shape: ImageShapeData;
  run: string;
  dataset: string;
  kind: RunKind;
  dim: number;
  /** null, as its URL: only the server computes this part, see `answer`. */
  encoder: EncoderManifest | null;
  decoder: NetworkManifest | null;
  encoder_url: string | null;
  decoder_url: string | null;
  answer: PadAnswer | null;
  codes_url: string;
  n: number;
  classes: string[];
  support: SupportRule;
  view: Room;
  dims?: DimensionData[];
  components?: ComponentsData | null;
  drawing: boolean;
  x: string | null;
  /** The first ones are of photographs, which Python prepares. */
  switches: {
    rotate: boolean;
    flatten: boolean;
    sheet: boolean;
    rules: boolean;
    single: boolean;
  } & PrepareSwitches;
  points: number[][];
  rev: number;
  words: Words;
}

/** A part of a picture: left, top, right, bottom as shares of its sides. */
type RegionData = [number, number, number, number];

interface CropData extends MountData {
  picture_url: string;
  /** Width and height, in pixels; only their ratio counts. */
  size: [number, number];
  /** null: all of it. */
  region: RegionData | null;
  /** The number of the last region that Python has answered. */
  answered: number;
  rev: number;
  words: Words;
}

/** Steps of vae_core.images.prepare that are on. */
interface PrepareSwitches {
  invert: boolean;
  stretch: boolean;
  crop: boolean;
  fit: boolean;
  centre: boolean;
}

interface SignPadData extends MountData {
  key: string;
  /** The name of what is to be drawn, and its number among all signs. */
  sign: string;
  index: number;
  /** How many of it Python has, and how many are wanted. */
  count: number;
  wanted: number;
  /** The number of the last drawing that Python has. */
  received: number;
  /** The first ones are of photographs, which Python prepares. */
  switches: {
    rotate: boolean;
    flatten: boolean;
    sheet: boolean;
    rules: boolean;
    single: boolean;
  } & PrepareSwitches;
  words: Words;
}
