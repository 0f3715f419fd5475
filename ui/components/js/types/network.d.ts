// The manifest of a network, as vae_core/runs/browser_export.py writes it.

type ActivationName = "none" | "relu" | "silu" | "gelu" | "tanh" | "sigmoid";
type OutputActivation = "none" | "sigmoid" | "tanh";

/** Offsets into the payload of two numbers a unit: 2 sigmoid(slope log beta + shift). */
interface GateSpec {
  slope: number;
  shift: number;
}

/** Offset into the payload of `count` biases, one behind the other: that of each label. */
interface LabelsSpec {
  bias: number;
  count: number;
}

interface DenseSpec {
  type: "dense";
  in: number;
  out: number;
  activation?: ActivationName;
  weight: number;
  bias: number;
  gate?: GateSpec;
  labels?: LabelsSpec;
}

interface ConvSpec {
  type: "conv";
  in: number;
  out: number;
  kernel: number;
  stride: number;
  padding: number;
  /** Zeros behind the image besides those of `padding`; of a transposed one, what more it cuts off. */
  extra_padding?: number;
  activation?: ActivationName;
  weight: number;
  bias: number;
}

interface ConvTransposeSpec extends Omit<ConvSpec, "type"> {
  type: "conv_transpose";
  output_padding?: number;
}

interface MaxPoolSpec {
  type: "max_pool";
  kernel: number;
  stride: number;
  padding: number;
}

interface ReshapeSpec {
  type: "reshape";
  shape: number[];
}

interface FlattenSpec {
  type: "flatten";
}

interface AffineSpec {
  type: "affine";
  scale: number;
  shift: number;
}

interface ActivateSpec {
  type: "activate";
  activation: ActivationName;
}

interface BatchNormSpec {
  type: "batch_norm";
  eps: number;
  weight: number;
  bias: number;
  running_mean: number;
  running_var: number;
}

interface LayerNormSpec {
  type: "layer_norm";
  eps: number;
  weight: number;
  bias: number;
}

interface DropoutSpec {
  type: "dropout";
}

interface SoftmaxSpec {
  type: "softmax";
}

interface ResidualSpec {
  type: "residual";
  layers: LayerSpec[];
}

type LayerSpec =
  | DenseSpec
  | ConvSpec
  | ConvTransposeSpec
  | MaxPoolSpec
  | ReshapeSpec
  | FlattenSpec
  | AffineSpec
  | ActivateSpec
  | BatchNormSpec
  | LayerNormSpec
  | DropoutSpec
  | SoftmaxSpec
  | ResidualSpec;

interface NetworkManifest {
  format: number;
  dtype: "float16" | "float32";
  input: number;
  output: number[];
  output_activation: OutputActivation;
  layers: LayerSpec[];
  /** The range of a network with gates. */
  betas?: [number, number];
}

interface EncoderManifest extends NetworkManifest {
  /** What the second half of a VAE's output is to be multiplied with to be log sigma^2. */
  logvar_scale: number;
  /** It is to be given images cut at 0.5. */
  cut: boolean;
}

/** `run` fills y from x; null where the numbers stay as they are. */
interface BuiltLayer {
  shape: number[];
  run: ((x: Float32Array, y: Float32Array) => void) | null;
  setLogBeta?: (logBeta: number) => void;
  setLabel?: (label: number) => void;
}

/** Layers one after the other. `run` gives the array of the last one, the same at every call. */
interface Chain {
  shape: number[];
  run(x: Float32Array): Float32Array;
  gates: ((logBeta: number) => void)[];
  setLabel?: (label: number) => void;
  isEmpty: boolean;
}

interface DecoderNetwork {
  /** The same array at every call. */
  decode(code: ArrayLike<number>): Float32Array;
  input: number;
  pixels: number;
  height: number;
  width: number;
  /** Of a conditional network only, which starts at label 0. */
  setLabel?: (label: number) => void;
  /** Of a network with gates only. */
  setBeta?: (beta: number) => void;
  betas?: [number, number];
}
