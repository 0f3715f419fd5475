// What Python sends to each component: the `data` of its `__init__.py`, after JSON.

/** Sentences by key; words in braces are filled in by the component. */
type Words = Record<string, string>;
type RunKind = "vae" | "ae";

/** Every component's data begin with it: the module that `js/loader.js` fetches. */
interface MountData {
  script_url: string;
}

/** Channels (1 grey, 3 colour), height and width of the images of a model. */
type ImageShapeData = [number, number, number];

/** vae_core.latent.geometry.Support: beyond which distance a place is thin, or a hole. */
interface SupportRule {
  k: number;
  thin: number;
  hole: number;
}

/** vae_core.latent.geometry.View: a square or cube of latent space. */
interface Room {
  center: number[];
  half: number;
}

/** vae_core.latent.geometry.Dimension. */
interface DimensionData {
  index: number;
  information: number;
  center: number;
  sigma: number;
  unused: boolean;
}

/** vae_core.latent.geometry.Components: the first two principal axes of the codes. */
interface ComponentsData {
  mean: number[];
  axes: [number[], number[]];
  shares: [number, number];
}

/** ui.components.originals.Original: base64 of a byte a value, channel by channel, or null where it is
 * not at hand. */
interface OriginalData {
  index: number;
  image: string | null;
  label: number | null;
}

/** What a section of latent space needs of a component's data; a plane only its `dim`. */
interface SpaceData {
  dim: number;
  kind?: RunKind;
  view?: Room;
  components?: ComponentsData | null;
  words?: Words;
}

interface ExplorerData extends MountData {
  run: string;
  image_shape: ImageShapeData;
  kind: RunKind;
  network: NetworkManifest;
  weights_url: string;
  codes_url: string;
  n: number;
  classes: string[];
  support: SupportRule;
  view: Room;
  dim: number;
  axes: string;
  dims?: (DimensionData & { low: number; high: number })[];
  components?: ComponentsData | null;
  z: number[];
  rev: number;
  nearest: { z: number[]; items: OriginalData[] };
  peek: OriginalData | null;
  /** What a conditional network is told. */
  label: number | null;
  recogniser: NetworkManifest | null;
  recogniser_url: string | null;
  words: Words;
}

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

/** Means over the test images at one beta, in nats. */
interface BetaPointData {
  beta: number;
  recon: number;
  kl: number;
}

interface GreetingData extends MountData {
  sentence: string;
  label: string;
  href: string;
  words: Record<string, string>;
}

interface LessonGuideData extends MountData {
  kept: import("../../lessons/lesson_guide/js/kept.js").Kept;
  forget: number;
  /** Of the step that is shown; "" for none. */
  place: string;
  words: Record<string, string>;
}

/** ui/components/lessons/dice: n throws for one image; gradients in nats per unit. */
interface DiceData extends MountData {
  image: string;
  /** 784 bytes a throw. */
  pictures_url: string;
  parts: string[];
  revealed: boolean;
  mu: number[];
  logvar: number[];
  eps: number[][];
  recon: number[];
  kl: number;
  at_z: number[][];
  kl_at_mu: number[];
  kl_at_logvar: number[];
  /** The gradient for mu_1 of every throw. */
  estimates: { reparameterised: number[]; score: number[]; baseline: number[] };
  words: Words;
}

/** ui/components/lessons/one_step: an image, and its steps from a place that is not its own. */
interface VisitorData {
  index: number;
  label: number;
  name: string;
  image: string;
  own_mu: number[];
  own_loss: number;
  mu: number[][];
  loss: number[];
  gradient: number[][];
}

interface OneStepData extends MountData {
  visitors: VisitorData[];
  sigma: number[];
  /** 784 bytes a step, one visitor behind the other. */
  pictures_url: string;
  codes_url: string;
  n: number;
  classes: string[];
  view: Room;
  rate: number;
  throws: number;
  arrow_steps: number;
  shown: number;
  revealed: boolean;
  words: Words;
}

