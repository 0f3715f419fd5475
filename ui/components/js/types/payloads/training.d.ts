// What Python sends to the components of `ui/components/training`, after JSON.

/** ui/components/training/film_player/payload.py. */
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

/** ui/components/training/training_view/payload.py. */
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
