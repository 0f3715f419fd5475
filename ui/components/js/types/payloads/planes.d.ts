// What Python sends to the components of `ui/components/planes`, after JSON.

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

/** Means over the test images at one beta, in nats. */
interface BetaPointData {
  beta: number;
  recon: number;
  kl: number;
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

/** A layer over the home view, a byte a place; see ui/components/planes/two_planes/layers.py. */
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

/** ui.components.lessons.class_map.Drawn: `digit` is -1 where nothing has read it. */
interface DrawnData {
  number: number;
  image: string;
  z: number[];
  digit: number;
}

/** ui.components.planes.projections: `xy` of each plane, `nearest` and the classes are in one file. */
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

/** ui.components.planes.traversals.Told: a latent dimension and the known factor that it tells most of. */
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
