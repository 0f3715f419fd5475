"""What D numbers keep of an image, and what such codes are good for: PCA, AE and VAE side by side.

Everything is measured on the test images of MNIST, with the codes that each run keeps of them.
Command: `python -m vae_core.studies.few_numbers FOLDER` (needs MNIST; a minute) writes
`few_numbers.json` and `few_numbers_pca.npz`, the directions of PCA.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from vae_core.data.datasets import load_dataset
from vae_core.errors import RunError
from vae_core.files.atomic import write_bytes
from vae_core.runs.load import load_run
from vae_core.runs.run import Run

DIMS = (2, 3, 10, 20, 32)
# Which shipped run squeezes to D numbers; there is none for every D.
AES: Mapping[int, str] = {
    2: "mnist/ae-2d",
    3: "mnist/ae-dense-3",
    20: "mnist/ae-dense-20-twin",
    32: "mnist/ae-conv",
}
VAES: Mapping[int, str] = {2: "mnist/vae-2d", 10: "mnist/vae-mse-10", 20: "mnist/vae-dense-20"}
QUERIES, NEAREST = 1_000, 10
LABELLED, DRAWS, NEIGHBOURS = (10, 100, 1_000), 10, 1
_HALF = 5_000
_QUALITIES = (5, 25, 75)


class Squeezed(msgspec.Struct, frozen=True):
    """One way to squeeze an image.

    method: "pca", "ae", "vae" or "pixels" (nothing is squeezed). run: of an AE or VAE, and
    weights_hash what its weights were. error: squared error over the 784 pixels, each 0 to 1, mean
    over the test images. search: share of the ten nearest that have the label of the image asked
    about. labels: share read correctly, by how many labelled images there were.
    """

    method: str
    dim: int
    run: str
    weights_hash: str
    error: float
    search: float
    labels: dict[str, float]


class Packed(msgspec.Struct, frozen=True):
    """A file format: mean bytes an image and the error, as in `Squeezed`. quality: of JPEG."""

    format: str
    quality: int
    size: float
    error: float


class FewNumbers(msgspec.Struct, frozen=True):
    """The whole study."""

    format: int
    rows: list[Squeezed]
    packed: list[Packed]

    def row(self, method: str, dim: int) -> Squeezed | None:
        """The row of a method with D numbers; None where there is none."""
        return next((row for row in self.rows if (row.method, row.dim) == (method, dim)), None)


class Pca:
    """The mean image and the 32 directions of the largest variance, of the training images."""

    def __init__(self, mean: np.ndarray, directions: np.ndarray) -> None:
        self.mean, self.directions = mean.astype(np.float32), directions.astype(np.float32)

    def encode(self, images: np.ndarray, dim: int) -> np.ndarray:
        """The first `dim` numbers of images (N, 28, 28), uint8: float32, (N, dim)."""
        x = images.reshape(len(images), -1).astype(np.float32) / 255
        return (x - self.mean) @ self.directions[:dim].T

    def decode(self, codes: np.ndarray) -> np.ndarray:
        """Pictures of codes (N, D): float32, (N, 28, 28), cut to 0 to 1."""
        flat = self.mean + codes @ self.directions[: codes.shape[1]]
        return flat.clip(0, 1).reshape(-1, 28, 28)


def fit_pca(images: np.ndarray) -> Pca:
    """PCA by scikit-learn of images (N, 28, 28), uint8, to the largest of `DIMS`."""
    from sklearn.decomposition import PCA

    x = images.reshape(len(images), -1).astype(np.float32) / 255
    found = PCA(max(DIMS), svd_solver="randomized", random_state=0).fit(x)
    return Pca(found.mean_.astype(np.float16), found.components_.astype(np.float16))


def read_pca(path: Path) -> Pca:
    """The PCA in a file of `write_study`. Raises RunError where it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as file:
            return Pca(file["mean"], file["directions"])
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise RunError(f"The file of PCA's directions is damaged: {error}") from error


def squared_error(pictures: np.ndarray, images: np.ndarray) -> float:
    """Squared error over the pixels of pictures in [0, 1] and uint8 images, mean over images."""
    gap = pictures.reshape(len(images), -1) - images.reshape(len(images), -1) / np.float32(255)
    return float((gap**2).sum(1, dtype=np.float64).mean())


