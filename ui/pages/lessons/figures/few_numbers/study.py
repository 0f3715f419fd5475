"""What `python -m vae_core.studies.few_numbers` measured, and the true answers that follow."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from ui.text.words import _
from vae_core.files.typed import from_json
from vae_core.studies.few_numbers import (
    AES,
    DIMS,
    VAES,
    FewNumbers,
    Pca,
    Squeezed,
    read_pca,
)

FOLDER = Path(__file__).parents[2] / "content" / "measured"
METHODS = ("pca", "ae", "vae")
# Rebuilds of pictures that are no digits: method and D.
OF_OTHERS = (("pca", 20), ("ae", 2), ("ae", 20))
# What the question on labels asks about: method and D.
READERS = (("pixels", 784), ("pca", 20), ("ae", 20), ("vae", 20))
LABELLED_RUN = AES[20]
BYTES_A_NUMBER = 2  # half precision, with which codes were measured
_AS_LARGE = 1.1
_TIMES = (2.0, 5.0)


@cache
def study() -> FewNumbers:
    """The file. Raises msgspec.MsgspecError and OSError."""
    return from_json((FOLDER / "few_numbers.json").read_bytes(), FewNumbers)


@cache
def pca() -> Pca:
    """PCA of the training digits. Raises RunError where the file is damaged."""
    return read_pca(FOLDER / "few_numbers_pca.npz")


def names() -> dict[str, str]:
    """The name of each method on the screen."""
    return {"pca": _("PCA"), "ae": _("AE"), "vae": _("VAE"), "pixels": _("Pixels")}


def run_id(method: str, dim: int) -> str:
    """The run of an AE or VAE with D numbers; "" where none is shipped."""
    return {"ae": AES, "vae": VAES}[method].get(dim, "")


def rows_of_dim(dim: int) -> list[Squeezed]:
    """The rows of all methods with D numbers."""
    return [row for method in METHODS if (row := study().row(method, dim))]


def rows_of(method: str) -> list[Squeezed]:
    """The rows of a method, from few numbers to many."""
    return [row for dim in DIMS if (row := study().row(method, dim))]


def row(method: str, dim: int) -> Squeezed:
    """The row of a method. Raises KeyError where it was not measured."""
    measured = study().row(method, dim)
    if measured is None:
        raise KeyError((method, dim))
    return measured


def ae_beside_pca() -> int:
    """With two numbers the AE's error is larger than PCA's (1), about as large (2), smaller (3)."""
    ratio = row("ae", 2).error / row("pca", 2).error
    return 1 if ratio > _AS_LARGE else 2 if ratio > 1 / _AS_LARGE else 3


def best_ae() -> int:
    """Which AE has the smallest error, counted from 1 in the order of D."""
    return 1 + int(np.argmin([row.error for row in rows_of("ae")]))


def best_reader() -> int:
    """Which of `READERS` reads most digits with ten labelled images, counted from 1."""
    return 1 + int(np.argmax([row(*reader).labels["10"] for reader in READERS]))


def smallest_file() -> int:
    """Which takes the fewest bytes: a code of 20 numbers (1), PNG (2), the smallest JPEG (3)."""
    sizes = {kind: [p.size for p in study().packed if p.format == kind] for kind in ("PNG", "JPEG")}
    return 1 + int(np.argmin([20 * BYTES_A_NUMBER, min(sizes["PNG"]), min(sizes["JPEG"])]))


def times(ratio: float) -> int:
    """An error less than twice as large (1), up to five times (2), more (3)."""
    return 1 + int(np.searchsorted(_TIMES, ratio))
