// What Python sends to each component: the `data` of its `__init__.py`, after JSON. Here what several of
// them get.

/** Sentences by key; words in braces are filled in by the component. */
type Words = Record<string, string>;

type RunKind = "vae" | "ae";

/** Every component's data begin with it: the module that `js/loader.js` fetches. */
interface MountData {
  script_url: string;
}

/** Channels (1 grey, 3 colour), height and width of the images of a model. */
type ImageShapeData = [number, number, number];

/** ui.components.originals.Original: base64 of a byte a value, channel by channel, or null where it is
 * not at hand. */
interface OriginalData {
  index: number;
  image: string | null;
  label: number | null;
}
