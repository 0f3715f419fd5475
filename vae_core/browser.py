"""A network as a manifest and a binary, for JavaScript that knows neither Python nor PyTorch.

The manifest lists the layers in order with their sizes; weights and biases are offsets, in
elements, into one little-endian array of float16 or float32, laid out as PyTorch lays them out.
`ui/explorer/js/network.js` reads it. No torch here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np

from vae_core.layers import (
    IMAGE_SHAPE,
    Affine,
    Conv,
    ConvTranspose,
    Dense,
    Layer,
    MaxPool,
    Reshape,
    Shape,
    layer_type,
)
from vae_core.runs import Run, damaged

FORMAT = 1
DTYPES = {"float16": "<f2", "float32": "<f4"}


@dataclass(frozen=True)
class BrowserNetwork:
    """manifest: plain values for JSON. payload: the weights it points into."""

    manifest: dict[str, Any]
    payload: bytes


def export_decoder(run: Run, dtype: str = "float16") -> BrowserNetwork:
    """The decoder of a run. float16 is what the run keeps, so nothing is lost by it.

    Raises RunError where the weights are damaged or do not fit the config.
    """
    model = run.config.model
    return export_layers(model.decoder, (model.latent_dim,), run.weights, "decoder", dtype, run.id)


def export_encoder(run: Run, dtype: str = "float16") -> BrowserNetwork:
    """The encoder of a run: 784 pixels, ink 1 on 0, to the D numbers of z (AE) or to mu and then
    log sigma^2 (VAE), 2D numbers. Where the network itself ends in log sigma, `logvar_scale` of
    the manifest is 2, else 1: what its second half is to be multiplied with. `cut`: it is to be
    given images cut at 0.5 (`pixels.encoded_pixels`).

    Raises RunError where the weights are damaged or do not fit the config.
    """
    model = run.config.model
    numbers = model.latent_dim * (2 if model.kind == "vae" else 1)
    head = () if model.head == "none" else (Dense(numbers, "none"),)
    layers = (*model.encoder, *head)
    network = export_layers(layers, IMAGE_SHAPE, run.weights, "encoder", dtype, run.id)
    manifest = network.manifest | {
        "layers": [{"type": "reshape", "shape": list(IMAGE_SHAPE)}, *network.manifest["layers"]],
        "output": [numbers],
        "output_activation": "none",
        "logvar_scale": 2.0 if model.head == "log-sigma" else 1.0,
        "cut": run.config.training.binarize == "threshold",
    }
    return BrowserNetwork(manifest, network.payload)


def export_layers(
    layers: tuple[Layer, ...],
    start: Shape,
    weights: dict[str, np.ndarray],
    prefix: str,
    dtype: str,
    run_id: str,
) -> BrowserNetwork:
    """Layers whose tensors are named as `networks.build` numbers them behind `prefix`."""
    arrays: list[np.ndarray] = []
    described = []
    shape, module, offset = start, 0, 0
    for layer in layers:
        values, expected = _describe(layer, shape)
        if isinstance(layer, Dense) and len(shape) > 1:
            described.append({"type": "flatten"})
            module += 1
        for part, part_shape in expected.items():
            array = weights.get(f"{prefix}.{module}.{part}")
            if array is None or array.shape != part_shape:
                raise damaged(run_id, f"the weights lack {prefix}.{module}.{part} {part_shape}")
            values[part] = offset
            offset += array.size
            arrays.append(array.ravel())
        described.append(values)
        module += 1 + (getattr(layer, "activation", "none") != "none")
        shape = layer.output(shape)
    manifest = {
        "format": FORMAT,
        "dtype": dtype,
        "input": math.prod(start),
        "output": list(shape),
        "output_activation": "sigmoid",
        "layers": described,
    }
    return BrowserNetwork(manifest, np.concatenate(arrays).astype(DTYPES[dtype]).tobytes())


def export_codes(run: Run) -> bytes:
    """mu of every test image as little-endian float32, (N, D), then every label as a byte."""
    latents = run.latents
    return latents.mu.astype("<f4").tobytes() + latents.label.astype(np.uint8).tobytes()


def _describe(layer: Layer, shape: Shape) -> tuple[dict[str, Any], dict[str, Shape]]:
    """What the manifest says of a layer, and the shapes of its tensors."""
    values: dict[str, Any] = {"type": layer_type(layer)}
    match layer:
        case Dense():
            n = math.prod(shape)
            values |= {"in": n, "out": layer.units, "activation": layer.activation}
            return values, {"weight": (layer.units, n), "bias": (layer.units,)}
        case Conv() | ConvTranspose():
            values |= {"in": shape[0], "out": layer.channels, "kernel": layer.kernel}
            values |= {"stride": layer.stride, "padding": layer.padding}
            values |= {"activation": layer.activation}
            channels = (layer.channels, shape[0])
            if isinstance(layer, ConvTranspose):
                values["output_padding"] = layer.output_padding
                channels = channels[::-1]
            kernel = (layer.kernel, layer.kernel)
            return values, {"weight": (*channels, *kernel), "bias": (layer.channels,)}
        case MaxPool():
            values |= {"kernel": layer.kernel, "stride": layer.stride, "padding": layer.padding}
            return values, {}
        case Reshape():
            return values | {"shape": list(layer.shape)}, {}
        case Affine():
            return values | {"scale": layer.scale, "shift": layer.shift}, {}
