"""What is known of a dataset without its images: names, classes, shape and sizes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from vae_core.data.image_shape import IMAGE_SHAPE, ImageShape, shape_problem
from vae_core.errors import ConfigError
from vae_core.files.names import can_be_a_name, refuse_name

Part = Literal["train", "val", "test"]
MAX_CLASSES = 256
# Folders beside those of datasets, among the runs.
_RESERVED = ("datasets", "sweeps")


@dataclass(frozen=True)
class SplitSizes:
    """The number of images in each split of a dataset."""

    train: int
    val: int
    test: int

    @property
    def total(self) -> int:
        return self.train + self.val + self.test

    def slice_of(self, part: Part) -> slice:
        """Where the images of a split are among all: train, validation and test in that order."""
        start = {"train": 0, "val": self.train, "test": self.train + self.val}[part]
        return slice(start, start + getattr(self, part))


@dataclass(frozen=True)
class DatasetInfo:
    """What is known of a dataset without its files.

    classes: their names, in the order of the labels; empty where the images have no labels.
    image_shape: (channels, height, width) of every image.
    origin: "built-in" in the library, "own" (kept on this machine by the user) or "registered" in
        this process.
    folder: where torchvision puts it below the data folder; None for one that is not downloaded.
    prepared_as: the built-in dataset by whose rules a picture is made one of its images; "" for its
        own, or where no rules are known.
    packed: bytes of the `.gz` of each of its files, by the file's unpacked name.
    Raises ConfigError where the name, the shape or the number of classes cannot be.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    sizes: SplitSizes
    image_shape: ImageShape = IMAGE_SHAPE
    origin: Literal["built-in", "own", "registered"] = "built-in"
    folder: str | None = None
    packed: Mapping[str, int] = field(default_factory=dict)
    prepared_as: str = ""

    def __post_init__(self) -> None:
        check_dataset_name(self.name)
        if problem := shape_problem(self.image_shape):
            raise ConfigError(problem)
        if len(self.classes) > MAX_CLASSES:
            raise ConfigError(
                f"A dataset has at most {MAX_CLASSES} classes, not {len(self.classes)}."
            )

    @property
    def has_ink(self) -> bool:
        """True where images are known to be of ink, 255, on an empty ground, 0: digits, clothes."""
        return self.origin == "built-in" and self.image_shape[0] == 1

    @property
    def rules(self) -> str:
        """The dataset by whose rules a picture is made one of its images: its own name, mostly."""
        return self.prepared_as or self.name

    @property
    def is_labelled(self) -> bool:
        """True where every image has a label."""
        return bool(self.classes)


def can_name_a_dataset(name: object) -> bool:
    """True if a dataset may have this name, which becomes the name of a folder."""
    return can_be_a_name(name) and name not in _RESERVED


def check_dataset_name(name: str) -> str:
    """`name` itself if it can name a dataset. Raises ConfigError."""
    if not can_name_a_dataset(name):
        raise refuse_name(name, "a dataset")
    return name
