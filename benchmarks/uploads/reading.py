"""The recogniser of MNIST, and what it reads of photographs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from PIL import Image

from benchmarks.uploads.digits import png
from benchmarks.uploads.photos import KINDS, two
from vae_core.data.datasets import load_dataset
from vae_core.errors import ImageError
from vae_core.images.prepare import prepare_image
from vae_core.images.steps import PreparedImage
from vae_core.training.train_recogniser import load_recogniser

PHOTOS, PHOTO_SEED = 100, 14


class Reader:
    """The recogniser of MNIST."""

    def __init__(self) -> None:
        run = load_recogniser("mnist")
        if run is None:
            raise SystemExit("There is no recogniser: python -m vae_core recogniser mnist")
        self.model = run.model().eval()

    def right(self, files: Iterable[bytes], labels: np.ndarray, **switches: bool) -> np.ndarray:
        """bool, (N,): which are read right. One that cannot be prepared is read wrong."""
        x = np.stack([_prepared(file, **switches) for file in files])
        return (self.reads(x) == labels) & x.any((1, 2, 3))

    @torch.no_grad()
    def reads(self, x: np.ndarray | list[np.ndarray]) -> np.ndarray:
        """The label of each image, (N,); x: (N, 1, 28, 28)."""
        return self.model(torch.from_numpy(np.stack(list(x)))).argmax(1).numpy()


@dataclass(frozen=True)
class Photos:
    """What was read of photographs made of MNIST's test digits.

    kinds: (name, bool, (N,): which were read right) of each kind.
    said, first, second: of pictures of two digits, which were said to be two, and of which the left
    and the right one, chosen, were read right.  box: where a box round the right one was.
    unchanged, turned: which of all test images come back byte for byte, as they are and dark on
    white.
    """

    kinds: list[tuple[str, np.ndarray]]
    said: np.ndarray
    first: np.ndarray
    second: np.ndarray
    box: np.ndarray
    unchanged: np.ndarray
    turned: np.ndarray


def photos(reader: Reader) -> Photos:
    """The measurement of photographs."""
    test = load_dataset("mnist").test
    chosen = np.random.default_rng(PHOTO_SEED).choice(len(test), PHOTOS, replace=False)
    kinds = [
        (
            name,
            reader.right(
                (make(test.images[i] / 255, _rng(kind, i)) for i in chosen), test.labels[chosen]
            ),
        )
        for kind, (name, make) in enumerate(KINDS.items())
    ]
    others = np.roll(chosen, 1)
    pictures = [
        two(test.images[i] / 255, test.images[j] / 255, _rng(len(KINDS), i))
        for i, j in zip(chosen, others, strict=True)
    ]
    prepared = [prepare_image(picture) for picture in pictures]
    right_half = [prepare_image(picture, region=(0.5, 0.0, 1.0, 1.0)) for picture in pictures]
    return Photos(
        kinds,
        np.array([len(one.things) == 2 for one in prepared]),
        reader.reads([one.things[0] for one in prepared]) == test.labels[chosen],
        reader.reads([one.things[-1] for one in prepared]) == test.labels[others],
        reader.reads([one.x for one in right_half]) == test.labels[others],
        np.array([_comes_back(image, image) for image in test.images]),
        np.array([_comes_back(255 - image, image) for image in test.images]),
    )


def _rng(kind: int, i: int) -> np.random.Generator:
    return np.random.default_rng((PHOTO_SEED, kind, int(i)))


def _comes_back(given: np.ndarray, expected: np.ndarray) -> bool:
    prepared: PreparedImage = prepare_image(png(Image.fromarray(given)))
    return bool(np.array_equal(np.round(255 * prepared.x[0]).astype(np.uint8), expected))


def _prepared(file: bytes, **switches: bool) -> np.ndarray:
    try:
        return prepare_image(file, **switches).x
    except ImageError:
        return np.zeros((1, 28, 28), dtype=np.float32)
