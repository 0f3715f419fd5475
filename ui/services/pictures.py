"""Pictures as arrays, and as the models' tensors and the browser want them.

A picture is (H, W), ink 1 on paper 0 (or 255 on 0), or (H, W, 3), red, green and blue, as Pillow
has it. Of several the first axis counts them. Tensors and the browser have each channel for itself.
"""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from torch import Tensor

_SOME = 200  # images tell what ground they all have
_MIDDLE = 127.5


def to_tensor(pictures: np.ndarray) -> Tensor:
    """Pictures as float32, (N, C, H, W). Imports torch."""
    import torch

    planes = pictures[:, None] if pictures.ndim == 3 else np.moveaxis(pictures, -1, 1)
    return torch.from_numpy(np.ascontiguousarray(planes, dtype=np.float32))


def from_tensor(planes: Tensor) -> np.ndarray:
    """Pictures of a tensor, (N, C, H, W): float32, (N, H, W) or (N, H, W, 3)."""
    return from_planes(planes.numpy())


def from_planes(planes: np.ndarray) -> np.ndarray:
    """Pictures of an array with each channel for itself, (N, C, H, W)."""
    return planes[:, 0] if planes.shape[1] == 1 else np.moveaxis(planes, 1, -1)


def planar(picture: np.ndarray) -> bytes:
    """The bytes of one picture, uint8, channel by channel, row by row: what JavaScript reads."""
    return (picture if picture.ndim == 2 else np.moveaxis(picture, -1, 0)).tobytes()


def as_base64(picture: np.ndarray) -> str:
    """The same as base64."""
    return base64.b64encode(planar(picture)).decode()


def as_bytes(picture: np.ndarray) -> np.ndarray:
    """A picture, or several, in [0, 1] as uint8."""
    return np.round(255 * np.clip(picture, 0, 1)).astype(np.uint8)


def has_dark_ground(images: np.ndarray) -> bool:
    """True where the edges of most of some images, uint8, (N, H, W) or (N, H, W, 3), are dark."""
    some = images[:_SOME].reshape(min(len(images), _SOME), *images.shape[1:3], -1).mean(3)
    edges = np.concatenate([some[:, 0], some[:, -1], some[:, :, 0], some[:, :, -1]], axis=1)
    return bool((np.median(edges, axis=1) <= _MIDDLE).mean() >= 0.5)
