"""The page in the address bar: `?view=watch&job=mnist/...`, `?view=compare&runs=...`, and the form:
`?dataset=mnist&preset=vae-2d&beta=4&title=Ours`.

Every field of `TrainingRequest` that differs from its preset is a parameter of the same name; an
objective brings its parameters along, `?objective=capacity,nats=30`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import get_args

from ui.services.address import url_state
from ui.services.address.url_state import Parameter, ReplacedError
from ui.text.outside import error_sentence
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError
from vae_core.jobs.limits import Limits
from vae_core.jobs.request import OWN, USUAL_SIZES, TrainingRequest, objective_of_text
from vae_core.models.config import MAX_BETA, MAX_LATENT_DIM, BetaSchedule, Estimator, Likelihood
from vae_core.models.objectives.settings import ELBO, ObjectiveConfig
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.presets import PRESETS
from vae_core.runs.notes.metadata import clean_title

ADDRESS = "train"
NEW, OWN_IMAGES, WATCH, RUNS, COMPARE = VIEWS = ("new", "images", "watch", "runs", "compare")
KINDS, LAYERS = ("vae", "ae"), tuple(USUAL_SIZES)
SCHEDULES, LIKELIHOODS = get_args(BetaSchedule), get_args(Likelihood)
ESTIMATORS = get_args(Estimator)
PRESET_NAMES = (*(p.name for p in PRESETS.values() if p.listed), OWN)
MAX_LR, MAX_SEED = 10.0, 2**32 - 1
MIN_LR = 1e-6
_FIELDS = {f.name for f in fields(TrainingRequest)} | {"title"}


@dataclass(frozen=True)
class Caps:
    """The largest values that a training request may have. samples: codes drawn for an image."""

    epochs: int
    latent_dim: int
    batch_size: int
    parameters: float
    samples: int


def caps_of(limits: Limits, is_operator: bool) -> Caps:
    """The largest values allowed: those of the settings file, for the operator the library's."""
    if is_operator:
        return Caps(100_000, MAX_LATENT_DIM, 100_000, math.inf, 1_000)
    own = limits.training
    return Caps(own.epochs, own.latent_dim, own.batch_size, own.parameters, own.samples)


def parse(
    query: Mapping[str, str], caps: Caps, start: TrainingRequest
) -> tuple[TrainingRequest, str, list[str]]:
    """(the request of a link, the title, a sentence for each parameter that is not valid).

    start: gives the dataset and the preset where the link names none.
    """
    values, problems = url_state.parse(query, form_parameters(caps))
    title = values.pop("title", "")
    start = TrainingRequest(start.dataset, start.preset)
    request = replace(start, **values)
    try:
        request = request.plain()
        request.to_config()
    except ConfigError as error:
        problems.append(_("{why} The usual ones are shown.").format(why=error_sentence(error)))
        request = TrainingRequest(request.dataset, request.preset)
        if not request.is_possible():
            request = TrainingRequest(request.dataset)
    return within(request, caps), title, problems


def is_form(query: Mapping[str, str]) -> bool:
    """True for a link with any parameter of the form."""
    return bool(query.keys() & _FIELDS)


def within(request: TrainingRequest, caps: Caps) -> TrainingRequest:
    """The request with each value lowered to its cap. Raises ConfigError."""
    for name in ("epochs", "latent_dim", "batch_size"):
        if name not in request.fixed() and request.value(name) > getattr(caps, name):
            request = request.changed(name, getattr(caps, name))
    return request


def view_parameter() -> Parameter[str]:
    """The parameter that names the view of the page."""
    return url_state.choice(
        VIEWS,
        _("The link asks for a view that is none of {views}. The form is shown.").format(
            views=", ".join(VIEWS)
        ),
    )


def form_parameters(caps: Caps) -> dict[str, Parameter]:
    """The parameters that a link to the form can have."""
    return {
        "dataset": url_state.choice(DATASETS),
        "preset": url_state.choice((*PRESETS, OWN)),
        "kind": url_state.choice(KINDS),
        "layers": url_state.choice(LAYERS),
        "sizes": Parameter(_sizes, _("whole numbers, like 512,512")),
        "latent_dim": url_state.integer(1, caps.latent_dim),
        "beta": url_state.real(0.0, MAX_BETA),
        "epochs": url_state.integer(1, caps.epochs),
        "beta_schedule": url_state.choice(SCHEDULES),
        "likelihood": url_state.choice(LIKELIHOODS),
        "estimator": url_state.choice(ESTIMATORS),
        "batch_size": url_state.integer(1, caps.batch_size),
        "lr": url_state.real(MIN_LR, MAX_LR),
        "seed": url_state.integer(0, MAX_SEED),
        "objective": Parameter(lambda text: _objective(text, caps), ", ".join((ELBO, *OBJECTIVES))),
        "title": Parameter(_title, _("one short line")),
    }


def _sizes(text: str) -> str:
    if not text or len(text) > 40 or text.strip("0123456789, "):
        raise ValueError
    return text


def _objective(text: str, caps: Caps) -> ObjectiveConfig | str:
    usual = _("The usual one is shown.")
    try:
        objective = objective_of_text(text)
    except ConfigError as error:
        raise ReplacedError(None, f"{error_sentence(error)} {usual}") from error
    chosen = isinstance(objective, ObjectiveConfig) and dict(objective.parameters)
    if chosen and chosen.get("samples", 0) > caps.samples:
        sentence = _("An image has at most {most} codes drawn here.").format(most=caps.samples)
        raise ReplacedError(None, f"{sentence} {usual}")
    return objective


def _title(text: str) -> str:
    try:
        return clean_title(text)
    except ConfigError as error:
        raise ValueError from error
