"""The flow over the codes of a run: the one that is kept with it, or one fitted here, once for all.

A flow that is fitted here is kept in this process only: a visitor writes nothing into a run.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING

import streamlit as st

from vae_core.data.datasets import has_files, load_dataset
from vae_core.evaluation.codes.learned_prior import fit_prior
from vae_core.runs.conditions.at_label import RunAtLabel
from vae_core.runs.flow_file import FILE, flow_of
from vae_core.runs.run import WEIGHTS, Run

if TYPE_CHECKING:
    from vae_core.models.flow.flow import Flow

_MOST = 20
_ONE_AT_A_TIME = Lock()


def known_flow(run: Run) -> Flow | None:
    """The flow of a run where it has been fitted already. Imports torch. Raises RunError."""
    if FILE in run.metrics["files"]:
        return _kept(str(run.folder), run.metrics["files"][FILE]["sha256"], run)
    return _fitted().get(_key(run))


def can_fit(run: Run) -> bool:
    """True where the training images of a run are on this machine."""
    return has_files(run.dataset)


def fit(run: Run, on_progress: Callable[[float], object]) -> None:
    """Fit a flow for `known_flow`, one after another in this process; half a minute on a free core.

    on_progress: called with the share that is done. Raises ConfigError where the codes have no
    density, DataError, RunError.
    """
    with _ONE_AT_A_TIME:
        if known_flow(run) is not None:
            return
        whole = run.whole if isinstance(run, RunAtLabel) else run
        flow, _figures = fit_prior(whole, load_dataset(run.dataset), on_progress=on_progress)
        fitted = _fitted()
        fitted[_key(run)] = flow
        while len(fitted) > _MOST:
            fitted.pop(next(iter(fitted)))


@st.cache_resource(show_spinner=False)
def _fitted() -> dict[tuple[str, str], Flow]:
    return {}


@st.cache_resource(show_spinner=False, max_entries=_MOST)
def _kept(folder: str, file_hash: str, _run: Run) -> Flow | None:
    return flow_of(_run)


def _key(run: Run) -> tuple[str, str]:
    return str(run.folder), run.metrics["files"][WEIGHTS]["sha256"]
