"""Test images on planes that no network made, worked out once for all visitors."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

import numpy as np
import streamlit as st

from vae_core.latent import projections
from vae_core.latent.projections import Projection


@dataclass(frozen=True)
class Projected:
    """pca, tsne: where the images stand. nearest: (N, k), the most similar images of each."""

    pca: Projection
    tsne: Projection
    nearest: np.ndarray


def projected(images: np.ndarray, labels: np.ndarray | None) -> Projected:
    """PCA and t-SNE of images, uint8, (N, ...). labels: (N,), or None. Takes some ten seconds."""
    return _projected(zlib.crc32(images.tobytes()), images.shape, images, labels)


def flat(images: np.ndarray) -> np.ndarray:
    """Images as rows of float32 in [0, 1], (N, P)."""
    return images.reshape(len(images), -1) / np.float32(255)


@st.cache_data(max_entries=8, show_spinner=False)
def _projected(
    checksum: int, shape: tuple[int, ...], _images: np.ndarray, _labels: np.ndarray | None
) -> Projected:
    x = flat(_images)
    return Projected(
        projections.measured(projections.pca_plane(x), x, _labels),
        projections.measured(projections.tsne_plane(x), x, _labels),
        projections.nearest_images(x),
    )
