"""The choice of what a training minimises, and the fields of that objective's parameters.

Names, ranges and meanings are those of `vae_core.models.objectives.table`.
"""

from __future__ import annotations

from typing import cast

import streamlit as st

from ui.pages.train.form.fields import change, field_key, show_value
from ui.pages.train.form.state import REQUEST
from ui.pages.train.url import Caps
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.objective import described, title
from vae_core.jobs.request import TrainingRequest
from vae_core.models.objectives.settings import ELBO, ObjectiveConfig
from vae_core.models.objectives.table import OBJECTIVES, Parameter

_NAME = "objective"


def objective_fields(request: TrainingRequest, caps: Caps) -> None:
    """Draw the select box of the objective, what it is, and a field for each of its parameters."""
    is_fixed = _NAME in request.fixed()
    refused = {} if is_fixed else request.refused_objectives()
    chosen = request.value(_NAME)
    show_value(_NAME, chosen.name if isinstance(chosen, ObjectiveConfig) else chosen)
    st.selectbox(
        _("Objective"),
        [ELBO, *(name for name in OBJECTIVES if name not in refused)],
        key=field_key(_NAME),
        format_func=_title,
        on_change=_take,
        disabled=is_fixed,
        help=_("What the optimiser lowers. The plain one is the ELBO with the weight β."),
    )
    if isinstance(chosen, ObjectiveConfig) and chosen.name in OBJECTIVES:
        terms.caption(described(chosen.name))
        values, parameters = dict(chosen.parameters), OBJECTIVES[chosen.name].parameters
        for name, parameter in parameters.items():
            _parameter(name, parameter, values[name], caps)
    if refused:
        terms.caption(_why_not(request, refused))


def _parameter(name: str, parameter: Parameter, value: float, caps: Caps) -> None:
    """Draw the field of a parameter of the objective that is chosen."""
    low, high = parameter.bounds
    if name == "samples":
        high = min(high, caps.samples)
    kind = int if parameter.is_whole else float
    key = f"{_NAME} {name}"
    show_value(key, kind(value))
    st.number_input(
        parameter.meaning or name,
        kind(low),
        kind(high),
        key=field_key(key),
        step=1 if parameter.is_whole else abs(parameter.default) / 10 or 0.1,
        format="%d" if parameter.is_whole else "%.6g",
        on_change=_take_parameter,
        args=(name,),
        help=_("`{name}`: from {low} to {high}, usually {usual}.").format(
            name=name, low=f"{low:,g}", high=f"{high:,g}", usual=f"{parameter.default:g}"
        ),
    )


def _take() -> None:
    """Copy the objective that was chosen into the request, with its usual parameters."""
    name = st.session_state[field_key(_NAME)]
    change(_NAME, ELBO if name == ELBO else ObjectiveConfig(name))


def _take_parameter(name: str) -> None:
    state = st.session_state
    chosen = cast(ObjectiveConfig, state[REQUEST].value(_NAME))
    values = dict(chosen.parameters) | {name: state[field_key(f"{_NAME} {name}")]}
    change(_NAME, ObjectiveConfig(chosen.name, tuple(values.items())))


def _title(name: str) -> str:
    return _("ELBO: reconstruction + β · KL") if name == ELBO else title(name)


def _why_not(request: TrainingRequest, refused: dict[str, str]) -> str:
    if request.is_ae():
        return _("An autoencoder has no KL term: objectives that are about it are not here.")
    return " ".join(in_markdown(sentence) for sentence in refused.values())