/** ui.components.lessons.clouds.Stop: a model of the same images at one weight of the KL. */
interface CloudStopData {
  name: string;
  title: string;
  mu: number[][];
  sigma: number[][];
  recon: number;
  kl: number;
  /** The median of sigma. */
  width: number;
}

/** ui.components.lessons.clouds.Clouds. */
interface CloudsData extends MountData {
  images: { image: string; label: number; name: string }[];
  stops: CloudStopData[];
  network: NetworkManifest;
  /** The weights of all stops, one behind the other. */
  weights_url: string;
  codes_url: string | null;
  n: number;
  view: Room;
  z: number[];
  note: string;
  /** Figures below those of the stop. */
  facts: { term: string; help: string; value: string }[];
  offered: number[];
  stop: number;
  hidden: boolean;
  projector: boolean;
  words: Words;
}

interface DialData extends MountData {
  run: string;
  image_shape: ImageShapeData;
  network: NetworkManifest;
  weights_url: string;
  codes_url: string;
  betas: number[];
  n: number;
  classes: string[];
  curve: BetaPointData[];
  ladder: BetaPointData[];
  multiples: number[];
  view: Room;
  beta: number;
  z: [number, number];
  image: number;
  images: OriginalData[];
  draws: [number, number][];
  projector: boolean;
  rev: number;
  words: DialWords;
}

/** Of `sentences` the first holds whose `below` lies above beta; null is the rest. */
interface DialWords {
  fallback: string;
  sentences: { below: number | null; text: string }[];
  // biome-ignore lint/suspicious/noExplicitAny: all other words are strings, which an index signature cannot say
  [key: string]: any;
}

/** A layer over the home view, a byte a place; see ui/components/two_planes/layers.py. */
interface MapLayer {
  offset: number;
  low: number;
  high: number;
  scale: "linear" | "log";
}

interface PlaneSideData {
  run: string;
  kind: RunKind;
  network: NetworkManifest;
  weights_url: string;
  codes_url: string;
  n: number;
  support: SupportRule;
  view: Room;
  mean: [number, number];
  std: [number, number];
  radius: number;
  maps: { size: number; layers: Record<string, MapLayer> } | null;
  maps_url: string | null;
}

interface TwoPlanesData extends MountData {
  image_shape: ImageShapeData;
  sides: [PlaneSideData, PlaneSideData];
  classes: string[];
  link: string;
  layer: string;
  recogniser: NetworkManifest | null;
  recogniser_url: string | null;
  recogniser_command: string;
  z: [[number, number], [number, number]];
  ends: [number, number];
  on_data: [number[], number[]];
  originals: Record<string, string>;
  path: string;
  way: { side: number; points: [number, number][] } | null;
  parts: "all" | "planes" | "walk";
  rev: number;
  words: TwoPlanesWords;
}

interface TwoPlanesWords {
  fallback: string;
  walk: Words;
  // biome-ignore lint/suspicious/noExplicitAny: all other words are strings, which an index signature cannot say
  [key: string]: any;
}

/** ui/components/film_player/payload.py. */
interface FilmManifest {
  moments: { step: string; epoch: string; loss: string }[];
  loss: number[];
  log_loss: boolean;
  ends: number[];
  n: number;
  scale: number;
  grid: [number, number];
  shows: string;
  axes: string;
  rings: boolean;
  view: Room;
}

interface FilmPlayerData extends MountData {
  /** Of a tile of the pictures. */
  image_shape: ImageShapeData;
  film: FilmManifest;
  film_url: string;
  classes: string[];
  has_prior: boolean;
  unit: string;
  words: Words;
}

/** ui/components/training_view/payload.py. */
interface SnapshotManifest {
  url: string;
  step: number;
  step_text: string;
  n: number;
  scale: number;
  view: Room;
  rings: boolean;
  ends: number[];
  /** The labels of the test images that are rebuilt. */
  names: number[];
}

