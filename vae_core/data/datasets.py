"""Three datasets behind one function.

`uci-digits` comes with scikit-learn and is always there. `mnist` and `fashion-mnist` are read from
the folder named by the environment variable VAE_DATA_DIR, else from a per-user cache folder, in
the layout torchvision uses; `download.py` fetches them. Reading needs no torch.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from vae_core.data.idx import FILES, is_published, read_idx
from vae_core.errors import ConfigError, DataError

if TYPE_CHECKING:
    from torch import Tensor

N_VALIDATION = 5_000
_UCI_SPLIT = (1_097, 200, 500)
_IDX_SPLIT = (60_000 - N_VALIDATION, N_VALIDATION, 10_000)
_SPLIT_SEED = 20_131_220  # Any fixed number will do; this is the day the VAE paper appeared.
_DIGITS = tuple("0123456789")


@dataclass(frozen=True)
class DatasetInfo:
    """What is known of a dataset without its files.

    folder: where torchvision puts it below the data folder; None for one that needs no files.
    packed: bytes of the `.gz` of each of its files, by the file's unpacked name.
    """

    name: str
    title: str
    classes: tuple[str, ...]
    folder: str | None = None
    packed: Mapping[str, int] = field(default_factory=dict)


def _packed(*sizes: int) -> dict[str, int]:
    return dict(zip(FILES, sizes, strict=True))


DATASETS: dict[str, DatasetInfo] = {
    info.name: info
    for info in (
        DatasetInfo(
            "mnist", "MNIST", _DIGITS, "MNIST", _packed(9_912_422, 28_881, 1_648_877, 4_542)
        ),
        DatasetInfo(
            "fashion-mnist",
            "Fashion-MNIST",
            (
                "T-shirt",
                "Trouser",
                "Pullover",
                "Dress",
                "Coat",
                "Sandal",
                "Shirt",
                "Sneaker",
                "Bag",
                "Boot",
            ),
            "FashionMNIST",
            _packed(26_421_880, 29_515, 4_422_102, 5_148),
        ),
        DatasetInfo("uci-digits", "UCI digits", _DIGITS),
    )
}


@dataclass(frozen=True)
class SplitSizes:
    """The number of images in each split of a dataset."""

    train: int
    val: int
    test: int


@dataclass(frozen=True)
class Split:
    """A set of images and their labels.

    images: uint8, (N, 28, 28), ink 255 on 0.  labels: uint8, (N,).
    """

    images: np.ndarray
    labels: np.ndarray

    def __len__(self) -> int:
        return len(self.images)

    def x(self) -> Tensor:
        """The whole split as one float32 tensor in [0, 1], (N, 1, 28, 28)."""
        import torch

        return torch.from_numpy(self.images).unsqueeze(1).float().div_(255.0)


@dataclass(frozen=True)
class Dataset:
    """A dataset on this machine. Each split is read when it is first used.

    Train and validation are a fixed random split of the published training images; test is the
    published test set in its own order (for uci-digits all three are such a split).
    """

    info: DatasetInfo
    root: Path

    @property
    def name(self) -> str:
        return self.info.name

    @property
    def train(self) -> Split:
        return self._development[0]

    @property
    def val(self) -> Split:
        return self._development[1]

    @cached_property
    def test(self) -> Split:
        if self.info.folder is None:
            return self._uci[2]
        return Split(*read_idx(self.root / self.info.folder / "raw", "t10k"))

    @cached_property
    def sha256(self) -> str:
        """The hash of the pixels and labels of train, validation and test, in that order."""
        digest = hashlib.sha256()
        for split in (self.train, self.val, self.test):
            digest.update(split.images.tobytes())
            digest.update(split.labels.tobytes())
        return digest.hexdigest()

    @cached_property
    def _development(self) -> tuple[Split, Split]:
        if self.info.folder is None:
            return self._uci[0], self._uci[1]
        published = Split(*read_idx(self.root / self.info.folder / "raw", "train"))
        order = _order(len(published))
        return _take(published, order[N_VALIDATION:]), _take(published, order[:N_VALIDATION])

    @cached_property
    def _uci(self) -> tuple[Split, ...]:
        published = _uci_digits()
        order = _order(len(published))
        bounds = np.cumsum((0, *_UCI_SPLIT))
        return tuple(_take(published, order[a:b]) for a, b in pairwise(bounds))


def split_sizes(name: str) -> SplitSizes:
    """The split sizes of a dataset, downloaded or not.

    Raises ConfigError where there is no such dataset.
    """
    if dataset_info(name).folder is None:
        return SplitSizes(*_UCI_SPLIT)
    return SplitSizes(*_IDX_SPLIT)


def dataset_info(name: str) -> DatasetInfo:
    """The entry of `DATASETS` for `name`. Raises ConfigError where there is no such dataset."""
    if name not in DATASETS:
        raise ConfigError(f"There is no dataset {name!r}; there are {', '.join(DATASETS)}.")
    return DATASETS[name]


def data_root() -> Path:
    """The folder that holds MNIST and Fashion-MNIST, or will once they are downloaded."""
    if folder := os.environ.get("VAE_DATA_DIR"):
        return Path(folder).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "latent-space-explorer"


def load_dataset(name: str, root: Path | str | None = None) -> Dataset:
    """The dataset `name`. Raises DataError with a way out where its files are not there.

    A damaged file is met when its split is first used.
    """
    info = dataset_info(name)
    dataset = Dataset(info, Path(root) if root is not None else data_root())
    if not has_files(name, dataset.root):
        raise DataError(
            f"{info.title} is not on this machine (looked in {dataset.root}). Download it with "
            f"'python -m vae_core download {name}', or set VAE_DATA_DIR to a folder that holds "
            f"{info.folder}/raw. The dataset uci-digits works without a download."
        )
    return dataset


def is_downloaded(name: str, root: Path | str | None = None) -> bool:
    """True if the dataset's four files are on this machine, with the header and the size of the
    published ones; always for uci-digits."""
    return all(map(is_published, _paths(dataset_info(name), root)))


def has_files(name: str, root: Path | str | None = None) -> bool:
    """True if the dataset's four files are on this machine, sound or damaged."""
    return all(path.is_file() for path in _paths(dataset_info(name), root))


def _paths(info: DatasetInfo, root: Path | str | None) -> list[Path]:
    """Where the dataset's files are, or have to be; none for uci-digits."""
    if info.folder is None:
        return []
    raw = Path(root if root is not None else data_root()) / info.folder / "raw"
    return [raw / file for file in FILES]


@cache
def _uci_digits() -> Split:
    """scikit-learn's 1,797 digits, 8x8 pixels of 17 levels, as 28x28 pixels.

    They have no margin, so they are enlarged to 24x24 and get one of 2 pixels.
    """
    from PIL import Image
    from sklearn.datasets import load_digits

    digits = load_digits()
    small = np.round(digits.images * (255.0 / 16.0)).astype(np.uint8)
    large = [Image.fromarray(d).resize((24, 24), Image.Resampling.BICUBIC) for d in small]
    images = np.pad(np.stack([np.asarray(d) for d in large]), ((0, 0), (2, 2), (2, 2)))
    return Split(images, digits.target.astype(np.uint8))


def _order(n: int) -> np.ndarray:
    return np.random.default_rng(_SPLIT_SEED).permutation(n)


def _take(split: Split, index: np.ndarray) -> Split:
    return Split(split.images[index], split.labels[index])
