"""Snapshots of a model while it trains: for its film, and for those who watch it now.

A recorder draws from a random generator of its own: a training that is recorded is, bit for bit,
the same training.
"""

from __future__ import annotations

import math
import time

import numpy as np
import torch
from torch import Tensor

from vae_core.data.binarize import evaluation_images
from vae_core.data.datasets import Dataset
from vae_core.data.image_shape import as_pictures
from vae_core.latent.alignment import align
from vae_core.latent.geometry import principal_components, prior_grid
from vae_core.models.config import RunConfig
from vae_core.models.networks.autoencoders import Autoencoder
from vae_core.models.objectives import terms
from vae_core.runs.recording.film import Film, film_of, frame_steps, in_plane, webp
from vae_core.runs.recording.snapshot import Axes, Shows, Snapshot
from vae_core.training.loop.state import State

_FILM_IMAGES, _LIVE_IMAGES, _STRIP = 2_000, 1_000, 10
_FILM_MANIFOLD_SIDE, _LIVE_MANIFOLD_SIDE, _PICTURES_SIDE = 20, 15, 10
# Live snapshots take at most this share of the time, and are never closer than this, in seconds.
_SHARE, _CLOSEST = 0.03, 0.25


class Recorder:
    """Test images to encode again and again, and the z to decode."""

    def __init__(
        self, config: RunConfig, dataset: Dataset, index: np.ndarray, manifold_side: int
    ) -> None:
        """index: which test images, (n,). manifold_side: tiles along an edge of a latent plane."""
        model, generator = config.model, torch.Generator().manual_seed(config.training.seed)
        x = dataset.test.x()[torch.from_numpy(index)]
        self._config = config
        self._x = evaluation_images(x, config.training.binarize, generator)
        self._label = dataset.test.labels[index]
        self._y = torch.from_numpy(self._label.astype(np.int64))
        self._shows: Shows = "reconstructions"
        self._side = _PICTURES_SIDE
        self._z = torch.empty(0, model.latent_dim)
        if model.latent_dim == 2:
            self._shows, self._side = "manifold", manifold_side
            self._z = torch.from_numpy(prior_grid(manifold_side))
        elif model.kind == "vae":
            self._shows = "samples"
            self._z = torch.empty(_PICTURES_SIDE**2, model.latent_dim).normal_(generator=generator)

    def _encode(self, model: Autoencoder) -> tuple[Tensor, Tensor | None]:
        """(mu, logvar) of the test images, (n, D); an AE has no logvar."""
        device = next(model.parameters()).device
        return model.given(self._y).codes(self._x.to(device))

    def _draw(self, model: Autoencoder, mu: Tensor) -> np.ndarray:
        """What the decoder draws at the z of the tiles, in [0, 1], (side * side, H, W) or, in
        colour, (side * side, H, W, 3)."""
        z = self._tiles_z(mu)
        told = model.given(self._labels_of_tiles(len(z)))
        tiles = as_pictures(torch.sigmoid(told.decode(z)).cpu().numpy())
        # Of fewer test images than tiles the rest stays black.
        blank = np.zeros((self._side**2 - len(tiles), *tiles.shape[1:]), tiles.dtype)
        return np.concatenate([tiles, blank])

    def _labels_of_tiles(self, n: int) -> Tensor:
        """The labels a conditional model is told for the first n tiles, (n,): those of the test
        images, or one for each row of tiles, from the top and over again."""
        if self._shows == "reconstructions":
            return self._y[:n]
        rows = torch.arange(self._side).repeat_interleave(self._side)
        return rows % (self._config.model.n_labels or 1)

    def _tiles_z(self, mu: Tensor) -> Tensor:
        """z of the tiles; an AE's plane is that of the Gaussian fitted to its present codes."""
        if self._shows == "reconstructions":
            return mu[: self._side**2]
        z = self._z.to(mu.device)
        if self._shows == "samples" or self._config.model.kind == "vae":
            return z
        return mu.mean(0) + z * mu.std(0)


