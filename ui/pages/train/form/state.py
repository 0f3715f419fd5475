"""The state of the form in the session, and how a link sets it."""

from __future__ import annotations

import math
from dataclasses import replace

import streamlit as st

from ui.pages.train.url import (
    ADDRESS,
    caps_of,
    is_form,
    parse,
    within,
)
from ui.services.address import url_state
from ui.services.visitor import visitor
from vae_core.data.datasets import DATASETS, dataset_info, is_downloaded
from vae_core.jobs import queue
from vae_core.jobs.limits import load_limits
from vae_core.jobs.request import TrainingRequest

# Keys of the session: the request, its title, the id of a run that is there already, and a sentence
# for who joins a training.
REQUEST, TITLE = "train request", "train title"
EXISTING, JOINED = "train existing", "train joined"
# Why the last choice in the form was not taken.
REFUSED = "train refused"
# How many data sets of own images the visitor has kept: the form opens at its top after each.
KEPT = "train own images kept"
# Epochs of the form's first preset that take about two minutes on two cores, each with its data.
_OPENING_EPOCHS = {"mnist": 8, "fashion-mnist": 8, "uci-digits": 200, "shapes": 8}
# Of others: dense layers for so many values an image, else convolutions; and how many images pass
# in all, of which there are few or many. Fewer pass where they are larger.
_DENSE, _CONVOLUTIONS, _MOST_DENSE = "vae-2d", "vae-conv-2d", 1_024
_FEW, _PASSES_OF_FEW, _PASSES = 5_000, 100_000, 440_000
# Of drawn signs, which a class waits for: a minute. Copies of 40 drawings are learnt by heart after
# 20 to 40 epochs of 480 images; of these it takes 104.
_PASSES_OF_DRAWN = 50_000
# Settings in the folded part of the form.
MORE = ("beta_schedule", "likelihood", "estimator", "batch_size", "lr", "seed", "objective")


def read_link() -> list[str]:
    """Fill the form from the link. Returns a sentence for each parameter that is not valid."""
    state = st.session_state
    asked = url_state.asked(ADDRESS)
    if REQUEST in state and not is_form(asked):
        return []
    caps = caps_of(load_limits(), visitor().is_operator)
    dataset = state.get("dataset", "mnist")
    if dataset not in DATASETS or not is_downloaded(dataset):
        dataset = "uci-digits"
    state[REQUEST], state[TITLE], problems = parse(asked, caps, TrainingRequest(dataset))
    state["train more"] = any(getattr(state[REQUEST], name) is not None for name in MORE)
    if not is_form(asked):
        state[REQUEST] = opening_request(dataset)
    elif "preset" not in asked and is_own(state[REQUEST].dataset) and is_opening(state[REQUEST]):
        state[REQUEST] = usual_request(state[REQUEST].dataset)
    state.pop(EXISTING, None)
    return problems


def opening_request(dataset: str) -> TrainingRequest:
    """A training of about two minutes that was not trained yet, for a form that is opened anew."""
    request = usual_request(dataset)
    seed = queue.untrained_seed(request.to_config())
    return request.changed("seed", seed)


def is_own(dataset: str) -> bool:
    """True for a data set of the visitors' own images."""
    return dataset_info(dataset).origin == "own"


def is_opening(request: TrainingRequest) -> bool:
    """True for a request in which nothing was chosen but the data set, whatever its seed.

    It is that of `opening_request`, or the first preset with its own numbers.
    """
    without_seed = replace(request, seed=None)
    bare = _possible(TrainingRequest(request.dataset))
    return without_seed in (bare, usual_request(request.dataset))


def usual_request(dataset: str) -> TrainingRequest:
    """A training of about two minutes at most, within what this visitor may ask for; the network
    is chosen by the size of the images."""
    if dataset in _OPENING_EPOCHS:
        return _possible(TrainingRequest(dataset, epochs=_OPENING_EPOCHS[dataset]).plain())
    info = dataset_info(dataset)
    values = math.prod(info.image_shape)
    start = TrainingRequest(dataset, _DENSE if values <= _MOST_DENSE else _CONVOLUTIONS)
    passes = _PASSES_OF_FEW if info.sizes.train < _FEW else _PASSES
    if info.origin == "own" and info.prepared_as:
        passes = _PASSES_OF_DRAWN
    passes_here = passes * min(1, 2 * 784 / values)
    epochs = max(1, min(round(passes_here / info.sizes.train), start.value("epochs")))
    return _possible(start.changed("epochs", epochs))


def _possible(request: TrainingRequest) -> TrainingRequest:
    return within(request, caps_of(load_limits(), visitor().is_operator))


def link(request: TrainingRequest, title: str) -> dict[str, str]:
    """The query parameters that open the form with these settings."""
    return request.to_query() | ({"title": title} if title else {})
