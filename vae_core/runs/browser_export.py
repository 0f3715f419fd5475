"""Networks and codes of a run for JavaScript: a JSON manifest and an array of weights.

The manifest lists the layers in order with their sizes; weights and biases are offsets, in
elements, into one little-endian array of float16 or float32, laid out as PyTorch lays them out, but
for the weights of dense layers: those of one input lie together, (in, out).
`ui/components/js/shared/network/interpreter.js` reads it. No torch here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from vae_core.errors import ConfigError, RunError
from vae_core.models.layers import (
    Activate,
    Affine,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Layer,
    LayerNorm,
    MaxPool,
    Reshape,
    Residual,
    Shape,
    layer_type,
    shapes,
    ungated,
)
from vae_core.models.weights.gates import DEFAULT_BETA, GATE_TENSORS, check_beta, fold_weights
from vae_core.models.weights.labels import DECODER_FIRST, label_biases
from vae_core.models.weights.silent import without_silent_units
from vae_core.models.weights.tensors import decoder_layers, encoder_layers, layer_tensors, numbered
from vae_core.runs.conditions.at_label import check_has_label, run_at_label
from vae_core.runs.run import Run, damaged

FORMAT = 2
DTYPES = {"float16": "<f2", "float32": "<f4"}


@dataclass(frozen=True)
class BrowserNetwork:
    """manifest: plain values for JSON. payload: the weights it points into."""

    manifest: dict[str, Any]
    payload: bytes


def export_decoder(
    run: Run, dtype: str = "float16", beta: float | None = None, *, is_whole: bool = True
) -> BrowserNetwork:
    """The decoder of a run. Its weights are float16 on disk, so nothing is lost by that dtype.

    is_whole: with the units that are silent all over the plane, see `models.weights.silent`.
    beta: which of its decoders a model of every beta is to give (None: the one at 1), as an
        ordinary network. Raises ConfigError where the run has no such beta.
    Of a conditional run it is the decoder of every label: its first layer has "labels": {"bias",
        "count"}, the offset of `count` biases, one for each label in turn; it starts at label 0.
    Raises RunError where the weights are damaged or do not fit the config, UnknownLayerError where
    the decoder is a module of its own.
    """
    if run.config.model.n_labels is not None:
        return _export_labelled(run, run.config.model.n_labels, dtype, is_whole)
    model, weights = run.config.model, _weights(run, beta)
    layers = ungated(decoder_layers(model))
    if not is_whole:
        layers, weights = _of_the_plane(run, layers, weights)
    return export_layers(layers, (model.latent_dim,), weights, "decoder", dtype, run.id)


def export_conditioned(run: Run, dtype: str = "float16") -> BrowserNetwork:
    """The decoder of a model of every beta, with its gates. `betas` of the manifest is its range.

    A gated layer has "gate": {"slope", "shift"}, offsets into the payload of two numbers a unit:
    its sum and bias are multiplied by 2 sigmoid(slope log beta + shift) before the activation.
    Raises ConfigError where the run has no gates, RunError as `export_decoder` does.
    """
    model = run.config.model
    if model.betas is None:
        raise ConfigError(f"{run.id} was trained at one beta; it has no gates.")
    network = export_layers(
        decoder_layers(model), (model.latent_dim,), run.weights, "decoder", dtype, run.id
    )
    return BrowserNetwork(network.manifest | {"betas": list(model.betas)}, network.payload)


def export_for_page(run: Run) -> BrowserNetwork:
    """The decoder as a page draws with it: float16, without silent units. Raises like
    `export_decoder`."""
    return export_decoder(run, is_whole=False)


def _export_labelled(run: Run, n_labels: int, dtype: str, is_whole: bool) -> BrowserNetwork:
    """The decoder of a conditional run, as `export_decoder` describes it."""
    first = run_at_label(run, 0)
    layers, start = decoder_layers(first.config.model), (first.config.model.latent_dim,)
    biases, weights = label_biases(run.weights, DECODER_FIRST, n_labels), first.weights
    if not is_whole:
        layers, weights = _of_the_plane(run, layers, weights, biases)
    network = export_layers(layers, start, weights, "decoder", dtype, run.id)
    offset = len(network.payload) // np.dtype(DTYPES[dtype]).itemsize
    network.manifest["layers"][0]["labels"] = {"bias": offset, "count": n_labels}
    told = biases.astype(DTYPES[dtype]).tobytes()
    return BrowserNetwork(network.manifest, network.payload + told)


def _of_the_plane(
    run: Run,
    layers: tuple[Layer, ...],
    weights: dict[str, np.ndarray],
    biases: np.ndarray | None = None,
) -> tuple[tuple[Layer, ...], dict[str, np.ndarray]]:
    """`without_silent_units` for the codes of a run; all units where those are damaged."""
    try:
        mu = run.latents.mu
    except RunError:
        return layers, weights
    return without_silent_units(layers, weights, mu, biases)


def export_encoder(run: Run, dtype: str = "float16") -> BrowserNetwork:
    """The encoder of a run (at beta = 1): the C*H*W values of an image, channel by channel, to the
    D values of z (AE) or to mu and then log sigma^2 (VAE), 2D values. Where the network itself ends
    in log sigma, `logvar_scale` of the manifest is 2, else 1: what its second half is to be
    multiplied with.
    `cut`: it is to be given images cut at 0.5 (`binarize.encoder_input`).

    Raises ConfigError of a conditional run without a label (`run_at_label`), RunError where the
    weights are damaged or do not fit the config.
    """
    model = run.config.model
    check_has_label(run)
    layers = ungated(encoder_layers(model))
    image = {"type": "reshape", "shape": list(model.image_shape)}
    network = export_layers(layers, model.image_shape, _weights(run), "encoder", dtype, run.id)
    manifest = network.manifest | {
        "layers": [image, *network.manifest["layers"]],
        "output": [math.prod(network.manifest["output"])],
        "output_activation": "none",
        "logvar_scale": 2.0 if model.head == "log-sigma" else 1.0,
        "cut": run.config.training.binarize == "threshold",
    }
    return BrowserNetwork(manifest, network.payload)


def export_recogniser(run: Run, dtype: str = "float16") -> BrowserNetwork:
    """A whole recogniser: the C*H*W values of an image, to one logit a class (no softmax).

    Raises RunError where the weights are damaged or do not fit the config.
    """
    model = run.config.model
    encoder = export_layers(model.encoder, model.image_shape, run.weights, "encoder", dtype, run.id)
    first = len(encoder.payload) // np.dtype(DTYPES[dtype]).itemsize
    decoder = export_layers(
        decoder_layers(model), (model.latent_dim,), run.weights, "decoder", dtype, run.id, first
    )
    manifest = decoder.manifest | {
        "input": math.prod(model.image_shape),
        "layers": [
            {"type": "reshape", "shape": list(model.image_shape)},
            *encoder.manifest["layers"],
            *decoder.manifest["layers"],
        ],
        "output_activation": "none",
    }
    return BrowserNetwork(manifest, encoder.payload + decoder.payload)


def export_layers(
    layers: tuple[Layer, ...],
    start: Shape,
    weights: dict[str, np.ndarray],
    prefix: str,
    dtype: str,
    run_id: str,
    first: int = 0,
) -> BrowserNetwork:
    """Layers with their weights, named as `networks.build` numbers them after `prefix`.

    first: offset of the first weight, where the payload is put behind another.
    """
    packing = _Packing(weights, run_id, first)
    entries = packing.entries(layers, start, prefix)
    manifest = {
        "format": FORMAT,
        "dtype": dtype,
        "input": math.prod(start),
        "output": list([start, *shapes(layers, start)][-1]),
        "output_activation": "sigmoid",
        "layers": entries,
    }
    return BrowserNetwork(manifest, packing.values().astype(DTYPES[dtype]).tobytes())


def export_codes(run: Run) -> bytes:
    """mu of every test image as little-endian float16, (N, D), as it is kept, then every label as a
    byte."""
    latents = run.latents
    return latents.mu.astype("<f2").tobytes() + latents.label.astype(np.uint8).tobytes()


class _Packing:
    """Arrays one behind the other, from an offset on, and layers that point to them."""

    def __init__(self, weights: dict[str, np.ndarray], run_id: str, first: int) -> None:
        self._weights, self._run_id = weights, run_id
        self._arrays: list[np.ndarray] = []
        self._offset = first

    def entries(self, layers: tuple[Layer, ...], start: Shape, prefix: str) -> list[dict[str, Any]]:
        """The manifest entries of layers; those of a residual block stand inside its own."""
        entries: list[dict[str, Any]] = []
        for number, layer, shape in numbered(layers, start):
            values, name = _describe(layer, shape), f"{prefix}.{number}"
            if isinstance(layer, Dense) and len(shape) > 1:
                entries.append({"type": "flatten"})
            if isinstance(layer, Residual):
                values["layers"] = self.entries(layer.layers, shape, name)
            else:
                for part, part_shape in layer_tensors(layer, shape).items():
                    is_dense = isinstance(layer, Dense) and part == "weight"
                    offset = self._add(f"{name}.{part}", part_shape, is_dense)
                    (values["gate"] if part in GATE_TENSORS else values)[part] = offset
            entries.append(values)
        return entries

    def values(self) -> np.ndarray:
        """All arrays as one, (n,)."""
        return np.concatenate([np.empty(0, np.float16), *self._arrays])

    def _add(self, name: str, shape: Shape, is_dense: bool) -> int:
        """The offset of a tensor, which is put behind the others; weights of a dense layer with
        those of one input together, so that the interpreter can leave out an input that is 0."""
        array, offset = self._weights.get(name), self._offset
        if array is None or array.shape != shape:
            raise damaged(self._run_id, f"the weights lack {name} {shape}")
        self._arrays.append((array.T if is_dense else array).ravel())
        self._offset += array.size
        return offset


def _weights(run: Run, beta: float | None = None) -> dict[str, np.ndarray]:
    """Weights of a run without gates: those of a run of every beta are taken at `beta`."""
    betas = run.config.model.betas
    if betas is None:
        if beta is not None:
            raise ConfigError(f"{run.id} was trained at one beta; it has no gates.")
        return run.weights
    return fold_weights(run.weights, check_beta(DEFAULT_BETA if beta is None else beta, betas))


def _describe(layer: Layer, shape: Shape) -> dict[str, Any]:
    """The manifest entry of a layer, without the offsets of its tensors."""
    values: dict[str, Any] = {"type": layer_type(layer)}
    match layer:
        case Dense():
            values |= {"in": math.prod(shape), "out": layer.units, "activation": layer.activation}
            if layer.gated:
                values["gate"] = {}
        case Conv() | ConvTranspose():
            values |= {"in": shape[0], "out": layer.channels, "kernel": layer.kernel}
            values |= {"stride": layer.stride, "padding": layer.padding}
            values |= {"activation": layer.activation}
            if layer.extra_padding:
                values["extra_padding"] = layer.extra_padding
            if isinstance(layer, ConvTranspose):
                values["output_padding"] = layer.output_padding
        case MaxPool():
            values |= {"kernel": layer.kernel, "stride": layer.stride, "padding": layer.padding}
        case Reshape():
            values["shape"] = list(layer.shape)
        case Affine():
            values |= {"scale": layer.scale, "shift": layer.shift}
        case Activate():
            values["activation"] = layer.function
        case BatchNorm() | LayerNorm():
            values["eps"] = layer.eps
    return values
