"""The shape of an image: channels, height and width. No torch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np

# Channels (1 grey, 3 colour: red, green, blue), height, width.
ImageShape = tuple[int, int, int]
MIN_SIDE, MAX_SIDE = 8, 64

# The images of MNIST, and of every dataset and model that says nothing else.
IMAGE_SHAPE: ImageShape = (1, 28, 28)


def shape_problem(shape: Any) -> str:
    """The sentence that says why images cannot be of a shape; "" where they can."""
    if isinstance(shape, tuple) and len(shape) == 3 and all(type(size) is int for size in shape):
        channels, *sides = shape
        if channels in (1, 3) and all(MIN_SIDE <= side <= MAX_SIDE for side in sides):
            return ""
    return (
        f"An image has 1 channel (grey) or 3 (colour) and is {MIN_SIDE} to {MAX_SIDE} pixels high "
        f"and wide: its shape cannot be {shape!r}."
    )


def array_shape(shape: ImageShape) -> tuple[int, ...]:
    """The shape of one image in an array as PIL has it: (H, W) grey, (H, W, 3) colour."""
    channels, height, width = shape
    return (height, width) if channels == 1 else (height, width, channels)


def as_pictures(planes: np.ndarray) -> np.ndarray:
    """Images of a model, (N, C, H, W), as PIL has them: (N, H, W) grey, or (N, H, W, 3)."""
    return planes[:, 0] if planes.shape[1] == 1 else planes.transpose(0, 2, 3, 1)


def as_planes(pictures: np.ndarray) -> np.ndarray:
    """The inverse of `as_pictures`: (N, C, H, W)."""
    return pictures[:, None] if pictures.ndim == 3 else pictures.transpose(0, 3, 1, 2)


def shape_in_words(shape: ImageShape) -> str:
    """For example "28 × 28 pixels, grey" or "32 × 32 pixels, in colour"; height, then width."""
    channels, height, width = shape
    return f"{height} × {width} pixels, {'grey' if channels == 1 else 'in colour'}"
