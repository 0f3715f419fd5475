"""A run of a conditional VAE as it is at one label: a run like any other, of a plain VAE."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from vae_core.errors import ConfigError
from vae_core.models.weights.labels import check_labels, label_weights, without_labels
from vae_core.runs.run import Run


@dataclass(frozen=True, repr=False)
class RunAtLabel(Run):
    """What a conditional run is once a label is chosen: its config names no labels, and its weights
    and its model are those of the plain VAE. Codes, film and figures stay those of the whole run.

    label: the one that was chosen. whole: the run of all labels.
    """

    label: int
    whole: Run

    @cached_property
    def weights(self) -> dict[str, np.ndarray]:
        """Every tensor by its PyTorch name; the first biases are float32."""
        return label_weights(self.whole.weights, self.whole.config.model, self.label)

    @property
    def told(self) -> int:
        """The label that was chosen."""
        return self.label

    @property
    def weights_hash(self) -> str:
        """A hash of the whole run's weights and of the label."""
        return hashlib.sha256(f"{self.whole.weights_hash} {self.label}".encode()).hexdigest()


def run_at_label(run: Run, label: int) -> RunAtLabel:
    """A conditional run at one label. Raises ConfigError where the run is told none, or there is no
    such label."""
    model = run.config.model
    if model.n_labels is None:
        raise ConfigError(f"{run.id} was trained without labels: it has none to choose from.")
    check_labels(label, model.n_labels, 1)
    config = replace(run.config, model=without_labels(model))
    return RunAtLabel(run.dataset, run.name, run.folder, config, run.metrics, int(label), run)


def check_has_label(run: Run) -> None:
    """Raise ConfigError where a run is conditional and no label is chosen yet."""
    n_labels = run.config.model.n_labels
    if n_labels is not None:
        raise ConfigError(
            f"{run.id} is conditional: say which label, a whole number from 0 to {n_labels - 1}."
        )
