"""The recogniser of a data set, as far as it can be had without torch."""

from __future__ import annotations

import streamlit as st

from vae_core.errors import ConfigError, RunError
from vae_core.runs.layout import checkpoints_root, run_folder
from vae_core.runs.store import Run, load_run

_NAME = "recogniser"


def recogniser_run(dataset: str) -> Run | None:
    """The run `<dataset>/recogniser`; None where there is none, or none that is sound."""
    folder = run_folder(f"{dataset}/{_NAME}")
    try:
        stamp = (folder / "metrics.json").stat().st_mtime_ns
    except OSError:
        return None
    return _recogniser_run(dataset, str(checkpoints_root()), stamp)


def command(dataset: str) -> str:
    """What trains it."""
    return f"python -m vae_core recogniser {dataset}"


@st.cache_resource(show_spinner=False, max_entries=6)
def _recogniser_run(dataset: str, root: str, stamp: int) -> Run | None:
    try:
        run = load_run(f"{dataset}/{_NAME}", root)
        _files = run.weights
    except (RunError, ConfigError):
        return None
    return run if run.config.model.kind == "recogniser" else None