class FilmRecorder(Recorder):
    """Records the film of a training: give `record` to `fit` as `on_step`, then read `film`."""

    def __init__(self, config: RunConfig, dataset: Dataset, plan: str) -> None:
        index = np.arange(min(_FILM_IMAGES, len(dataset.test)))
        super().__init__(config, dataset, index, _FILM_MANIFOLD_SIDE)
        training = config.training
        n = len(dataset.train) + (len(dataset.val) if training.keep == "last" else 0)
        self._steps_per_epoch = math.ceil(n / training.batch_size)
        self._due = frozenset(frame_steps(plan, self._steps_per_epoch, training.epochs))
        self._frames: list[tuple[Snapshot, float]] = []

    @torch.no_grad()
    def record(self, step: int, model: Autoencoder) -> None:
        """Take a frame if one is due after `step` steps."""
        if step not in self._due:
            return
        mu, logvar = self._encode(model)
        loss = self._loss(model, mu, logvar).mean().item()
        picture = webp(self._draw(model, mu), self._side, self._side)
        self._frames.append((self._snapshot(step, mu.cpu().numpy(), picture), loss))

    def record_kept(self, step: int, model: Autoencoder) -> None:
        """End the film with the model that is kept, of after `step` steps; drop later frames."""
        if self._due:
            self._frames = [frame for frame in self._frames if frame[0].step < step]
            self._due |= {step}
            self.record(step, model)

    def state(self) -> State:
        """The frames so far, to continue from with `restore`."""
        if not self._frames:
            return State({}, {"frames": []})
        pictures = [frame.tiles for frame, _ in self._frames]
        tensors = {
            "pictures": torch.frombuffer(bytearray(b"".join(pictures)), dtype=torch.uint8),
            "codes": torch.from_numpy(np.stack([frame.codes for frame, _ in self._frames])),
        }
        rows = [[frame.step, loss, len(frame.tiles)] for frame, loss in self._frames]
        return State(tensors, {"frames": rows})

    def restore(self, state: State) -> None:
        """Take the frames of `state` in place of those recorded so far."""
        self._frames, start = [], 0
        for number, (step, loss, size) in enumerate(state.values["frames"]):
            picture = state.tensors["pictures"][start : start + size].numpy().tobytes()
            codes = state.tensors["codes"][number].numpy()
            self._frames.append((self._snapshot(step, codes, picture), loss))
            start += size

    @property
    def film(self) -> Film | None:
        """The film so far; None without a frame whose codes are finite."""
        frames = [frame for frame in self._frames if np.isfinite(frame[0].codes).all()]
        return film_of(*zip(*frames, strict=True)) if frames else None

    def _snapshot(self, step: int, codes: np.ndarray, picture: bytes) -> Snapshot:
        return Snapshot(
            step=step,
            epoch=step / self._steps_per_epoch,
            codes=codes,
            label=self._label,
            axes="latent",
            shows=self._shows,
            tiles=picture,
            rows=self._side,
            columns=self._side,
        )

    def _loss(self, model: Autoencoder, mu: Tensor, logvar: Tensor | None) -> Tensor:
        """recon (+ KL) of each test image, (n,), with the same noise from frame to frame."""
        x = self._x.to(mu.device)
        likelihood = self._config.training.likelihood
        told = model.given(self._y)
        if logvar is None:
            return terms.recon(told.decode(mu), x, likelihood)
        z = terms.reparameterize(mu, logvar, torch.Generator().manual_seed(0))
        recon = terms.recon(told.decode(z), x, likelihood)
        return recon + terms.kl_divergence(mu, logvar)


class LiveRecorder(Recorder):
    """Takes snapshots of a model for those who watch its training, as often as they cost little."""

    def __init__(self, config: RunConfig, dataset: Dataset) -> None:
        labels = dataset.test.labels
        index = np.concatenate([_one_of_each(labels), np.arange(len(labels))])[:_LIVE_IMAGES]
        super().__init__(config, dataset, index, _LIVE_MANIFOLD_SIDE)
        self._originals = _picture(as_pictures(self._x[:_STRIP].numpy()), 1)
        self._before: np.ndarray | None = None  # the last codes on principal components
        self._last = self._next = 0.0
        self._warm = False

    def is_due(self, *, idle: bool = False) -> bool:
        """True when it is time for a snapshot. idle: the training is slowed down, and has time."""
        return time.monotonic() >= (min(self._next, self._last + _CLOSEST) if idle else self._next)

    @torch.no_grad()
    def record(self, step: int, epoch: float, model: Autoencoder) -> Snapshot | None:
        """Snapshot of the model after so many steps and epochs; None where it is not finite."""
        began = time.monotonic()
        mu, _ = self._encode(model)
        strip = as_pictures(
            torch.sigmoid(model.given(self._y[:_STRIP]).decode(mu[:_STRIP])).cpu().numpy()
        )
        tiles = self._draw(model, mu)
        codes = mu.cpu().numpy()
        snapshot = None
        if np.isfinite(codes).all() and np.isfinite(tiles).all():
            side = round(len(tiles) ** 0.5)
            flat, axes = self._flatten(codes)
            snapshot = Snapshot(
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
        return snapshot

    def _flatten(self, codes: np.ndarray) -> tuple[np.ndarray, Axes]:
        """(n, D) as (n, 2), and what the axes are.

        Principal components are free in their signs and order, and would jump from one snapshot to
        the next: they are turned to lie as close to those before as they can (orthogonal
        Procrustes).
        """
        if codes.shape[1] <= 2:
            return in_plane(codes, self._label), "latent"
        flat = principal_components(codes).project(codes)
        if self._before is not None:
            flat = flat @ align(self._before, flat)
        self._before = flat
        return flat.astype(np.float32), "pc"


def _one_of_each(label: np.ndarray) -> np.ndarray:
    """Indices of the first image of each class, then of the first images: at least `_STRIP`."""
    _, first = np.unique(label, return_index=True)
    others = np.setdiff1d(np.arange(min(_STRIP, len(label))), first)
    return np.concatenate([first, others])[:_STRIP]


def _picture(tiles: np.ndarray, rows: int) -> bytes:
    return webp(tiles, rows, len(tiles) // rows, effort=0)