interface TrainingViewData extends MountData {
  image_shape: ImageShapeData;
  job: string;
  state: string;
  progress: { part: number; text: string };
  epoch: number;
  epochs: number;
  /** For each plot two lines of (epoch, value): during the steps, and after each epoch. */
  curves: Record<string, [[number, number][], [number, number][]]>;
  snapshot: SnapshotManifest | null;
  classes: string[];
  units: Record<string, string>;
  other: string;
  words: Words;
  dim: number;
  axes: string;
  shows: string;
  rings: boolean;
  plots: string[];
}

interface InterpolationData extends MountData {
  image_shape: ImageShapeData;
  frames_url: string;
  t: number[];
  per_tile: number;
  ends: { caption: string; original: string | null }[];
  map: {
    codes_url: string;
    n: number;
    classes: string[];
    center: [number, number];
    half: number;
    at_b: number;
    paths: [[number, number][], [number, number][]];
  } | null;
  words: Words;
}

interface BellData {
  mu: number;
  sigma: number;
}

/** ui/components/lessons/surprise; of boxes, bells, pixel and floor one is there. */
interface SurpriseData extends MountData {
  scene: "game" | "boxes" | "bells" | "pixel" | "floor";
  boxes: { p: number[]; q: number[]; rows: string[]; by_hand: boolean } | null;
  bells: {
    q: BellData;
    p: BellData | null;
    humps: (BellData & { weight: number })[] | null;
  } | null;
  pixel: { x: number; p: number } | null;
  floor: { entropy: number; models: { name: string; note: string; recon: number }[] } | null;
  hides: string[];
  revealed: boolean;
  guessed: boolean;
  said: number | null;
  projector: boolean;
  words: Words;
}

/** ui.components.lessons.toy.Toy. */
interface ToyData extends MountData {
  shape: string;
  count: number;
  seed: number;
  networks: ("ae" | "vae")[];
  learn: number;
  hidden: boolean;
  projector: boolean;
  rev: number;
  shapes: string[];
  counts: number[];
  words: Words;
}

interface BoundData extends MountData {
  /** log p(x, z) at each place, row by row, float32. */
  joint_url: string;
  first: [number, number];
  step: number;
  mu: [number, number];
  sigma: [number, number];
  covered: boolean;
  outside: number;
  elsewhere: [number, number] | null;
  image: string;
  name: string;
  likelihood: string;
  network: NetworkManifest;
  weights_url: string;
  reading: string;
  codes_url: string;
  n: number;
  view: Room;
  fits: string[];
  hidden: string[];
  probe: boolean;
  gallery: { index: number; image: string; gap: number }[];
  chosen: number;
  projector: boolean;
  words: Words;
}

/** ui.components.lessons.class_map.Drawn: `digit` is -1 where nothing has read it. */
interface DrawnData {
  number: number;
  image: string;
  z: number[];
  digit: number;
}

/** ui.components.projections: `xy` of each plane, `nearest` and the classes are in one file. */
interface ProjectionsData extends MountData {
  run: string;
  n: number;
  nearest: number;
  points_url: string;
  planes: { title: string; note: string; figures: { name: string; value: string }[] }[];
  classes: string[];
  images: { url: string; columns: number; width: number; height: number; is_ink: boolean };
  words: Words;
}

interface ClassMapData extends MountData {
  run: string;
  kind: RunKind;
  codes_url: string;
  n: number;
  classes: string[];
  view: Room;
  network: NetworkManifest;
  weights_url: string;
  /** The newest ones; `count` is how many there are in all. */
  drawings: DrawnData[];
  count: number;
  words: Words;
}

/** ui.components.traversals.Told: a latent dimension and the known factor that it tells most of. */
interface ToldData {
  index: number;
  kl: number;
  factor: string;
  share: number;
}

interface TraversalsData extends MountData {
  run: string;
  image_shape: ImageShapeData;
  network: NetworkManifest;
  weights_url: string;
  dims: ToldData[];
  z: number[];
  rev: number;
  words: Words;
}
