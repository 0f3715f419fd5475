"""Keras's files of weights, and its layout of kernels."""

from __future__ import annotations

import io
import math
import re
from typing import Any

import numpy as np

from vae_core.errors import ConfigError
from vae_core.extras import require
from vae_core.importing.stored import Stored
from vae_core.models.layers import Conv, ConvTranspose, Dense, Layer, Reshape, Shape

_KINDS = {
    "dense": "dense",
    "conv2d": "conv",
    "conv2d_transpose": "conv_transpose",
    "batch_normalization": "batch_norm",
    "layer_normalization": "layer_norm",
}
_SKIPPED = {"optimizer", "seed_generator", "optimizer_weights"}


def read_h5(content: bytes, name: str, max_bytes: int) -> list[Stored]:
    """The tensors of a .weights.h5 of Keras 3 or of an older .h5, in the order of the layers.

    Keras 3 names layers by their class: the order of all dense layers is known, and that of all
    convolutions, but not which came first. `Stored.kind` keeps them apart.
    Raises ConfigError where the file is damaged or unpacks to more than `max_bytes`,
    MissingLibraryError without h5py.
    """
    require("Reading weights of Keras", "h5py")
    import h5py

    try:
        with h5py.File(io.BytesIO(content), "r") as file:
            root = file.get("model_weights", file)
            datasets = _old(root) if "layer_names" in root.attrs else _new(root)
            if sum(dataset.nbytes for _, _, dataset in datasets) > max_bytes:
                raise ConfigError(f"{name} unpacks to more than {max_bytes >> 20} MB.")
            return [
                Stored(path, kind, np.asarray(dataset[()], np.float32))
                for path, kind, dataset in datasets
            ]
    except (OSError, KeyError, ValueError, RuntimeError, TypeError, AttributeError) as error:
        if isinstance(error, ConfigError):
            raise
        raise ConfigError(f"{name} cannot be read as Keras's .h5; it may be cut off.") from error


def to_torch(values: np.ndarray, layer: Layer, before: Shape, after: Layer | None) -> np.ndarray:
    """A kernel or bias of Keras in PyTorch's layout.

    before: shape of the layer's input. after: the layer behind it.
    Keras flattens and reshapes images channel last, so what a dense layer reads of an image, and
    what it gives to one, changes its order.
    """
    if isinstance(layer, Conv | ConvTranspose) and values.ndim == 4:
        return values.transpose(3, 2, 0, 1)
    if not isinstance(layer, Dense):
        return values
    if values.ndim == 2:
        if len(before) == 3 and len(values) == np.prod(before):
            values = _channel_first(values, before)
        values = values.T
    if isinstance(after, Reshape) and len(after.shape) == 3 and len(values) == layer.units:
        values = _channel_first(values, after.shape)
    return values


def check_padding(layer: Layer, before: Shape) -> None:
    """Raise ConfigError for a convolution that is padded neither as Keras's "valid" nor as "same".

    before: shape of its input, which tells how much "same" is; an odd one more lies behind.
    """
    if not isinstance(layer, Conv | ConvTranspose):
        return
    ahead, behind = layer.padding, layer.padding + layer.extra_padding
    if isinstance(layer, ConvTranspose):
        behind -= layer.output_padding
        missing = {max(layer.kernel - layer.stride, 0)}
    else:
        missing = {
            max((math.ceil(size / layer.stride) - 1) * layer.stride + layer.kernel - size, 0)
            for size in before[1:]
        }
    if (ahead, behind) == (0, 0) or (missing == {ahead + behind} and behind - ahead in (0, 1)):
        return
    [same, *others] = sorted(missing)
    raise ConfigError(
        f"Keras does not pad a convolution of kernel {layer.kernel} and stride {layer.stride} so: "
        "its weights would draw something else. "
        + (
            "Its “same” differs along the sides of this image, which layers here do not."
            if others
            else f"Its “same” is padding {same // 2} and extra_padding {same % 2}."
        )
    )


def _channel_first(values: np.ndarray, shape: Shape) -> np.ndarray:
    """Rows that stand for (H, W, C) in the order of (C, H, W)."""
    channels, height, width = shape
    order = np.arange(channels * height * width).reshape(height, width, channels)
    return values[order.transpose(2, 0, 1).ravel()]


def _new(root: Any) -> list[tuple[str, str | None, Any]]:
    """(path, kind, dataset) of each tensor of Keras 3: <layer>/vars/<number>."""
    import h5py

    paths: list[str] = []

    def note(path: str, item: Any) -> None:
        if isinstance(item, h5py.Dataset) and not _SKIPPED & set(path.split("/")):
            paths.append(path)

    root.visititems(note)
    return [(path, _kind(path.split("/")[-3:-2]), root[path]) for path in sorted(paths, key=_order)]


def _old(root: Any) -> list[tuple[str, str | None, Any]]:
    """The same of a file of before Keras 3, which lists its layers in their order."""
    found: list[tuple[str, str | None, Any]] = []
    for layer in map(_text, root.attrs["layer_names"]):
        group = root[layer]
        for path in map(_text, group.attrs["weight_names"]):
            found.append((path, None, group[path]))
    return found


def _kind(layer: list[str]) -> str | None:
    return _KINDS.get(re.sub(r"_\d+$", "", layer[0])) if layer else None


def _order(path: str) -> tuple[Any, ...]:
    """A key by which an encoder comes before a decoder, and "dense_2" before "dense_10"."""
    steps = []
    for step in path.split("/"):
        base, number = re.fullmatch(r"(.*?)_?(\d*)", step).groups()  # type: ignore[union-attr]
        steps.append(("decod" in step, base, int(number or 0)))
    return tuple(steps)


def _text(value: Any) -> str:
    return value.decode() if isinstance(value, bytes) else str(value)
