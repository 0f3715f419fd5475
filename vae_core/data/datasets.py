"""Every dataset behind one name: those built in, the user's own, and those of this process.

`DATASETS` lists them, `register_dataset` adds one for as long as the process runs. Own datasets are
kept on this machine (`vae_core.data.own`). Reading needs no torch.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

from vae_core.data import built_in, own
from vae_core.data.built_in import BUILT_IN, data_root
from vae_core.data.dataset import Dataset, Split
from vae_core.data.info import DatasetInfo, SplitSizes, can_name_a_dataset
from vae_core.errors import ConfigError

__all__ = [
    "BUILT_IN",
    "DATASETS",
    "Dataset",
    "DatasetInfo",
    "Split",
    "SplitSizes",
    "data_root",
    "dataset_info",
    "describe",
    "has_files",
    "images_hash",
    "is_downloaded",
    "load_dataset",
    "register_dataset",
    "split_sizes",
]

_registered: dict[str, Dataset] = {}


class _Datasets(Mapping[str, DatasetInfo]):
    """What is known of every dataset there is now, by its name. It is only read."""

    def __getitem__(self, name: str) -> DatasetInfo:
        info = _find(name)
        if info is None:
            raise KeyError(_no_dataset(name))
        return info

    def __contains__(self, name: object) -> bool:
        return _find(name) is not None

    def __setitem__(self, name: str, value: object) -> NoReturn:
        raise TypeError("DATASETS is only read: vae_core.register_dataset(dataset) adds one.")

    def __iter__(self) -> Iterator[str]:
        return iter(dict.fromkeys((*BUILT_IN, *own.names(), *_registered)))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<Datasets {', '.join(self)}>"


def _find(name: object) -> DatasetInfo | None:
    """What is known of the dataset of that name; None where there is none."""
    if not isinstance(name, str):
        return None
    if name in BUILT_IN:
        return BUILT_IN[name]
    if name in _registered:
        return _registered[name].info
    return own.find_info(name) if can_name_a_dataset(name) else None


def _no_dataset(name: object) -> str:
    return f"There is no dataset {name!r}; there are {', '.join(DATASETS)}."


DATASETS: Mapping[str, DatasetInfo] = _Datasets()


def register_dataset(dataset: Dataset) -> Dataset:
    """Make a dataset known by its name, as long as this process runs; the dataset itself.

    One that was registered under the same name before is replaced. Raises ConfigError where the
    name is that of a dataset that is built in, or of an own one kept on this machine.
    """
    name = dataset.name
    if name in BUILT_IN or own.find_info(name) is not None:
        raise ConfigError(f"There already is a dataset {name!r}: register yours by another name.")
    if dataset.info.origin != "registered":
        dataset = replace(dataset, info=replace(dataset.info, origin="registered"))
    _registered[name] = dataset
    return dataset


def dataset_info(name: str) -> DatasetInfo:
    """The entry of `DATASETS` for `name`. Raises ConfigError where there is no such dataset."""
    info = _find(name)
    if info is None:
        raise ConfigError(_no_dataset(name))
    return info


def describe(name: str) -> DatasetInfo:
    """The entry of `DATASETS` for `name`, or what its bare name says where it is no longer there.

    A run and a training outlive the dataset that they were made from.
    """
    if name in DATASETS:
        return DATASETS[name]
    return DatasetInfo(name, name, (), SplitSizes(0, 0, 0), origin="own")


def split_sizes(name: str) -> SplitSizes:
    """The split sizes of a dataset, downloaded or not.

    Raises ConfigError where there is no such dataset.
    """
    return dataset_info(name).sizes


def load_dataset(name: str, root: Path | str | None = None) -> Dataset:
    """The dataset `name`. Raises DataError with a way out where its files are not there.

    A damaged file is met when its split is first used.
    """
    info = dataset_info(name)
    if name in BUILT_IN:
        return built_in.load_built_in(info, _root(root))
    return _registered[name] if name in _registered else own.load(name)


def images_hash(name: str) -> str:
    """`Dataset.sha256` of a dataset that is not built in, of an own one without reading its images.

    "" of one that is built in, whose images never change, and of one that is not here.
    """
    if name in BUILT_IN:
        return ""
    return _registered[name].sha256 if name in _registered else own.hash_of_images(name)


def is_downloaded(name: str, root: Path | str | None = None) -> bool:
    """True if the dataset is on this machine: one that has to be downloaded with its four files,
    each with the header and the size of the published one."""
    return built_in.is_whole(dataset_info(name), _root(root))


def has_files(name: str, root: Path | str | None = None) -> bool:
    """True if the dataset is on this machine, its files sound or damaged.

    False, too, for one that is not known (here and now): runs outlive what they were made from.
    """
    return name in DATASETS and built_in.has_files(DATASETS[name], _root(root))


def _root(root: Path | str | None) -> Path:
    return Path(root) if root is not None else data_root()
