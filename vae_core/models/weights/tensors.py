"""The tensors of a model, by their PyTorch names: which there are, and their shapes. No torch."""

from __future__ import annotations

import math

from vae_core.errors import UnknownLayerError
from vae_core.models.config import ModelConfig
from vae_core.models.layers import (
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Layer,
    LayerNorm,
    Residual,
    Shape,
)
from vae_core.models.weights.gates import GATE_TENSORS

# What batch normalisation measures of the batches, beside what is trained.
STATISTICS = ("running_mean", "running_var")
# PyTorch's count of batches. Nothing is computed with it, and no run keeps it.
UNKEPT = "num_batches_tracked"


def tensor_shapes(config: ModelConfig) -> dict[str, Shape]:
    """The shape of every tensor of a model by its name, for example "encoder.1.weight".

    Those of a part that is a module of its own are not known, and left out.
    """
    own = config.own.parts if config.own else ()
    tensors: dict[str, Shape] = {}
    if "encoder" not in own:
        tensors |= _network_tensors("encoder", encoder_layers(config), config.encoder_input)
    if "decoder" not in own:
        tensors |= _network_tensors("decoder", decoder_layers(config), config.decoder_input)
    return tensors


def encoder_layers(config: ModelConfig) -> tuple[Layer, ...]:
    """The layers of the encoder with its head: a dense one to z (AE), or to mu and logvar (VAE).

    Raises UnknownLayerError where it is a module of its own.
    """
    _check_described(config, "encoder")
    if config.head == "none":
        return config.encoder
    values = config.latent_dim * (2 if config.kind == "vae" else 1)
    return (*config.encoder, Dense(values, "none", gated=config.betas is not None))


def decoder_layers(config: ModelConfig) -> tuple[Layer, ...]:
    """The layers of the decoder. Raises UnknownLayerError where it is a module of its own."""
    _check_described(config, "decoder")
    return config.decoder


def layer_tensors(layer: Layer, shape: Shape) -> dict[str, Shape]:
    """The shape of every tensor of a layer for inputs of `shape`, by its last name.

    Those of a residual block are named by their layer in it, too: "0.weight".
    """
    match layer:
        case Dense():
            weight: dict[str, Shape] = {"weight": (layer.units, math.prod(shape))}
            gates = GATE_TENSORS if layer.gated else ()
            return weight | dict.fromkeys(("bias", *gates), (layer.units,))
        case Conv():
            kernel = (layer.kernel, layer.kernel)
            return {"weight": (layer.channels, shape[0], *kernel), "bias": (layer.channels,)}
        case ConvTranspose():
            kernel = (layer.kernel, layer.kernel)
            return {"weight": (shape[0], layer.channels, *kernel), "bias": (layer.channels,)}
        case BatchNorm():
            return dict.fromkeys(("weight", "bias", *STATISTICS), (shape[0],))
        case LayerNorm():
            return dict.fromkeys(("weight", "bias"), shape)
        case Residual():
            return _tensors_of(layer.layers, shape)
        case _:
            return {}


def numbered(layers: tuple[Layer, ...], start: Shape) -> list[tuple[int, Layer, Shape]]:
    """Each layer with its number in PyTorch's network and the shape of its input.

    `networks.build` makes modules of their own of a flattening before a dense layer and of an
    activation behind a layer, so numbers are left out.
    """
    result, number, shape = [], 0, start
    for layer in layers:
        number += isinstance(layer, Dense) and len(shape) > 1
        result.append((number, layer, shape))
        number += 1 + (getattr(layer, "activation", "none") != "none")
        shape = layer.output(shape)
    return result


def _check_described(config: ModelConfig, part: str) -> None:
    if config.own and part in config.own.parts:
        raise UnknownLayerError(
            f"The {part} of this model has a layer that only PyTorch computes: "
            f"{config.own.unknown(part)}."
        )


def _network_tensors(prefix: str, layers: tuple[Layer, ...], start: Shape) -> dict[str, Shape]:
    return {f"{prefix}.{name}": shape for name, shape in _tensors_of(layers, start).items()}


def _tensors_of(layers: tuple[Layer, ...], start: Shape) -> dict[str, Shape]:
    return {
        f"{number}.{part}": tensor
        for number, layer, shape in numbered(layers, start)
        for part, tensor in layer_tensors(layer, shape).items()
    }
