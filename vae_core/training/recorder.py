"""Takes the frames of a film while a model trains."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor

from vae_core.data.binarize import evaluation_images
from vae_core.data.datasets import Dataset
from vae_core.latent.geometry import principal_components, prior_grid
from vae_core.models import objectives
from vae_core.models.autoencoders import Autoencoder
from vae_core.models.config import RunConfig
from vae_core.runs.film import Film, frame_steps, webp
from vae_core.training.trainer import State

_WATCHED = 2_000
_MANIFOLD_SIDE, _PICTURES_SIDE = 20, 10


class FilmRecorder:
    """Give `look` to `training.fit` as `on_step`; afterwards `film` is there.

    It draws from a random generator of its own: a filmed training is, bit for bit, the same
    training.
    """

    def __init__(self, config: RunConfig, dataset: Dataset, plan: str) -> None:
        training, model = config.training, config.model
        n = len(dataset.train) + (len(dataset.val) if training.keep == "last" else 0)
        self._steps_per_epoch = math.ceil(n / training.batch_size)
        self._due = frozenset(frame_steps(plan, self._steps_per_epoch, training.epochs))
        self._config = config
        generator = torch.Generator().manual_seed(training.seed)
        x = dataset.test.x()[:_WATCHED]
        self._x = evaluation_images(x, training.binarize, generator)
        self._label = dataset.test.labels[:_WATCHED]
        if model.latent_dim == 2:
            self._shows, self._side = "manifold", _MANIFOLD_SIDE
        else:
            self._shows = "samples" if model.kind == "vae" else "reconstructions"
            self._side = _PICTURES_SIDE
        self._draws = torch.empty(self._side**2, model.latent_dim).normal_(generator=generator)
        self._frames: list[tuple[int, float, bytes, np.ndarray]] = []

    @torch.no_grad()
    def look(self, step: int, model: Autoencoder) -> None:
        """Take a frame if one is due after `step` steps."""
        if step not in self._due:
            return
        where = next(model.parameters()).device
        mu, logvar = model.codes(self._x.to(where))
        loss = self._loss(model, mu, logvar).mean().item()
        tiles = torch.sigmoid(model.decode(self._places(mu)))[:, 0].cpu().numpy()
        picture = webp(tiles, self._side, self._side)
        self._frames.append((step, loss, picture, mu.cpu().numpy()))

    def last(self, step: int, model: Autoencoder) -> None:
        """Take the last frame of a training that was stopped before its last step."""
        if self._due and self._frames and self._frames[-1][0] != step:
            self._due |= {step}
            self.look(step, model)

    def state(self) -> State:
        """The frames so far, to go on from with `restore`."""
        if not self._frames:
            return State({}, {"frames": []})
        steps, losses, pictures, codes = zip(*self._frames, strict=True)
        sizes = [len(picture) for picture in pictures]
        tensors = {
            "pictures": torch.frombuffer(bytearray(b"".join(pictures)), dtype=torch.uint8),
            "codes": torch.from_numpy(np.stack(codes)),
        }
        return State(tensors, {"frames": [list(f) for f in zip(steps, losses, sizes, strict=True)]})

    def restore(self, state: State) -> None:
        """Put the frames of `state` back, in place of those that were taken."""
        self._frames, end = [], 0
        for number, (step, loss, size) in enumerate(state.values["frames"]):
            picture = state.tensors["pictures"][end : end + size].numpy().tobytes()
            self._frames.append((step, loss, picture, state.tensors["codes"][number].numpy()))
            end += size

    @property
    def film(self) -> Film | None:
        """What was filmed so far; None without a frame, or where codes were no numbers."""
        frames = [frame for frame in self._frames if np.isfinite(frame[3]).all()]
        if not frames:
            return None
        steps, loss, pictures, codes = zip(*frames, strict=True)
        flat, axes = _flatten(np.stack(codes), self._label)
        return Film(
            steps=np.array(steps, np.int32),
            epochs=np.array(steps, np.float32) / self._steps_per_epoch,
            loss=np.array(loss, np.float32),
            pictures=pictures,
            rows=self._side,
            columns=self._side,
            shows=self._shows,
            codes=flat,
            label=self._label,
            axes=axes,
        )

    def _loss(self, model: Autoencoder, mu: Tensor, logvar: Tensor | None) -> Tensor:
        """recon (+ KL) of the watched images, each at the same sample from frame to frame."""
        x = self._x.to(mu.device)
        likelihood = self._config.training.likelihood
        if logvar is None:
            return objectives.recon(model.decode(mu), x, likelihood)
        z = objectives.reparameterize(mu, logvar, torch.Generator().manual_seed(0))
        recon = objectives.recon(model.decode(z), x, likelihood)
        return recon + objectives.kl_divergence(mu, logvar)

    def _places(self, mu: Tensor) -> Tensor:
        """z of the tiles."""
        if self._shows == "samples":
            return self._draws.to(mu.device)
        if self._shows == "reconstructions":
            return mu[: self._side**2]
        z = torch.from_numpy(prior_grid(self._side)).to(mu.device)
        if self._config.model.kind == "vae":
            return z
        return mu.mean(0) + z * mu.std(0)


def _flatten(codes: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, str]:
    """(F, n, D) as (F, n, 2), and what the two axes are. One number is spread out by class."""
    frames, n, dim = codes.shape
    if dim == 2:
        return codes.astype(np.float32), "latent"
    if dim == 1:
        rows = np.linspace(-1.0, 1.0, int(label.max()) + 1)[label]
        up = np.broadcast_to(rows[:, None], (frames, n, 1))
        return np.concatenate([codes, up], axis=2).astype(np.float32), "latent"
    return principal_components(codes[-1]).project(codes).astype(np.float32), "pc"
