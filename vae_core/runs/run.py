"""A run: a folder with one trained model and everything that was recorded of it.

    checkpoints/<dataset>/<name>/
        config.json          rebuilds the model and its training
        weights.safetensors  float16
        metrics.json         history, evaluation, seed, versions, seconds, hashes
        latents.npz          mu, logvar (float16) and label of every test image
        film.npz             how the training went, if it was filmed (see film.py)
        README.md            the model card, for people (see card.py)
        ...                  what was computed later (see `store.attach`)

Reading config, metrics, latents and even the weights needs no torch; only `Run.model()` does.
What is read is checked against the hashes in metrics.json; `load.py` opens runs, `store.py` writes
them.
"""

from __future__ import annotations

import hashlib
import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from vae_core.data.datasets import DatasetInfo
from vae_core.errors import RunError
from vae_core.files import disk
from vae_core.latent.geometry import Latents, Support
from vae_core.models.config import RunConfig
from vae_core.models.weights.tensors import tensor_shapes
from vae_core.runs.notes.noted_dataset import dataset_of
from vae_core.runs.recording.film import Film, film_from_bytes

if TYPE_CHECKING:
    import pandas
    from matplotlib.axes import Axes

    from vae_core.models.networks.autoencoders import Autoencoder

FORMAT = 1
CONFIG, METRICS = "config.json", "metrics.json"
WEIGHTS, LATENTS, FILM = "weights.safetensors", "latents.npz", "film.npz"


