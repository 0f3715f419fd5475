"""The recogniser of a data set: its run, and the classes it predicts for images.

Only `readings` imports torch.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.text.words import _
from vae_core.data.datasets import describe
from vae_core.errors import ConfigError, RunError
from vae_core.files import disk
from vae_core.files.roots import checkpoints_root
from vae_core.runs.layout import run_folder
from vae_core.runs.load import load_run
from vae_core.runs.run import Run

_NAME = "recogniser"
_READ = ("mnist", "fashion-mnist", "uci-digits")  # as `train_recogniser.TRAININGS`, without torch


@dataclass(frozen=True)
class Reading:
    """The class the recogniser predicts for a picture, and its probability."""

    label: int
    share: float


def can_be_read(dataset: str) -> bool:
    """True where there can be a recogniser of a data set: no other can be trained."""
    return dataset in _READ


def none_reads() -> str:
    """A sentence for where figures of a recogniser would be, on a data set that has none."""
    return _(
        "What rests on a recogniser is there for MNIST, Fashion-MNIST and UCI digits only: nobody "
        "tells which pictures of this data set are good ones."
    )


def recogniser_run(dataset: str) -> Run | None:
    """The run `<dataset>/recogniser`; None where it is missing or damaged."""
    folder = run_folder(f"{dataset}/{_NAME}")
    stamp = disk.modified_ns(folder / "metrics.json")
    if stamp is None:
        return None
    return _recogniser_run(dataset, str(checkpoints_root()), stamp)


def recogniser_command(dataset: str) -> str:
    """The command that trains a recogniser."""
    return f"python -m vae_core recogniser {dataset}"


def readings(dataset: str, pictures: np.ndarray) -> list[Reading] | None:
    """The prediction for each of the pictures, (N, 28, 28); None if the dataset has no recogniser.

    Raises RunError where the recogniser is damaged.
    """
    import torch

    recogniser = _model(dataset, str(checkpoints_root()))
    if recogniser is None:
        return None
    with torch.no_grad():
        shares = recogniser(torch.from_numpy(pictures)[:, None]).softmax(1)
    return [Reading(int(row.argmax()), float(row.max())) for row in shares]


def reads_as(dataset: str, reading: Reading) -> str:
    """The prediction in words: "reads as 3, 94 %"."""
    return _("reads as {name}, {share} %").format(
        name=describe(dataset).classes[reading.label], share=f"{100 * reading.share:.0f}"
    )


@st.cache_resource(show_spinner=False, max_entries=6)
def _recogniser_run(dataset: str, root: str, stamp: int) -> Run | None:
    try:
        run = load_run(f"{dataset}/{_NAME}", root)
        _files = run.weights
    except (RunError, ConfigError):
        return None
    return run if run.config.model.kind == "recogniser" else None


@st.cache_resource(show_spinner=False, max_entries=6)
def _model(dataset: str, root: str):
    from vae_core.training.train_recogniser import load_recogniser

    run = load_recogniser(dataset, root)
    return run.model() if run else None
