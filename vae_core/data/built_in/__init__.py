"""The datasets that are built in: what is known of each, and how its splits are read.

`uci-digits` comes with scikit-learn, and `shapes` is drawn (`shapes.py`): both are always there.
`mnist` and `fashion-mnist` are read from the folder named by the environment variable VAE_DATA_DIR,
else from a per-user cache folder, in the layout torchvision uses; `download.py` fetches them.
Reading needs no torch.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np

from vae_core.data.built_in import shapes
from vae_core.data.built_in.idx import FILES, is_published, read_idx
from vae_core.data.dataset import Dataset, Split
from vae_core.data.info import DatasetInfo, Part, SplitSizes
from vae_core.errors import DataError

N_VALIDATION = 5_000
_UCI = SplitSizes(1_097, 200, 500)
_IDX = SplitSizes(60_000 - N_VALIDATION, N_VALIDATION, 10_000)
_SPLIT_SEED = 20_131_220  # Any fixed number will do; this is the day the VAE paper appeared.
_DIGITS = tuple("0123456789")
_CLOTHES = (
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
)


def _packed(*sizes: int) -> dict[str, int]:
    return dict(zip(FILES, sizes, strict=True))


BUILT_IN: Mapping[str, DatasetInfo] = MappingProxyType(
    {
        info.name: info
        for info in (
            DatasetInfo(
                "mnist",
                "MNIST",
                _DIGITS,
                _IDX,
                folder="MNIST",
                packed=_packed(9_912_422, 28_881, 1_648_877, 4_542),
            ),
            DatasetInfo(
                "fashion-mnist",
                "Fashion-MNIST",
                _CLOTHES,
                _IDX,
                folder="FashionMNIST",
                packed=_packed(26_421_880, 29_515, 4_422_102, 5_148),
            ),
            DatasetInfo("uci-digits", "UCI digits", _DIGITS, _UCI),
            DatasetInfo(shapes.NAME, "Shapes", shapes.CLASSES, shapes.SIZES, shapes.IMAGE_SHAPE),
        )
    }
)


def data_root() -> Path:
    """The folder that holds MNIST and Fashion-MNIST, or will once they are downloaded."""
    if folder := os.environ.get("VAE_DATA_DIR"):
        return Path(folder).expanduser()
    cache = os.environ.get("XDG_CACHE_HOME")
    return (Path(cache) if cache else Path.home() / ".cache") / "latent-space-explorer"


def load_built_in(info: DatasetInfo, root: Path) -> Dataset:
    """A dataset of `BUILT_IN`. Raises DataError with a way out where its files are not there."""
    if info.name == shapes.NAME:
        return Dataset(info, shapes.read_shapes, root, shapes.read_factors)
    if info.folder is None:
        return Dataset(info, _read_uci, root)
    if not has_files(info, root):
        raise DataError(
            f"{info.title} is not on this machine (looked in {root}). Download it with "
            f"'python -m vae_core download {info.name}', or set VAE_DATA_DIR to a folder that "
            f"holds {info.folder}/raw. The dataset uci-digits works without a download."
        )
    return Dataset(info, _Published(root / info.folder / "raw").read, root)


def is_whole(info: DatasetInfo, root: Path) -> bool:
    """True if each file of a dataset is there with the header and the size of the published one."""
    return all(map(is_published, _paths(info, root)))


def has_files(info: DatasetInfo, root: Path) -> bool:
    """True if the files of a dataset are there, sound or damaged."""
    return all(path.is_file() for path in _paths(info, root))


def _paths(info: DatasetInfo, root: Path) -> list[Path]:
    """Where the dataset's files are, or have to be; none where it needs none."""
    if info.folder is None:
        return []
    return [root / info.folder / "raw" / file for file in FILES]


class _Published:
    """The splits of a dataset in the files of MNIST.

    Train and validation are a fixed random split of the published training images; test is the
    published test set in its own order.
    """

    def __init__(self, raw: Path) -> None:
        self._raw = raw

    def read(self, part: Part) -> Split:
        if part == "test":
            return Split(*read_idx(self._raw, "t10k"))
        return self._development[part]

    @cached_property
    def _development(self) -> dict[Part, Split]:
        published = Split(*read_idx(self._raw, "train"))
        order = _order(len(published))
        return {
            "train": _take(published, order[N_VALIDATION:]),
            "val": _take(published, order[:N_VALIDATION]),
        }


def _read_uci(part: Part) -> Split:
    published = uci_digits()
    return _take(published, _order(len(published))[_UCI.slice_of(part)])


@cache
def uci_digits() -> Split:
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
