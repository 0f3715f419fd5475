"""What was understood of own images, before anything of them is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from vae_core.data.arrays import shape_of
from vae_core.data.image_shape import ImageShape
from vae_core.data.own.checks import (
    check_bytes,
    check_count,
    check_count_and_values,
    refuse_files_of_many,
    sentences_on_left_out,
)
from vae_core.data.own.labels import Level, class_counts, folder_labels, numbered, value_labels
from vae_core.data.own.limits import DatasetLimits
from vae_core.data.own.pixels import arrays
from vae_core.data.own.pixels.picture import (
    SIXTEEN_BITS,
    UnreadableError,
    finest_grey,
    fitted,
    pixels_of,
    size_of,
)
from vae_core.data.own.pixels.pixel_file import PixelFile
from vae_core.data.own.pixels.sizes import choose_size
from vae_core.data.own.readers.reading import read
from vae_core.data.own.readers.source import Arrays, Pictures
from vae_core.errors import DataError
from vae_core.files import disk

_EXAMPLES = 12
# The largest values of 8, 10 and 12 bits, which cameras and scanners save in 16.
_FEWER_BITS = (255, 1_023, 4_095)
_SEED = 0


@dataclass(frozen=True)
class Options:
    """What may be asked for of the images. None: as the images are.

    side: pixels of a square that all are fitted into.  grey: without colours.
    level: which folder is the label, where folders lie in folders; "none": no labels.
    """

    side: int | None = None
    grey: bool = False
    level: Level = "auto"


@dataclass(frozen=True)
class Preview:
    """Own images as they would be kept. They lie in a folder that is removed with this object.

    images: uint8, (N, H, W) or (N, H, W, 3), memory-mapped.  labels: uint8, (N,), the numbers of
    `classes`, which has none where there are no labels.
    source: the name of the file or folder.  notes: what was done, a sentence each.
    prepared_as: see `DatasetInfo`.
    left_out: what could not be used, and how much of it, a sentence each.
    parts: (N,), 0 for an image of the training split, 1 of validation, 2 of test; None: at random.
    """

    images: np.ndarray
    labels: np.ndarray
    classes: tuple[str, ...]
    source: str
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    prepared_as: str = ""
    parts: np.ndarray | None = None
    _folder: TemporaryDirectory[str] | None = field(default=None, repr=False)

    def __len__(self) -> int:
        return len(self.images)

    @property
    def image_shape(self) -> ImageShape:
        """(channels, height, width)."""
        return shape_of(self.images)

    @property
    def counts(self) -> tuple[int, ...]:
        """How many images each class has."""
        return class_counts(self.labels, len(self.classes))

    def examples(self) -> np.ndarray:
        """Numbers of twelve images, taken at random from as many classes as there are."""
        rng = np.random.default_rng(_SEED)
        order = rng.permutation(len(self))
        # The first of each class, then the second of each, and so on.
        turn = np.zeros(len(self), np.int64)
        for label in range(max(1, len(self.classes))):
            own = self.labels[order] == label
            turn[own] = np.arange(own.sum())
        chosen = order[np.argsort(turn, kind="stable")[:_EXAMPLES]]
        return chosen[np.argsort(self.labels[chosen], kind="stable")]

    def close(self) -> None:
        """Remove the images that were not kept."""
        if self._folder is not None:
            self._folder.cleanup()


def preview(
    path: Path | str | Sequence[Path],
    options: Options = Options(),
    limits: DatasetLimits = DatasetLimits(),  # noqa: B008 (frozen)
    name: str = "",
) -> Preview:
    """What is understood of a file or folder, or of several files, as `reading.read` reads them.

    name: of the source; else that of the path. Raises DataError with a sentence on what is wrong;
    nothing is left behind then.
    """
    folder = TemporaryDirectory(prefix="own-images-", ignore_cleanup_errors=True)
    try:
        return _preview(path, options, limits, name, folder)
    except OSError as error:
        folder.cleanup()
        at = str(error.filename or "")
        if at and not Path(at).is_relative_to(folder.name):
            raise DataError(
                f"{disk.readable(at)} cannot be read ({error.strerror or error})."
            ) from error
        raise DataError(
            f"The images could not be unpacked in {folder.name} ({error.strerror or error})."
        ) from error
    except BaseException:
        folder.cleanup()
        raise


def _preview(
    path: Path | str | Sequence[Path],
    options: Options,
    limits: DatasetLimits,
    name: str,
    folder: TemporaryDirectory[str],
) -> Preview:
    inside = Path(folder.name)
    source = read(path, inside, limits)
    if not name:
        name = Path(path).resolve().name if isinstance(path, (str, Path)) else path[0].name
    if isinstance(source, Pictures):
        labels, pixels, notes, left_out = _of_pictures(source, options, limits, inside)
    else:
        labels, pixels, notes, left_out = _of_arrays(source, options, limits, inside)
    classes, numbers = numbered(labels, limits.classes)
    try:
        # Numbers of an array are meant as they are; of pictures most are ink on paper.
        images, turned = pixels.finish(
            inside / "images.npy", grey=options.grey, turn=isinstance(source, Pictures)
        )
    finally:
        pixels.close()
    if turned:
        notes.append("Light and dark are exchanged: the ground is 0, as in MNIST, and ink 255.")
    if isinstance(source, Arrays) and source.names and classes:
        classes = tuple(source.names[int(label)] for label in classes)
    if not classes and any(labels):
        notes.append("All labels are alike, so there are none.")
    return Preview(images, numbers, classes, name, tuple(notes), tuple(left_out), _folder=folder)


_Understood = tuple[list[str], PixelFile, list[str], list[str]]


def _of_pictures(
    source: Pictures, options: Options, limits: DatasetLimits, folder: Path
) -> _Understood:
    left_out, notes, finest = source.left_out, source.notes, 0
    # Only the headers first: they say which files are pictures, and what size all will have.
    sizes: dict[int, tuple[int, int]] = {}
    for i, file in enumerate(source.files):
        try:
            content = file.read()
            if finest <= _FEWER_BITS[-1]:
                finest = max(finest, finest_grey(content, limits.pixels))
            sizes[i] = size_of(content, limits.pixels)
        except UnreadableError as error:
            left_out[str(error)] += 1
    if not sizes:
        refuse_files_of_many(source)
    labels = _labels(source, sizes, options.level, limits)
    sizes = {i: sizes[i] for i in labels}
    check_count(len(sizes), limits, left_out)
    size, note = choose_size(Counter(sizes.values()), options.side)
    check_bytes(len(sizes), size, 1 if options.grey else 3, limits)
    notes += [note] if note else []
    white = next((most for most in _FEWER_BITS if 0 < finest <= most), SIXTEEN_BITS)
    if white != SIXTEEN_BITS:
        notes.append(
            f"No 16-bit picture goes beyond {finest:,}: 0 to {white:,} are black to white."
        )
    pixels, kept = PixelFile(folder / "colour", size), []
    for i in sizes:
        try:
            pixels.add(pixels_of(source.files[i].read(), size, limits.pixels, white)[None])
            kept.append(labels[i])
        except UnreadableError as error:
            left_out[str(error)] += 1
    check_count(len(kept), limits, left_out)
    return kept, pixels, notes, sentences_on_left_out(left_out)


def _labels(
    source: Pictures, found: Iterable[int], level: Level, limits: DatasetLimits
) -> dict[int, str]:
    """The label of each picture by its number, without those that have to be left out."""
    numbers = list(found)
    if source.labels is not None:
        return {i: "" if level == "none" else source.labels[i] for i in numbers}
    labels, notes = folder_labels([source.files[i].path for i in numbers], level, limits.classes)
    source.notes += notes
    return {i: label for i, label in zip(numbers, labels, strict=True) if label is not None}


def _of_arrays(
    source: Arrays, options: Options, limits: DatasetLimits, folder: Path
) -> _Understood:
    from PIL import Image

    x, notes = arrays.as_images(source.x)
    notes = source.notes + notes
    check_count_and_values(x, limits)
    labels = [""] * len(x)
    if source.y is not None and options.level != "none":
        labels, more = value_labels(np.asarray(source.y), len(x))
        notes += more
    low, high, note = arrays.levels(x)
    notes += [note] if note else []
    own = (int(x.shape[1]), int(x.shape[2]))
    if own[0] * own[1] > limits.pixels:
        raise DataError(f"An image of {own[0]:,} × {own[1]:,} pixels is too large.")
    size, note = choose_size(Counter({own: len(x)}), options.side)
    check_bytes(len(x), size, x.shape[3] if x.ndim == 4 else 1, limits)
    notes += [note] if note else []
    pixels = PixelFile(folder / "colour", size)
    for part in arrays.pixels(x, low, high):
        same = size == own
        pixels.add(
            part if same else np.stack([fitted(Image.fromarray(image), size) for image in part])
        )
    return labels, pixels, notes, []
