"""A dataset on this machine: its splits, from files or from arrays."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, get_args

import numpy as np

from vae_core.data.image_shape import array_shape
from vae_core.data.info import DatasetInfo, Part, SplitSizes
from vae_core.errors import DataError

if TYPE_CHECKING:
    from torch import Tensor

_MIN_TEST = 20
_MIN_IMAGES = 10


@dataclass(frozen=True)
class Split:
    """A set of images and their labels.

    images: uint8, (N, H, W) grey, or (N, H, W, 3) in colour; of the built-in digits and clothes ink
        255 on 0.  labels: uint8, (N,); all 0 where the dataset has none.
    """

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.images)

    def x(self) -> Tensor:
        """The whole split as one float32 tensor in [0, 1], (N, C, H, W)."""
        import torch

        # PyTorch warns of an array that cannot be written, as a file mapped into memory is.
        writable = self.images if self.images.flags.writeable else np.array(self.images)
        pixels = torch.from_numpy(writable)
        planes = pixels.unsqueeze(1) if pixels.ndim == 3 else pixels.permute(0, 3, 1, 2)
        return planes.contiguous().float().div_(255.0)


@dataclass(frozen=True, repr=False)
class Dataset:
    """A dataset on this machine. Each split is read when it is first used.

    read: gives the split of a name, or raises DataError; it is asked once for each.
    root: the folder that it is read from; None where it needs none.
    read_factors: gives what is known of how each image of a split came about, a structured array
        (see `factors`); None where nothing is.
    """

    info: DatasetInfo
    read: Callable[[Part], Split]
    root: Path | None = None
    read_factors: Callable[[Part], np.ndarray] | None = None

    @property
    def name(self) -> str:
        return self.info.name

    def __repr__(self) -> str:
        """One line: its name, its images and its classes."""
        info, (channels, height, width) = self.info, self.info.image_shape
        colour = "grey" if channels == 1 else "colour"
        return (
            f"<Dataset {info.name!r}: {info.sizes.total:,} images, {height} x {width}, {colour}, "
            f"{len(info.classes) or 'no'} classes>"
        )

    @cached_property
    def train(self) -> Split:
        return self._checked("train")

    @cached_property
    def val(self) -> Split:
        return self._checked("val")

    @cached_property
    def test(self) -> Split:
        return self._checked("test")

    @cached_property
    def sha256(self) -> str:
        """The hash of the pixels and labels of train, validation and test, in that order."""
        return hash_of((self.train, self.val, self.test))

    def factors(self, part: Part) -> np.ndarray:
        """What each image of a split was made of: a structured array, (N,), with a field a factor.

        Raises DataError where nothing is known of that, or there is no such split.
        """
        if part not in get_args(Part):
            raise DataError(f"There is no split {part!r}; there are {', '.join(get_args(Part))}.")
        if self.read_factors is None:
            raise DataError(f"Nothing is known of how the images of {self.info.title} were made.")
        return self.read_factors(part)

    @staticmethod
    def from_arrays(
        x: np.ndarray,
        y: np.ndarray | Sequence[object] | None = None,
        *,
        name: str,
        classes: Sequence[str] | None = None,
        title: str | None = None,
        seed: int = 0,
    ) -> Dataset:
        """A dataset of images in memory, split at random: 80 % train, 10 % validation, 10 % test.

        x: (N, H, W), (N, H, W, C) or (N, C, H, W) with C of 1 or 3 channels; whole numbers from 0
            to 255, or floats from 0 to 1.
        y: a label for each image: whole numbers from 0, or names; None where there are none.
        classes: the names of whole-number labels; left out they are their numbers.
        Raises DataError where the arrays cannot be a dataset, ConfigError where the name or the
        shape cannot be.
        """
        from vae_core.data.arrays import images_of, labels_of, shape_of

        images = images_of(x)
        if len(images) < _MIN_IMAGES:
            raise DataError(
                f"A dataset needs at least {_MIN_IMAGES} images; here there is only {len(images)}."
                if len(images) == 1
                else f"A dataset needs at least {_MIN_IMAGES} images; here are {len(images)}."
            )
        labels, names = labels_of(y, len(images), classes)
        sizes = sizes_of_splits(len(images))
        info = DatasetInfo(name, title or name, names, sizes, shape_of(images), origin="registered")
        order = np.random.default_rng(seed).permutation(len(images))

        def read(part: Part) -> Split:
            at = order[sizes.slice_of(part)]
            return Split(images[at], labels[at])

        return Dataset(info, read)

    @staticmethod
    def from_folder(path: Path | str, *, name: str, title: str | None = None) -> Dataset:
        """A dataset of images in files, which is not kept: a folder or a zip of pictures, `.npz`,
        `.npy`, a table or IDX files, understood as `python -m vae_core data add` understands them.

        Raises DataError where they make no dataset, ConfigError where the name cannot be.
        """
        from vae_core.data.own.preview import preview

        own = preview(path)
        labels = own.labels if own.classes else None
        images = np.array(own.images)  # The file that they are mapped from is removed
        own.close()
        return Dataset.from_arrays(
            images, labels, name=name, title=title, classes=own.classes or None
        )

    def _checked(self, part: Part) -> Split:
        """A split as it was read. Raises DataError where its images are not of the shape noted."""
        split = self.read(part)
        expected = array_shape(self.info.image_shape)
        if split.images.shape[1:] != expected:
            raise DataError(
                f"The images of {self.info.title} must be arrays of {expected}, not "
                f"{split.images.shape[1:]}."
            )
        return split


def hash_of(splits: Iterable[Split]) -> str:
    """The SHA-256 of the pixels, then the labels, of one split after the other, as hex digits."""
    digest = hashlib.sha256()
    for split in splits:
        # Without a copy: the images may be mapped from a large file.
        digest.update(np.ascontiguousarray(split.images).data)
        digest.update(np.ascontiguousarray(split.labels).data)
    return digest.hexdigest()


def sizes_of_splits(n: int) -> SplitSizes:
    """Splits of n images: 80 % train, 10 % validation, 10 % test, but at least 20 test images.

    Of fewer than 60 images a third is for testing.
    """
    test = max(round(n / 10), min(_MIN_TEST, n // 3))
    val = max(round(n / 10), 1)
    return SplitSizes(n - val - test, val, test)