@dataclass(frozen=True, repr=False)
class Run:
    """A trained model on disk, of which config and metrics have been read and checked."""

    dataset: str
    name: str
    folder: Path
    config: RunConfig
    metrics: dict[str, Any]

    @property
    def id(self) -> str:
        """ "<dataset>/<name>"."""
        return f"{self.dataset}/{self.name}"

    @cached_property
    def dataset_info(self) -> DatasetInfo:
        """Title, classes and image shape of its dataset, whether or not that is still there."""
        return dataset_of(self.config, self.metrics)

    @property
    def told(self) -> int | None:
        """The label that was chosen of a conditional run (`run_at_label`); None for any other."""
        return None

    @property
    def weights_hash(self) -> str:
        """SHA-256 of its weights, which tells one recogniser, or one training, from another."""
        return str(self.metrics["files"][WEIGHTS]["sha256"])

    @property
    def imported_from(self) -> str:
        """Name of the file of weights that it was made of; "" for a run that was trained here.

        An imported run has no history and no film, and the training in its config is none.
        """
        return str((self.metrics.get("imported") or {}).get("file", ""))

    @property
    def support(self) -> Support:
        """The distances from its test codes beyond which z counts as thin or as a hole.

        A recogniser has none (KeyError).
        """
        return Support(**self.metrics["support"])

    def __repr__(self) -> str:
        """One line: the id, what it is, and its main figures."""
        from vae_core.runs.reports.display import one_line

        return one_line(self)

    def _repr_html_(self) -> str:
        """Table of its settings and figures, for notebooks."""
        from vae_core.runs.reports.display import html_table

        return html_table(self)

    @cached_property
    def weights(self) -> dict[str, np.ndarray]:
        """Every tensor by its PyTorch name, float16. Raises RunError where damaged."""
        from safetensors import SafetensorError
        from safetensors.numpy import load

        content = self._checked(WEIGHTS)
        try:
            weights = load(content)
        except (SafetensorError, ValueError, KeyError, TypeError) as error:
            raise self._damaged(f"{WEIGHTS} cannot be read ({error})") from error
        own = self.config.model.own
        parts = own.parts if own else ()
        described = {
            name: w.shape for name, w in weights.items() if name.partition(".")[0] not in parts
        }
        if described != tensor_shapes(self.config.model):
            raise self._damaged(f"{WEIGHTS} do not fit the model in {CONFIG}")
        kinds = "fiub" if own else "f"
        if not all(w.dtype.kind in kinds and np.isfinite(w).all() for w in weights.values()):
            raise self._damaged(f"{WEIGHTS} holds a value that is not a number")
        return weights

    @cached_property
    def latents(self) -> Latents:
        """The codes of the test set, in its order. Raises RunError where damaged."""
        content = self._checked(LATENTS)
        names = ("mu", "logvar") if self.config.model.kind == "vae" else ("mu",)
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                codes = {name: arrays[name].astype(np.float32) for name in names}
                label = arrays["label"]
        except Exception as error:  # numpy and zipfile raise a dozen kinds on foreign bytes
            raise self._damaged(f"{LATENTS} cannot be read ({error})") from error
        n, dim = self.metrics["evaluation"]["n"], self.config.model.latent_dim
        if label.shape != (n,) or any(code.shape != (n, dim) for code in codes.values()):
            raise self._damaged(
                f"{LATENTS} has shapes that do not fit {n} images and {dim} latent dimensions"
            )
        if not all(np.isfinite(code).all() for code in codes.values()):
            raise self._damaged(f"{LATENTS} holds a value that is not a number")
        if label.dtype != np.uint8 or not self._are_classes(label):
            raise self._damaged(f"{LATENTS} has labels that are no classes of {self.dataset}")
        return Latents(codes["mu"], codes.get("logvar"), label)

    @cached_property
    def film(self) -> Film | None:
        """The film of its training, if one was taken. Raises RunError where damaged."""
        content = self.attached(FILM)
        if content is None:
            return None
        try:
            film = film_from_bytes(content)
        except ValueError as error:
            raise self._damaged(f"{FILM} cannot be read ({error})") from error
        if not self._are_classes(film.label):
            raise self._damaged(f"{FILM} has labels that are no classes of {self.dataset}")
        return film

    def attached(self, file: str) -> bytes | None:
        """Content of a file that only some runs have, such as one of `attach`; None without it.

        Raises RunError where it is damaged.
        """
        return self._checked(file) if file in self.metrics["files"] else None

    def frame(self) -> pandas.DataFrame:
        """The codes of the test set as a table of pandas, see `runs.reports.frame.frame`."""
        from vae_core.runs.reports.frame import frame

        return frame(self)

    def plot_codes(self, ax: Axes | None = None) -> Axes:
        """The codes of the test set as a picture of matplotlib: `reports.plots.plot_codes`."""
        from vae_core.runs.reports.plots import plot_codes

        return plot_codes(self, ax)

    def plot_manifold(self, n: int = 15, ax: Axes | None = None) -> Axes:
        """What the decoder draws on a grid of n x n codes: `reports.plots.plot_manifold`."""
        from vae_core.runs.reports.plots import plot_manifold

        return plot_manifold(self, n, ax)

    def model(self, device: str = "cpu") -> Autoencoder:
        """The trained model in evaluation mode and without gradients. Imports torch.

        device: a torch device string such as "cuda:1", or "auto".
        Raises ConfigError on a device that cannot be used, RunError where the weights are damaged
        or do not fit the config, or modules of one's own are not registered.
        """
        import torch

        from vae_core.models.networks.autoencoders import build_model
        from vae_core.models.networks.device import pick_device

        where = pick_device(device)
        state = {
            name: torch.from_numpy(w.astype(np.float32 if w.dtype.kind == "f" else w.dtype))
            for name, w in self.weights.items()
        }
        model = build_model(self.config.model)
        try:
            model.load_state_dict(state)
        except RuntimeError as error:  # Only of modules of one's own: the others are checked
            raise RunError(f"{self.id} has other tensors than its modules ({error}).") from error
        return model.to(where).eval().requires_grad_(False)

    def _checked(self, file: str) -> bytes:
        """Content of a file. Raises RunError where it is not what was written, by its hash."""
        try:
            content = disk.read_bytes(self.folder / file)
        except OSError as error:
            raise self._damaged(f"{file} cannot be read ({error.strerror})") from error
        if hashlib.sha256(content).hexdigest() != self.metrics["files"][file]["sha256"]:
            raise self._damaged(f"{file} is not the file that was written")
        return content

    def _are_classes(self, label: np.ndarray) -> bool:
        """True if labels are those of classes; of a dataset without labels all are 0."""
        return bool(label.max(initial=0) < max(1, len(self.dataset_info.classes)))

    def _damaged(self, why: str) -> RunError:
        return damaged(self.id, why)


def damaged(run_id: str, why: str) -> RunError:
    """The error that every reader raises for a run that cannot be used."""
    return RunError(f"The run {run_id} is damaged: {why}. Delete its folder to train it again.")
