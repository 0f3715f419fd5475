"""Images of a folder that the library `datasets` of Hugging Face has saved."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from vae_core.data.own.pixels.picture import UnreadableError
from vae_core.data.own.readers.source import PictureFile, Pictures
from vae_core.errors import DataError
from vae_core.extras import require

_MARKS = ("dataset_dict.json", "dataset_info.json", "state.json")


def is_hugging_face(folder: Path) -> bool:
    """True for a folder that `save_to_disk` of that library has written."""
    return any((folder / name).is_file() for name in _MARKS)


def read_hugging_face(folder: Path) -> Pictures:
    """The pictures of its first column of images, with the first column of class labels.

    Raises MissingLibraryError without the library, DataError where there is no such column.
    """
    require("A folder of Hugging Face", "datasets")
    import datasets

    try:
        loaded: Any = datasets.load_from_disk(str(folder))
        splits = dict(loaded) if isinstance(loaded, datasets.DatasetDict) else {"": loaded}
    except Exception as error:  # The library raises errors of many others
        raise DataError(f"{folder.name} cannot be read as a folder of Hugging Face.") from error
    files: list[PictureFile] = []
    labels: list[str] = []
    for split in splits.values():
        features = split.features
        image = next((n for n, f in features.items() if isinstance(f, datasets.Image)), None)
        label = next((n for n, f in features.items() if isinstance(f, datasets.ClassLabel)), None)
        if image is None:
            raise DataError(f"{folder.name} has no column of images.")
        packed = split.cast_column(image, datasets.Image(decode=False))
        names = features[label].names if label else []
        numbers = packed[label] if label else [-1] * len(packed)
        labels += [names[number] if 0 <= number < len(names) else "" for number in numbers]
        files += [
            PictureFile((str(i),), partial(_content, packed, i, image)) for i in range(len(packed))
        ]
    notes = []
    if len(splits) > 1:
        notes.append(f"The parts {', '.join(splits)} are put together.")
    return Pictures(files, labels, notes)


def _content(rows: Any, index: int, column: str) -> bytes:
    cell = rows[index][column]
    if cell.get("bytes"):
        return bytes(cell["bytes"])
    try:
        return Path(cell["path"]).read_bytes()
    except (OSError, TypeError) as error:
        raise UnreadableError("cannot be opened") from error
