"""What is refused of own images: too few, too many, too large. And what is said of others."""

from __future__ import annotations

from collections import Counter

import numpy as np

from vae_core.data.own.limits import MB, MIN_IMAGES, DatasetLimits
from vae_core.data.own.pixels import arrays
from vae_core.data.own.readers.source import Pictures
from vae_core.errors import DataError

_OF_MANY = (".npy", ".npz", ".csv", ".tsv", ".zip")


def refuse_files_of_many(source: Pictures) -> None:
    """Raise DataError where what lies there are no pictures but a file that holds many images."""
    names = [file.path[-1] for file in source.files]
    of_many = [name for name in names if name.lower().endswith(_OF_MANY)]
    if of_many:
        more = f" and {len(of_many) - 1:,} more like it" if len(of_many) > 1 else ""
        raise DataError(
            f"There are no pictures here, but {of_many[0]}{more}: give that file by itself, not in "
            "a folder or a zip."
        )


def check_count(n: int, limits: DatasetLimits, left_out: Counter[str]) -> None:
    """Raise DataError for too few or too many images."""
    if MIN_IMAGES <= n <= limits.images:
        return
    images = "is 1 image" if n == 1 else f"are {n:,} images" if n else "are no images"
    others = "; ".join(sentence.removesuffix(".") for sentence in sentences_on_left_out(left_out))
    others = f" ({others})" if others else ""
    if n < MIN_IMAGES:
        raise DataError(f"There {images} here{others}; at least {MIN_IMAGES} are needed.")
    raise DataError(f"There {images} here; at most {limits.images:,} can be taken.")


def check_count_and_values(x: np.ndarray, limits: DatasetLimits) -> None:
    """Raise DataError for too few or too many images; of too few it names bad values, too."""
    try:
        check_count(len(x), limits, Counter())
    except DataError as error:
        if len(x) < MIN_IMAGES:
            try:
                arrays.levels(x)
            except DataError as bad:
                raise DataError(f"{error} {bad}") from bad
        raise


def check_bytes(n: int, size: tuple[int, int], channels: int, limits: DatasetLimits) -> None:
    """Raise DataError where so many images of a size take more than is allowed."""
    megabytes = n * size[0] * size[1] * channels / MB
    if megabytes > limits.kept:
        raise DataError(
            f"{n:,} images of {size[0]} × {size[1]} pixels would take {megabytes:,.0f} MB; at most "
            f"{limits.kept:,} MB are kept. Choose a smaller size, or fewer images."
        )


_REASONS = {
    "no picture": "no picture",
    "damaged": "damaged",
    "too many pixels": "too many pixels",
    "too large": "too large",
    "cannot be opened": "not to be opened",
}
_HAVING = ("too many pixels", "values that are no numbers", "a path that leads out of the zip")


def sentences_on_left_out(counted: Counter[str]) -> list[str]:
    """A sentence for each reason why files were left out."""
    sentences = []
    for why, n in counted.most_common():
        one, many = ("has", "have") if why in _HAVING else ("is", "are")
        files = f"{n:,} file {one}" if n == 1 else f"{n:,} files {many}"
        sentences.append(f"{files} {_REASONS.get(why, why)}: left out.")
    return sentences
