"""What models and the recogniser say of images, on the server: the first call imports torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from ui.services import resources
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.runs.layout import checkpoints_root
from vae_core.runs.store import Run

if TYPE_CHECKING:
    from vae_core.evaluation.per_image import Inspection


@dataclass(frozen=True)
class Reading:
    """The class the recogniser takes a picture for, and how sure it is, 0 to 1."""

    label: int
    share: float


def inspected(run: Run, x: np.ndarray) -> Inspection:
    """`inspection.inspect` of images x, (N, 28, 28), by a run. Raises RunError."""
    import torch

    from vae_core.evaluation.per_image import inspect_images

    grey = torch.from_numpy(np.ascontiguousarray(x, dtype=np.float32))[:, None]
    return inspect_images(resources.model(run), grey, run.config.training.binarize)


def readings(dataset: str, pictures: np.ndarray) -> list[Reading] | None:
    """What pictures, (N, 28, 28), are taken for; None where the dataset has no recogniser.

    Raises RunError where it is damaged.
    """
    import torch

    recogniser = _recogniser(dataset, str(checkpoints_root()))
    if recogniser is None:
        return None
    with torch.no_grad():
        shares = recogniser(torch.from_numpy(pictures)[:, None]).softmax(1)
    return [Reading(int(row.argmax()), float(row.max())) for row in shares]


def reads_as(dataset: str, reading: Reading) -> str:
    """ "reads as 3, 94 %"."""
    return _("reads as {name}, {share} %").format(
        name=DATASETS[dataset].classes[reading.label], share=f"{100 * reading.share:.0f}"
    )


@st.cache_resource(show_spinner=False, max_entries=6)
def _recogniser(dataset: str, root: str):
    from vae_core.training.train_recogniser import load_recogniser

    run = load_recogniser(dataset, root)
    return run.model() if run else None
