"""The form in the address bar: `?dataset=mnist&preset=vae-2d&beta=4&title=Ours`.

Every field of `Recipe` that differs from its preset stands there under its own name.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields, replace
from typing import get_args

from ui.services import url_state
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError
from vae_core.jobs.limits import Limits
from vae_core.jobs.request import OWN, USUAL_SIZES, Recipe
from vae_core.models.config import MAX_BETA, MAX_LATENT_DIM, BetaSchedule, Estimator, Likelihood
from vae_core.models.presets import PRESETS
from vae_core.runs.metadata import clean_title

KINDS, LAYERS = ("vae", "ae"), tuple(USUAL_SIZES)
SCHEDULES, OBJECTIVES = get_args(BetaSchedule), get_args(Likelihood)
ESTIMATORS = get_args(Estimator)
PRESET_NAMES = (*(p.name for p in PRESETS.values() if p.listed), OWN)
MAX_LR, MAX_SEED = 10.0, 2**32 - 1
MIN_LR = 1e-6
_FIELDS = {f.name for f in fields(Recipe)} | {"title"}


@dataclass(frozen=True)
class Most:
    """The largest numbers that can be asked for here."""

    epochs: int
    latent_dim: int
    batch_size: int
    parameters: float


def most(limits: Limits, is_operator: bool) -> Most:
    """The operator keeps to what the library can do, a visitor to the settings file."""
    if is_operator:
        return Most(100_000, MAX_LATENT_DIM, 100_000, math.inf)
    own = limits.training
    return Most(own.epochs, own.latent_dim, own.batch_size, own.parameters)


def parse(query: Mapping[str, str], caps: Most, start: Recipe) -> tuple[Recipe, str, list[str]]:
    """(what the form is to show, the title, a sentence for each part that cannot be had).

    start: whose dataset and preset hold where the link names none.
    """
    found, problems = url_state.read(query, _readers(caps))
    title = found.pop("title", "")
    start = Recipe(start.dataset, start.preset)
    recipe = replace(start, **found)
    try:
        recipe = recipe.plain()
        recipe.to_config()
    except ConfigError as error:
        problems.append(_("{why} The usual ones are shown.").format(why=error))
        recipe = Recipe(recipe.dataset, recipe.preset)
    return within(recipe, caps), title, problems


def is_form(query: Mapping[str, str]) -> bool:
    """Whether a link says anything of the form."""
    return bool(query.keys() & _FIELDS)


def within(recipe: Recipe, caps: Most) -> Recipe:
    """With no number larger than can be asked for here. Raises ConfigError."""
    for name in ("epochs", "latent_dim", "batch_size"):
        if name not in recipe.fixed() and recipe.value(name) > getattr(caps, name):
            recipe = recipe.changed(name, getattr(caps, name))
    return recipe


def _readers(caps: Most) -> dict[str, url_state.Reader]:
    return {
        "dataset": _one_of(DATASETS),
        "preset": _one_of((*PRESETS, OWN)),
        "kind": _one_of(KINDS),
        "layers": _one_of(LAYERS),
        "sizes": (_sizes, _("whole numbers, like 512,512")),
        "latent_dim": _whole(1, caps.latent_dim),
        "beta": _number(0.0, MAX_BETA),
        "epochs": _whole(1, caps.epochs),
        "beta_schedule": _one_of(SCHEDULES),
        "likelihood": _one_of(OBJECTIVES),
        "estimator": _one_of(ESTIMATORS),
        "batch_size": _whole(1, caps.batch_size),
        "lr": _number(MIN_LR, MAX_LR),
        "seed": _whole(0, MAX_SEED),
        "title": (_title, _("one short line")),
    }


def _one_of(values: Collection[str]) -> url_state.Reader:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError
        return text

    return read, _("one of {values}").format(values=", ".join(values))


def _whole(low: int, high: int) -> url_state.Reader:
    def read(text: str) -> int:
        if not (text.isascii() and text.isdigit() and len(text) < 12 and low <= int(text) <= high):
            raise ValueError
        return int(text)

    return read, _("a whole number from {low} to {high}").format(low=f"{low:,}", high=f"{high:,}")


def _number(low: float, high: float) -> url_state.Reader:
    def read(text: str) -> float:
        if not low <= float(text) <= high:  # NaN is in no range
            raise ValueError
        return float(text)

    return read, _("a number from {low} to {high}").format(low=f"{low:g}", high=f"{high:,.0f}")


def _sizes(text: str) -> str:
    if not text or len(text) > 40 or text.strip("0123456789, "):
        raise ValueError
    return text


def _title(text: str) -> str:
    try:
        return clean_title(text)
    except ConfigError as error:
        raise ValueError from error
