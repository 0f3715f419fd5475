"""Own datasets that are kept on this machine, beside the runs.

    checkpoints/datasets/<name>/
        images.npy     uint8, (N, H, W) or (N, H, W, 3): train, validation and test in that order
        labels.npy     uint8, (N,); all 0 where there are no labels
        dataset.json   title, classes, shape, sizes of the splits, hash, where it came from

Images are mapped into memory, not read as a whole.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache, partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Literal, get_args
from uuid import uuid4

import msgspec
import numpy as np

from vae_core.data.dataset import Dataset, Split, hash_of, sizes_of_splits
from vae_core.data.info import DatasetInfo, Part, SplitSizes, can_name_a_dataset
from vae_core.data.own.name import clean_title, dataset_name
from vae_core.errors import ConfigError, DataError, RunError
from vae_core.files import atomic, disk
from vae_core.files.roots import checkpoints_root
from vae_core.files.typed import from_json

if TYPE_CHECKING:
    from vae_core.data.own.preview import Preview

FOLDER = "datasets"
_IMAGES, _LABELS, _FACTS = "images.npy", "labels.npy", "dataset.json"
_SPLIT_SEED = 20_131_220  # As the built-in ones are split
_ROWS = 1_000
_ADDED = ".new-"
_ABANDONED = 24 * 3600.0  # seconds; nothing takes so long to write


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """What `dataset.json` says of an own dataset.

    sha256: of pixels and labels, as `Dataset.sha256`.  counts: images of each class.
    source: the name of the file or folder.  notes, left_out, prepared_as: see `preview.Preview`.
    by: the visitors of the app who added it; nobody for the command line.  added: time, ISO, UTC.
    """

    format: Literal[1] = 1
    title: str
    classes: tuple[str, ...]
    image_shape: tuple[int, int, int]
    splits: dict[Literal["train", "val", "test"], int]
    seed: int
    sha256: str
    counts: tuple[int, ...] = ()
    source: str = ""
    notes: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    prepared_as: Literal["", "mnist"] = ""
    added: str = ""


@dataclass(frozen=True)
class OwnDataset:
    """An own dataset and what is known of it. bytes: on the disk."""

    info: DatasetInfo
    facts: Facts
    bytes: int


def datasets_root() -> Path:
    """The folder of all own datasets, whether or not there is one yet."""
    return checkpoints_root() / FOLDER


def names() -> tuple[str, ...]:
    """The names of the own datasets on this machine, sorted."""
    with suppress(RunError):
        found = filter(can_name_a_dataset, disk.names(datasets_root()))
        return tuple(name for name in found if _known(name) is not None)
    return ()


def find_info(name: str) -> DatasetInfo | None:
    """What is known of an own dataset; None where there is none of that name."""
    known = _known(name)
    return known[0] if known else None


def hash_of_images(name: str) -> str:
    """`Dataset.sha256` of an own dataset, noted when it was kept; "" where there is none."""
    known = _known(name)
    return known[1].sha256 if known else ""


def details(name: str) -> OwnDataset:
    """An own dataset with where it came from. Raises ConfigError where there is none."""
    known = _known(name)
    if known is None:
        raise ConfigError(f"There is no own dataset {name!r}.")
    folder = datasets_root() / name
    return OwnDataset(*known, sum(disk.size(folder / f) or 0 for f in (_IMAGES, _LABELS, _FACTS)))


def load(name: str) -> Dataset:
    """An own dataset. Raises ConfigError where there is none of that name.

    A damaged file is met when a split is first used.
    """
    info = find_info(name)
    if info is None:
        raise ConfigError(f"There is no own dataset {name!r}.")
    folder = datasets_root() / name
    return Dataset(info, partial(_read, folder, info), folder)


def name_for(title: str) -> str:
    """The name that a dataset of this title would get. Raises ConfigError on a title that cannot be
    or is taken: to be asked before many images are read."""
    name = dataset_name(clean_title(title), _is_taken)
    _check_no_runs(name)
    return name


def keep(preview: Preview, title: str, by: Sequence[str] = ()) -> DatasetInfo:
    """Keep images under a title, split at random with a fixed seed where the preview does not say
    how, and return what is known of them. by: visitors of the app.

    Raises ConfigError on a title that cannot be or is taken, DataError where they cannot be
    written; nothing half kept is left behind.
    """
    title, name = clean_title(title), name_for(title)
    order, sizes = _split(preview)
    root = datasets_root()
    try:
        root.mkdir(parents=True, exist_ok=True)
        _remove_abandoned(root)
        with TemporaryDirectory(prefix=_ADDED, dir=root, ignore_cleanup_errors=True) as temporary:
            folder = Path(temporary) / name
            folder.mkdir()
            digest = _write(preview, order, sizes, folder)
            facts = Facts(
                title=title,
                classes=preview.classes,
                image_shape=preview.image_shape,
                splits={"train": sizes.train, "val": sizes.val, "test": sizes.test},
                seed=_SPLIT_SEED,
                sha256=digest,
                counts=preview.counts,
                source=preview.source,
                notes=preview.notes,
                left_out=preview.left_out,
                by=tuple(by),
                prepared_as="mnist" if preview.prepared_as else "",
                added=datetime.now(UTC).isoformat(timespec="seconds"),
            )
            info = _info(name, facts)
            atomic.write_json(folder / _FACTS, msgspec.to_builtins(facts))
            folder.rename(root / name)
    except OSError as error:
        if _is_taken(name):  # Somebody else was quicker
            raise ConfigError(f"There already is a dataset {name!r}.") from error
        raise DataError(
            f"The dataset could not be written to {root} ({error.strerror or error})."
        ) from error
    return info


def remove(name: str) -> None:
    """Delete an own dataset, without its runs (`jobs.own_datasets.remove` deletes those, too).

    Raises ConfigError where there is none, DataError where it cannot be removed.
    """
    folder = datasets_root() / name
    if not can_name_a_dataset(name) or not disk.is_folder(folder):
        raise ConfigError(f"There is no own dataset {name!r}.")
    trash = folder.with_name(f".{name}.{uuid4().hex[:8]}.deleted")
    try:
        folder.rename(trash)  # Out of every list in one step
    except OSError as error:
        raise DataError(f"{name} could not be deleted ({error.strerror}).") from error
    shutil.rmtree(trash, ignore_errors=True)


def _split(preview: Preview) -> tuple[np.ndarray, SplitSizes]:
    """(numbers of the images in the order train, validation, test, how many there are of each)."""
    order = np.random.default_rng(_SPLIT_SEED).permutation(len(preview))
    if preview.parts is None:
        return order, sizes_of_splits(len(preview))
    order = order[np.argsort(preview.parts[order], kind="stable")]
    return order, SplitSizes(*map(int, np.bincount(preview.parts, minlength=3)))


def _write(preview: Preview, order: np.ndarray, sizes: SplitSizes, folder: Path) -> str:
    """Write images and labels in the order of the splits; returns their hash."""
    shape, labels = preview.images.shape, preview.labels[order]
    images = np.lib.format.open_memmap(folder / _IMAGES, "w+", np.uint8, shape)
    for start in range(0, len(order), _ROWS):
        images[start : start + _ROWS] = preview.images[order[start : start + _ROWS]]
    images.flush()
    np.save(folder / _LABELS, labels)
    return hash_of(Split(images[at], labels[at]) for at in map(sizes.slice_of, get_args(Part)))


def _read(folder: Path, info: DatasetInfo, part: Part) -> Split:
    """A split of a kept dataset. Raises DataError where its files are damaged."""
    try:
        images = np.load(folder / _IMAGES, mmap_mode="r", allow_pickle=False)
        labels = np.load(folder / _LABELS, allow_pickle=False)
    except (OSError, ValueError, EOFError) as error:
        raise _damaged(info) from error
    is_sound = images.dtype == labels.dtype == np.uint8 and labels.shape == images.shape[:1]
    if not is_sound or len(images) != info.sizes.total:
        raise _damaged(info)
    if labels.max() >= max(1, len(info.classes)):
        raise _damaged(info)
    at = info.sizes.slice_of(part)
    return Split(images[at], labels[at])


def _damaged(info: DatasetInfo) -> DataError:
    return DataError(f"The files of {info.title} are damaged. Remove it and add it again.")


def _is_taken(name: str) -> bool:
    """True where a dataset has this name, or anything lies where its folder would be."""
    from vae_core.data.datasets import DATASETS

    return name in DATASETS or not can_name_a_dataset(name) or disk.is_taken(datasets_root() / name)


def _check_no_runs(name: str) -> None:
    """Raise ConfigError where runs of an earlier dataset have this name: they would be mixed up."""
    with suppress(RunError):
        if disk.names(checkpoints_root() / name):
            raise ConfigError(
                f"There are runs of an earlier dataset {name!r}. Choose another name, or delete "
                "those runs first."
            )


def _remove_abandoned(root: Path) -> None:
    """Remove what processes that were killed have left behind."""
    with suppress(RunError):
        for name in disk.names(root, hidden=True):
            written = disk.modified_ns(root / name)
            if written is not None and time.time() - written / 1e9 > _ABANDONED:
                shutil.rmtree(root / name, ignore_errors=True)


def _known(name: str) -> tuple[DatasetInfo, Facts] | None:
    """What the file of a dataset says; None where there is none, or a damaged one."""
    path = datasets_root() / name / _FACTS
    written = disk.modified_ns(path)
    return None if written is None else _read_facts(name, path, written)


@lru_cache(maxsize=512)
def _read_facts(name: str, path: Path, _written: int) -> tuple[DatasetInfo, Facts] | None:
    try:
        facts = from_json(disk.read_bytes(path, disk.MAX_JSON_BYTES), Facts)
        return _info(name, facts), facts
    except (OSError, ValueError, ConfigError):
        return None


def _info(name: str, facts: Facts) -> DatasetInfo:
    sizes = SplitSizes(*(facts.splits.get(part, 0) for part in ("train", "val", "test")))
    return DatasetInfo(
        name,
        facts.title,
        facts.classes,
        sizes,
        facts.image_shape,
        origin="own",
        prepared_as=facts.prepared_as,
    )
