"""The model that a file of dense layers alone can be of, told from the shapes of its tensors."""

from __future__ import annotations

import math
from itertools import pairwise

from vae_core.data.image_shape import ImageShape
from vae_core.importing.files import WeightsFile
from vae_core.importing.match import MisfitError, orders, unmatched
from vae_core.importing.stored import Stored
from vae_core.models.config import Kind, ModelConfig
from vae_core.models.layers import Activation, Dense, Layer, Reshape

_Sizes = list[tuple[int, int]]


def guessed_model(
    file: WeightsFile, image_shape: ImageShape, activation: Activation = "relu"
) -> ModelConfig:
    """The autoencoder or VAE whose dense layers, one after the other, have these weights.

    Two layers of the same input and size are mu and logvar of a VAE, as is a layer of twice the
    units that the next one takes. The code of an autoencoder is its narrowest layer.
    activation: of every layer but the code and the last, which a file does not tell.
    Raises MisfitError, with all of them, where the tensors are no such layers.
    """
    for is_keras in (False, True) if file.is_keras is None else (file.is_keras,):
        for tensors in orders(file):
            sizes = _sizes(tensors, is_keras)
            if sizes and (model := _model(sizes, image_shape, activation)):
                return model
    pixels = math.prod(image_shape)
    raise MisfitError(
        f"{file.name} holds no chain of dense layers from {pixels} values to a code and back, so "
        "its model is not known: name it with --config or --preset.",
        unmatched(file.tensors),
    )


def _sizes(tensors: list[Stored], is_keras: bool) -> _Sizes:
    """(inputs, units) of each dense layer; none where there are other tensors."""
    if len(tensors) % 2:
        return []
    sizes = []
    for weight, bias in zip(tensors[::2], tensors[1::2], strict=True):
        if weight.values.ndim != 2 or bias.values.ndim != 1 or weight.kind not in (None, "dense"):
            return []
        units, inputs = weight.values.shape[::-1] if is_keras else weight.values.shape
        if bias.values.shape != (units,):
            return []
        sizes.append((inputs, units))
    return sizes


def _model(sizes: _Sizes, image_shape: ImageShape, activation: Activation) -> ModelConfig | None:
    """The model of dense layers of these (inputs, units); None where they make none."""
    pixels = math.prod(image_shape)
    split = _split(sizes)
    if split is None or sizes[0][0] != pixels or sizes[-1][1] != pixels:
        return None
    kind, hidden, dim, decoder = split
    before = hidden[-1][1] if hidden else pixels
    is_chain = sizes[len(hidden)][0] == before and decoder[0][0] == dim
    if not is_chain or any(a[1] != b[0] for a, b in [*pairwise(hidden), *pairwise(decoder)]):
        return None
    encoder = tuple(Dense(units, activation) for _, units in hidden)
    back: tuple[Layer, ...] = tuple(Dense(units, activation) for _, units in decoder[:-1])
    picture = (Dense(pixels, "none"), Reshape(image_shape))
    return ModelConfig(kind, encoder, (*back, *picture), dim, image_shape=image_shape)


def _split(sizes: _Sizes) -> tuple[Kind, _Sizes, int, _Sizes] | None:
    """(kind, hidden layers of the encoder, latent dimension, layers of the decoder)."""
    for i in range(1, len(sizes)):
        inputs, units = sizes[i - 1]
        is_twice = inputs != units and sizes[i] == (inputs, units)
        if is_twice and i + 1 < len(sizes) and sizes[i + 1][0] == units:  # mu and logvar
            return "vae", sizes[: i - 1], units, sizes[i + 1 :]
        if units == 2 * sizes[i][0]:  # both in one
            return "vae", sizes[: i - 1], sizes[i][0], sizes[i:]
    if len(sizes) < 2:
        return None
    code = min(range(len(sizes) - 1), key=lambda i: sizes[i][1])
    return "ae", sizes[:code], sizes[code][1], sizes[code + 1 :]
