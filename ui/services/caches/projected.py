"""Test images on the plane of a run and on planes that no network made, worked out once for all."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import streamlit as st

from vae_core.latent import projections
from vae_core.latent.projections import Projection
from vae_core.runs.run import Run


@dataclass(frozen=True)
class Projected:
    """pca, tsne: where the images stand. nearest: (N, k), the most similar images of each."""

    pca: Projection
    tsne: Projection
    nearest: np.ndarray


@dataclass(frozen=True)
class CodesProjected:
    """plane: where the images stand. whole: the k-NN accuracy in all dimensions of the codes; None
    where there are at most two, or no labels."""

    plane: Projection
    whole: float | None


def projected(images: np.ndarray, labels: np.ndarray | None) -> Projected:
    """PCA and t-SNE of images, uint8, (N, ...). labels: (N,), or None. Takes some ten seconds."""
    return _projected(*_key(images, labels), images, labels)


def codes_projected(
    run: Run, chosen: np.ndarray, images: np.ndarray, labels: np.ndarray | None
) -> CodesProjected:
    """The same of the codes of a run. chosen: which test images these are."""
    latents_hash = run.metrics["files"]["latents.npz"]["sha256"]
    key = _key(images, labels)
    return _codes_projected(run.id, latents_hash, *key, run.latents.mu[chosen], images, labels)


def _key(images: np.ndarray, labels: np.ndarray | None) -> tuple[int, tuple[int, ...], int]:
    """What is the same for the same images with the same labels."""
    of_labels = 0 if labels is None else zlib.crc32(labels.tobytes())
    return zlib.crc32(images.tobytes()), images.shape, of_labels


def _flat(images: np.ndarray) -> np.ndarray:
    """Images as rows of float32 in [0, 1], (N, P)."""
    return images.reshape(len(images), -1) / np.float32(255)


@st.cache_data(max_entries=50, show_spinner=False)
def _codes_projected(
    run_id: str,
    latents_hash: str,
    checksum: int,
    shape: tuple[int, ...],
    of_labels: int,
    _z: np.ndarray,
    _images: np.ndarray,
    _labels: np.ndarray | None,
) -> CodesProjected:
    plane = projections.measured(projections.plane_of_codes(_z), _flat(_images), _labels)
    if _labels is None or _z.shape[1] <= 2:
        return CodesProjected(plane, None)
    return CodesProjected(plane, projections.knn_accuracy(_z, _labels))


@st.cache_data(max_entries=8, show_spinner=False)
def _projected(
    checksum: int,
    shape: tuple[int, ...],
    of_labels: int,
    _images: np.ndarray,
    _labels: np.ndarray | None,
) -> Projected:
    x = _flat(_images)
    return Projected(
        projections.measured(projections.pca_plane(x), x, _labels),
        projections.measured(projections.tsne_plane(x), x, _labels),
        projections.nearest_images(x),
    )
