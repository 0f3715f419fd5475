// What Python sends to the components of `ui/components/lessons`, after JSON.

interface GreetingData extends MountData {
  sentence: string;
  label: string;
  href: string;
  words: Record<string, string>;
}

interface LessonGuideData extends MountData {
  kept: import("../../../lessons/lesson_guide/js/kept.js").Kept;
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
