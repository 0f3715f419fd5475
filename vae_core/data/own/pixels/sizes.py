"""The size that images of a dataset get, and the sentence that says how."""

from __future__ import annotations

from collections import Counter

import numpy as np

from vae_core.data.image_shape import MAX_SIDE, MIN_SIDE
from vae_core.errors import DataError

# What models are usually trained at: MNIST's, CIFAR's.
_SMALL, _USUAL = 28, 32


def choose_size(sizes: Counter[tuple[int, int]], side: int | None) -> tuple[tuple[int, int], str]:
    """((height, width) for all images, a sentence on what is done; "" where they stay as they are).

    sizes: (height, width) of the images, with counts.  side: of a square that was asked for.
    Images of one size within the range stay as they are. Others become a square: 28 x 28 where most
    are no larger, else 32 x 32. Raises DataError where `side` is out of range.
    """
    if side is not None and not MIN_SIDE <= side <= MAX_SIDE:
        raise DataError(f"An image has {MIN_SIDE} to {MAX_SIDE} pixels a side, not {side}.")
    only = next(iter(sizes)) if len(sizes) == 1 else None
    if only and side in (None, only[0]) and _is_in_range(only) and (side is None or _square(only)):
        return only, ""
    if side is None:
        longer = np.repeat([max(size) for size in sizes], list(sizes.values()))
        side = _SMALL if np.median(longer) <= _SMALL else _USUAL
    return (side, side), f"{_described(sizes)}: {_rule(sizes, side)}."


def _is_in_range(size: tuple[int, int]) -> bool:
    return all(MIN_SIDE <= side <= MAX_SIDE for side in size)


def _square(size: tuple[int, int]) -> bool:
    return size[0] == size[1]


def _described(sizes: Counter[tuple[int, int]]) -> str:
    if len(sizes) == 1:
        height, width = next(iter(sizes))
        return f"All images are {height} pixels high and {width} wide"
    small = min(sizes, key=lambda size: size[0] * size[1])
    large = max(sizes, key=lambda size: size[0] * size[1])
    return (
        f"Images have {len(sizes):,} sizes, from {small[0]} × {small[1]} to "
        f"{large[0]} × {large[1]} pixels (height × width)"
    )


def _rule(sizes: Counter[tuple[int, int]], side: int) -> str:
    rule = f"each is scaled to fit {side} × {side}"
    if all(map(_square, sizes)):
        return rule
    return f"{rule}, whole, and what is left is filled with the colour of its edge"
