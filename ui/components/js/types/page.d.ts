// What the modules of all components share in the browser.

/** All style sheets of a component; ui/components/bundling/bundle.py puts it in front. */
declare const STYLESHEET: string;

/** What Streamlit hands to a mounted component, its data taken out of their list of one. */
interface Mounted<Data> {
  parentElement: HTMLElement;
  data: Data;
  setStateValue(state: string, value: unknown): void;
}

/** What outlasts one evaluation of the modules: Streamlit may evaluate them again. */
interface Window {
  __latentExplorerModules?: Map<string, Promise<ComponentModule>>;
  __latentExplorerTurn?: number;
  __latentExplorerBuffers?: Map<string, Promise<ArrayBuffer>>;
  __latentExplorerDrawings?: Map<string, KeptDrawing>;
  __latentExplorerFilms?: Set<string>;
}

/** A component as its parts in other files see it: its data are typed, its own fields are not. */
interface PartOf<Data> {
  data: Data;
  // biome-ignore lint/suspicious/noExplicitAny: the fields are declared in the class, in main.js
  [field: string]: any;
}

interface ComponentModule {
  default(component: Mounted<MountData>): () => void;
}

/** A stroke on the drawing pad, points as x and y in turn; or that all was cleared. */
type DrawingMark =
  | { clear?: false; erase: boolean; width: number; points: number[] }
  | { clear: true; erase?: boolean; width?: number; points?: number[] };

interface KeptDrawing {
  marks: DrawingMark[];
  sent: string | null;
}

type Floats = Float32Array | Float64Array;
type Point = [number, number];

/** Dots on a plane with their classes. */
interface DotCloud {
  n: number;
  /** x and y in turn. */
  xy: Float32Array;
  labels: Uint8Array;
  /** In a view of three dimensions: how near each is. */
  depth?: Float32Array;
}

/** A filled rectangle of a canvas, in device pixels. */
interface Bar {
  colour: string;
  opacity: number;
  left: number;
  top: number;
  width: number;
  height: number;
}

/** Codes of the test images: n times `dim`, and where each stands on the plane. */
interface Codes extends DotCloud {
  dim: number;
  values: Float32Array;
  /** With one latent number: the rows of the classes. */
  rows?: { half: number; count: number };
}

/** The nearest codes, nearest first. The arrays are reused by the next search. */
interface NearestCodes {
  count: number;
  index: Uint32Array;
  d2: Float64Array;
}

/** Searches the nearest codes, on the plane or in all dimensions. */
interface CodeSearch {
  codes: { labels: Uint8Array };
  nearest(z: ArrayLike<number>, k: number, allowed?: boolean[] | null): NearestCodes;
}

/** Where a view of three dimensions is seen from: degrees, and the direction to the viewer. */
interface Turn {
  azimuth: number;
  elevation: number;
  towards: number[];
}

/** A flat piece through latent space; see js/shared/latent/section.js. */
interface Section {
  key: string;
  isLine: boolean;
  axes: number[][];
  names: (string | number)[][];
  origin?: number[];
  turn?: Turn | null;
  project(z: ArrayLike<number>): Point;
  lift(place: ArrayLike<number>, z: ArrayLike<number>): number[];
  depth?(z: ArrayLike<number>): number;
}

/** Colours of the page as CSS, the ones that pixels are mixed of as bytes. */
interface Theme {
  id: string;
  font: string;
  /** No text is smaller, in pixels: more than 0 for a room. */
  least: number;
  ground: string;
  plane: string;
  paper: string;
  "ink-1": string;
  "ink-2": string;
  "ink-3": string;
  line: string;
  border: string;
  accent: string;
  hole: string;
  classes: string[];
  classColour(label: number): string;
  inkRgb: number[];
  paperRgb: number[];
}

/** What codes are compared with: the prior, or a Gaussian fitted to an autoencoder's codes. */
interface Gaussian {
  mean: number[];
  at(u: number[]): number[];
  sigmas(z: number[]): number;
  within(section: Section): PlaneGaussian;
}

/** The same as seen on a section; `spread`: one sigma across and up. */
interface PlaneGaussian {
  mean: Point;
  at(u: number[]): Point;
  spread: Point;
}

/** A drawing on the map of a class, with what was worked out of it once that could be. */
interface MapDrawing {
  number: number;
  z: number[];
  digit: number;
  pixels: Float32Array;
  back: Float32Array | null;
  error: number;
  among: { label: number; votes: number; of: number } | null;
}

/** Where a drawing landed, in pixels of the plane. */
interface MapPlace {
  number: number;
  x: number;
  y: number;
}

/** What pictures on the map have room in: the plane, their side, and the discs on it. */
interface MapRoom {
  width: number;
  height: number;
  side: number;
  discs: { x: number; y: number }[];
  discRadius: number;
}
