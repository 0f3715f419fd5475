"""A dataset of a few signs that were drawn by hand: each drawing, and deformed copies of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from vae_core.data.augment import deform
from vae_core.data.own.preview import Preview
from vae_core.errors import DataError

MIN_SIGNS, MAX_SIGNS = 2, 6
# Drawings of each sign: what is needed, what is asked for, and what is taken at most.
LEAST, USUAL, MOST = 5, 20, 40
_IMAGES = 600
_SEED = 0


def from_drawings(images: np.ndarray, signs: np.ndarray, names: Sequence[str]) -> Preview:
    """About 600 images of drawings: each as it is, and small rotations, shifts and bends of it.

    images: uint8, (N, 28, 28), ink 255.  signs: the number of each one's sign, (N,).
    names: of the signs. The same drawings give the same images.
    Raises DataError where a sign has too few drawings.
    """
    import torch

    counts = np.bincount(signs, minlength=len(names))
    if not MIN_SIGNS <= len(names) <= MAX_SIGNS or counts.min() < LEAST:
        raise DataError(
            f"{MIN_SIGNS} to {MAX_SIGNS} signs are needed, with at least {LEAST} drawings of each."
        )
    copies = -(-_IMAGES // len(images))
    x = torch.from_numpy(np.ascontiguousarray(images)).unsqueeze(1).float() / 255.0
    generator = torch.Generator().manual_seed(_SEED)
    every = [x, *(deform(x, 1.0, generator) for _ in range(copies - 1))]
    pixels = (torch.cat(every) * 255.0).round().byte()[:, 0].numpy()
    note = (
        f"{len(images):,} drawings became {len(pixels):,} images: each as it was drawn, and "
        f"{copies - 1} slightly turned, shifted and bent copies. No drawing has copies in two of "
        "training, validation and test."
    )
    return Preview(
        pixels,
        np.tile(signs, copies).astype(np.uint8),
        tuple(names),
        "pad",
        (note,),
        prepared_as="mnist",
        parts=np.tile(_parts(signs), copies),
    )


def _parts(signs: np.ndarray) -> np.ndarray:
    """The split of each drawing, as `Preview.parts`: of each sign a tenth, at least one, goes to
    test and as many to validation."""
    rng = np.random.default_rng(_SEED)
    parts = np.zeros(len(signs), np.int64)
    for sign in np.unique(signs):
        own = rng.permutation(np.flatnonzero(signs == sign))
        held = max(1, round(0.1 * len(own)))
        parts[own[:held]], parts[own[held : 2 * held]] = 2, 1
    return parts
