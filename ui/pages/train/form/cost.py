"""The parameters of a model and its training time on this machine, each computed once."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import streamlit as st

from ui.components.training.training_view.payload import spell
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, join
from ui.widgets.network.diagram import network_svg
from ui.widgets.network.table import network_table
from vae_core.jobs import records
from vae_core.jobs.records import AT_WORK
from vae_core.models.config import RunConfig
from vae_core.training.estimate_process import PaceProcess

_MOST_MEASURED = 30_000_000  # parameters: measuring larger ones takes seconds itself
_MOST_SECONDS = 6.0
_pace_process = PaceProcess()


def show_time(config: RunConfig) -> None:
    """Draw the estimated training time, measured with a few steps of the training."""
    label = _("Time on this machine")
    busy = any(records.status(job.id).state in AT_WORK for job in records.jobs())
    timed = as_fast(config)
    epoch = None
    if parameter_count(config_key(config), config) <= _MOST_MEASURED:
        with st.spinner(_("Measuring…")):
            epoch = seconds_per_epoch(config_key(timed), busy, timed)
    if epoch is None:
        st.metric(label, "–")
        terms.caption(_("Not measured: it is too large to be tried out in passing."))
        return
    seconds = epoch * config.training.epochs
    st.metric(
        label,
        _("about {time}").format(time=spell(_rounded(seconds))),
        help=_(
            "Measured with a few real steps of this training on made-up images. Measuring it on "
            "the test images afterwards takes some seconds more."
        ),
    )
    if busy:
        terms.caption(_("Another training runs: this was measured beside it, and yours waits."))


def _rounded(seconds: float) -> float:
    """Seconds rounded to two digits, or to whole seconds below 10."""
    if seconds < 10:
        return max(1, round(seconds))
    unit = 10 ** (math.floor(math.log10(seconds)) - 1)
    return round(seconds / unit) * unit


def short(count: int) -> str:
    """A count as written: "12,345" or "1.2 M"."""
    if count < 100_000:
        return f"{count:,}"
    return _("{n} M").format(n=f"{count / 1e6:.1f}" if count >= 1e6 else f"{count / 1e6:.2f}")


@st.cache_data(show_spinner=False, max_entries=500)
def parameter_count(key: str, _config: RunConfig) -> int:
    """Number of trainable weights. key: `config_key` of the config."""
    from vae_core.training.estimate import parameters

    return parameters(_config.model)


@st.cache_data(show_spinner=False, max_entries=500)
def network_drawing(key: str, _config: RunConfig) -> Markup:
    """The network as a drawing and as a table, with its parameters counted. key: `config_key` of
    the config."""
    from vae_core.training.estimate import blank_weights

    levels = "" if _config.training.binarize == "none" else _("0 or 1")
    weights = blank_weights(_config.model)
    return join(
        (
            network_svg(_config.model, weights, levels),
            network_table(_config.model, weights, levels),
        )
    )


@st.cache_data(show_spinner=False, max_entries=500)
def seconds_per_epoch(key: str, busy: bool, _config: RunConfig) -> float | None:
    """Seconds of an epoch on this machine; None where measuring that takes too long.

    key: `config_key` of the config. busy: True while another training runs.
    """
    measured = _pace_process.pace(_config, _MOST_SECONDS)
    return measured.epoch if measured else None


def as_fast(config: RunConfig) -> RunConfig:
    """The config with every setting reset that does not change the time of an epoch."""
    training = replace(
        config.training, epochs=1, seed=0, lr=1e-3, beta=1.0, beta_schedule="constant"
    )
    return replace(config, training=training)


def config_key(config: RunConfig) -> str:
    """The config as text, the cache key of its results."""
    return json.dumps(config.to_dict())
