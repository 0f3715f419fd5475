"""Labels of images: from the folders that they lie in, or from a column of values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import numpy as np

from vae_core.errors import DataError

Level = Literal["auto", "first", "last", "none"]
# Folders of these names are parts of a dataset, not classes.
_PARTS = {"train", "training", "test", "testing", "val", "valid", "validation", "dev"}
_MANY_NAMES = 5


def folder_labels(
    paths: Sequence[tuple[str, ...]], level: Level, most: int
) -> tuple[list[str | None], list[str]]:
    """(the label of each image or None for one that has to be left out, what was done).

    paths: folders and name of each image. All labels are "" where there are none.
    level: the folder that is the label; "auto" takes the one that the image lies in, unless those
        are more than `most`.
    """
    folders = _without_common([path[:-1] for path in paths])
    outside = sum(not path for path in folders)
    if level == "none" or outside == len(folders):
        return [""] * len(folders), []
    if outside > len(folders) / 2:
        return [""] * len(folders), ["Most images lie in no folder, so none has a label."]
    deepest = max(map(len, folders))
    innermost = level != "first"
    if level == "auto" and deepest > 1:
        innermost = len({path[-1] for path in folders if path}) <= most
    labels = [(path[-1] if innermost else path[0]) if path else None for path in folders]
    notes = []
    if deepest > 1:
        first = {path[0] for path in folders if path}
        if innermost and {name.lower() for name in first} <= _PARTS:
            notes.append(f"The images of {_named(first)} are put together.")
        else:
            which = "innermost" if innermost else "outermost"
            names = _named({label for label in labels if label is not None})
            notes.append(f"Folders lie in folders: the {which} one is the label ({names}).")
    if outside:
        notes.append(f"{_images(outside)} in no folder, and so without a label: left out.")
    return labels, notes


def numbered(labels: Sequence[str], most: int) -> tuple[tuple[str, ...], np.ndarray]:
    """(the names of the classes in their order, the number of each image's class, uint8).

    No classes where there are no labels, or all are alike. Raises DataError where there are more
    than `most`.
    """
    names = sorted(set(labels), key=_natural)
    if len(names) <= 1:
        return (), np.zeros(len(labels), np.uint8)
    if len(names) > most:
        raise DataError(
            f"There are {len(names):,} different labels; at most {most} can be told apart."
        )
    number = {name: i for i, name in enumerate(names)}
    return tuple(names), np.array([number[label] for label in labels], np.uint8)


def value_labels(y: np.ndarray, n: int) -> tuple[list[str], list[str]]:
    """(the label of each of n images as text, what was done) from an array of labels.

    y: (N,) or (N, 1) of whole numbers or texts, or (N, K) with a single 1 in each row.
    Raises DataError where it is none of these.
    """
    notes: list[str] = []
    if y.ndim == 2 and y.shape[1] == 1:
        y = y[:, 0]
    if y.ndim == 2 and len(y) == n and y.dtype.kind in "biuf":
        if not (((y == 0) | (y == 1)).all() and (y.sum(1) == 1).all()):
            raise DataError("The labels are a table, but not with a single 1 in each row.")
        notes.append(f"Labels are the place of the 1 in each row of {y.shape[1]}.")
        y = y.argmax(1)
    if y.ndim != 1 or len(y) != n:
        raise DataError(f"There are labels of shape {y.shape} for {n:,} images.")
    if y.dtype.kind == "f":
        if not np.isfinite(y).all():
            raise DataError("Some labels are no numbers (NaN or infinite).")
        if (y != np.round(y)).any():
            raise DataError("Labels are whole numbers or texts, not fractions.")
        y = y.astype(np.int64)
    if y.dtype.kind == "S":
        y = np.char.decode(y, "utf-8", "replace")
    if y.dtype.kind not in "biuU":
        raise DataError("Labels are whole numbers or texts.")
    return [str(value) for value in y.tolist()], notes


def _without_common(folders: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The folders without those at the beginning that all images lie in."""
    paths = list(folders)
    while paths and all(paths) and len({path[0] for path in paths}) == 1:
        paths = [path[1:] for path in paths]
    return paths


def _natural(name: str) -> list[tuple[int, int, str]]:
    """Sort key: numbers in a name count as numbers, so that "10" comes behind "9"."""
    parts = re.split(r"([0-9]{1,18})", name)
    return [(0, int(p), "") if p.isascii() and p.isdigit() else (1, 0, p.casefold()) for p in parts]


def _named(names: set[str]) -> str:
    ordered = sorted(names, key=_natural)
    more = len(ordered) - _MANY_NAMES
    return ", ".join(ordered[:_MANY_NAMES]) + (f" and {more} more" if more > 0 else "")


def _images(n: int) -> str:
    return "1 image lies" if n == 1 else f"{n:,} images lie"


def class_counts(labels: np.ndarray, n_classes: int) -> tuple[int, ...]:
    """How many images each class has."""
    return tuple(np.bincount(labels, minlength=n_classes)[:n_classes].tolist())
