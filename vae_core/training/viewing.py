"""Takes snapshots of a model while it trains, as often as they cost little."""

from __future__ import annotations

import time

import numpy as np
import torch
from torch import Tensor

from vae_core.data.binarize import evaluation_images
from vae_core.data.datasets import Dataset
from vae_core.latent.alignment import align
from vae_core.latent.geometry import principal_components, prior_grid
from vae_core.models.autoencoders import Autoencoder
from vae_core.models.config import RunConfig
from vae_core.runs.film import Shows, webp
from vae_core.runs.snapshot import Snapshot

_WATCHED, _STRIP = 1_000, 10
_MANIFOLD_SIDE, _PICTURES_SIDE = 15, 10
# Looks take at most this share of the time, and are never closer than this, in seconds.
_SHARE, _CLOSEST = 0.03, 0.25


class LiveRecorder:
    """`look` at a model when it is time to.

    It draws from a random generator of its own: a training that is watched is, bit for bit, the
    same training.
    """

    def __init__(self, config: RunConfig, dataset: Dataset) -> None:
        self._config = config
        generator = torch.Generator().manual_seed(config.training.seed)
        images = dataset.test
        index = np.concatenate([_one_of_each(images.labels), np.arange(len(images.labels))])
        index = index[:_WATCHED]
        x = images.x()[torch.from_numpy(index)]
        self._x = evaluation_images(x, config.training.binarize, generator)
        self._label = images.labels[index]
        self._shows, self._z = _draws(config, generator)
        self._originals = _picture(self._x[:_STRIP, 0].numpy(), 1)
        self._basis: tuple[np.ndarray, np.ndarray] | None = None
        self._last = self._next = 0.0
        self._warm = False

    def is_due(self, *, idle: bool = False) -> bool:
        """Whether it is time for a look. idle: the training is slowed down, and has time."""
        return time.monotonic() >= (min(self._next, self._last + _CLOSEST) if idle else self._next)

    @torch.no_grad()
    def look(self, step: int, epoch: float, model: Autoencoder) -> Snapshot | None:
        """The model now, after so many steps and epochs; None where its codes are no numbers."""
        began = time.monotonic()
        where = next(model.parameters()).device
        mu, _ = model.codes(self._x.to(where))
        strip = torch.sigmoid(model.decode(mu[:_STRIP]))[:, 0].cpu().numpy()
        tiles = torch.sigmoid(model.decode(self._places(mu)))[:, 0].cpu().numpy()
        codes = mu.cpu().numpy()
        found = None
        if np.isfinite(codes).all() and np.isfinite(tiles).all():
            side = round(len(tiles) ** 0.5)
            flat, axes = self._flatten(codes)
            found = Snapshot(
                step=step,
                epoch=epoch,
                codes=flat,
                label=self._label,
                axes=axes,
                shows=self._shows,
                tiles=_picture(tiles, side),
                rows=side,
                columns=side,
                originals=self._originals,
                rebuilt=_picture(strip, 1),
                names=tuple(map(int, self._label[:_STRIP])),
            )
        took = time.monotonic() - began if self._warm else 0.0  # The first loads what it needs
        self._last, self._warm = time.monotonic(), True
        self._next = self._last + max(_CLOSEST, took / _SHARE)
        return found

    def _places(self, mu: Tensor) -> Tensor:
        """z of the tiles; an AE's plane is that of the Gaussian fitted to its codes of now."""
        if self._shows == "reconstructions":
            return mu[: _PICTURES_SIDE**2]
        z = self._z.to(mu.device)
        if self._shows == "samples" or self._config.model.kind == "vae":
            return z
        return mu.mean(0) + z * mu.std(0)

    def _flatten(self, codes: np.ndarray) -> tuple[np.ndarray, str]:
        """(n, D) as (n, 2), and what the axes are.

        Principal components are free in their signs and order, and would leap from look to look:
        they are turned to lie as close to those before as they can (orthogonal Procrustes).
        """
        dim = codes.shape[1]
        if dim == 2:
            return codes.astype(np.float32), "latent"
        if dim == 1:
            rows = np.linspace(-1.0, 1.0, int(self._label.max()) + 1)[self._label]
            return np.column_stack([codes, rows]).astype(np.float32), "latent"
        flat = principal_components(codes).project(codes)
        if self._basis is not None:
            flat = flat @ align(self._basis, flat)
        self._basis = flat
        return flat.astype(np.float32), "pc"


def _one_of_each(label: np.ndarray) -> np.ndarray:
    """Where the first image of each class is, then the first images: at least `_STRIP`."""
    _, first = np.unique(label, return_index=True)
    return np.concatenate([first, np.setdiff1d(np.arange(_STRIP), first)])[:_STRIP]


def _draws(config: RunConfig, generator: torch.Generator) -> tuple[Shows, Tensor]:
    """What the tiles are, as in a film, and the z they are drawn from (none for rebuilt images)."""
    dim = config.model.latent_dim
    if dim == 2:
        return "manifold", torch.from_numpy(prior_grid(_MANIFOLD_SIDE))
    if config.model.kind == "vae":
        return "samples", torch.empty(_PICTURES_SIDE**2, dim).normal_(generator=generator)
    return "reconstructions", torch.empty(0, dim)


def _picture(tiles: np.ndarray, rows: int) -> bytes:
    return webp(tiles, rows, len(tiles) // rows, effort=0)