def search_share(codes: np.ndarray, labels: np.ndarray) -> float:
    """Share of the ten nearest codes, itself left out, with the label of the one asked about: mean
    over the first 1,000."""
    from sklearn.neighbors import NearestNeighbors

    queries = codes[:QUERIES]
    nearest = NearestNeighbors(n_neighbors=NEAREST + 1).fit(codes)
    found = nearest.kneighbors(queries, return_distance=False)
    others = found != np.arange(len(queries))[:, None]
    # Where many codes are the same, its own may not be among the eleven: the farthest goes.
    others[others.all(1), -1] = False
    right = labels[found] == labels[: len(queries), None]
    return float(right[others].mean())


def label_shares(codes: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """Share of the last 5,000 test images that the nearest labelled code reads correctly, with 10,
    100 and 1,000 labelled ones among the first 5,000, as many of each class.

    Mean over ten draws.
    """
    from sklearn.neighbors import KNeighborsClassifier

    generator = np.random.default_rng(0)
    by_class = [np.flatnonzero(labels[:_HALF] == label) for label in range(10)]
    shares = {}
    for count in LABELLED:
        scores = []
        for _draw in range(DRAWS):
            chosen = np.concatenate(
                [generator.choice(index, count // 10, replace=False) for index in by_class]
            )
            reader = KNeighborsClassifier(NEIGHBOURS).fit(codes[chosen], labels[chosen])
            scores.append(reader.score(codes[_HALF:], labels[_HALF:]))
        shares[str(count)] = round(float(np.mean(scores)), 4)
    return shares


def measure_run(run: Run, images: np.ndarray) -> Squeezed:
    """The row of an AE or VAE: its codes of the test images, and what it decodes from them (mu),
    both as half-precision numbers."""
    from vae_core.evaluation.samples.classify import decode_mean

    codes = run.latents.mu.astype(np.float16).astype(np.float32)
    pictures = decode_mean(run.model(), codes)
    kind = run.config.model.kind
    return _row(kind, run.id, run.weights_hash, codes, run.latents.label, pictures, images)


def measure_pca(pca: Pca, dim: int, images: np.ndarray, labels: np.ndarray) -> Squeezed:
    """The row of PCA with `dim` numbers."""
    codes = pca.encode(images, dim).astype(np.float16).astype(np.float32)
    return _row("pca", "", "", codes, labels, pca.decode(codes), images)


def measure_study(pca: Pca) -> FewNumbers:
    """All rows. Raises DataError without MNIST."""
    test = load_dataset("mnist").test
    labels = test.labels.astype(np.int64)
    rows = [measure_pca(pca, dim, test.images, labels) for dim in DIMS]
    rows += [measure_run(load_run(name), test.images) for name in (*AES.values(), *VAES.values())]
    flat = test.images.reshape(len(test), -1).astype(np.float32) / 255
    rows.append(_row("pixels", "", "", flat, labels, flat, test.images))
    packed = [_packed("PNG", 0, test.images[:QUERIES])]
    packed += [_packed("JPEG", quality, test.images[:QUERIES]) for quality in _QUALITIES]
    return FewNumbers(1, rows, packed)


def write_study(folder: Path) -> None:
    """Fit PCA, measure everything and write both files."""
    pca, buffer = fit_pca(load_dataset("mnist").train.images), io.BytesIO()
    half = np.float16
    np.savez_compressed(buffer, mean=pca.mean.astype(half), directions=pca.directions.astype(half))
    write_bytes(folder / "few_numbers_pca.npz", buffer.getvalue())
    study = msgspec.json.encode(measure_study(pca))
    write_bytes(folder / "few_numbers.json", msgspec.json.format(study, indent=1) + b"\n")


def _row(
    method: str,
    run: str,
    weights_hash: str,
    codes: np.ndarray,
    labels: np.ndarray,
    pictures: np.ndarray,
    images: np.ndarray,
) -> Squeezed:
    return Squeezed(
        method,
        codes.shape[1],
        run,
        weights_hash,
        round(squared_error(pictures, images), 3),
        round(search_share(codes, labels), 4),
        label_shares(codes, labels),
    )


def _packed(name: str, quality: int, images: np.ndarray) -> Packed:
    """`images` as files of one format."""
    from PIL import Image

    settings: dict[str, Any] = {"quality": quality} if quality else {"optimize": True}
    files = []
    for image in images:
        file = io.BytesIO()
        Image.fromarray(image).save(file, name, **settings)
        files.append(file)
    pictures = np.stack([np.asarray(Image.open(file), np.float32) / 255 for file in files])
    size = float(np.mean([len(file.getvalue()) for file in files]))
    return Packed(name, quality, round(size, 1), round(squared_error(pictures, images), 3))


if __name__ == "__main__":
    write_study(Path(sys.argv[1]))
