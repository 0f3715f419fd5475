"""The fields of the form, each bound to one setting of the training request in the session."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import streamlit as st

from ui.pages.train.form.state import (
    EXISTING,
    REFUSED,
    REQUEST,
    TITLE,
    is_opening,
    opening_request,
)
from ui.services.errors import errors_kept
from ui.services.visitor import visitor
from ui.text.words import _
from vae_core.errors import ConfigError
from vae_core.jobs.limits import load_limits
from vae_core.jobs.request import TrainingRequest
from vae_core.runs.notes.metadata import MAX_TITLE, clean_title


def choice(
    name: str,
    label: str,
    options: Sequence[str],
    words: Callable[[str], str],
    request: TrainingRequest,
    help_: str,
) -> None:
    """Draw a select box for the setting `name`; `words` gives the text of an option."""
    show_value(name, request.value(name))
    st.selectbox(
        label,
        options,
        key=field_key(name),
        format_func=words,
        on_change=_take,
        args=(name,),
        disabled=name in request.fixed(),
        help=help_,
    )


def count(
    name: str, label: str, between: tuple[int, int], request: TrainingRequest, help_: str
) -> None:
    """Draw a field for a whole number; `between`: the smallest and the largest."""
    show_value(name, request.value(name))
    st.number_input(
        label,
        *between,
        key=field_key(name),
        step=1,
        on_change=_take,
        args=(name,),
        disabled=name in request.fixed(),
        help=help_,
    )


def real(
    name: str, label: str, between: tuple[float, float, float], request: TrainingRequest, help_: str
) -> None:
    """Draw a field for a number; `between`: the smallest, the largest, and the step."""
    low, high, step = between
    show_value(name, float(request.value(name)))
    st.number_input(
        label,
        low,
        high,
        key=field_key(name),
        step=step,
        format="%.6g",
        on_change=_take,
        args=(name,),
        disabled=name in request.fixed(),
        help=help_,
    )


def field_key(name: str) -> str:
    """The key of a field in the session."""
    return f"train form {name}"


def show_value(name: str, value: object) -> None:
    """Make a field show `value`. One that shows it already is not touched during typing."""
    if st.session_state.get(field_key(name)) != value:
        st.session_state[field_key(name)] = value


def _take(name: str) -> None:
    """Copy the entered value of a field into the request."""
    change(name, st.session_state[field_key(name)])


def change(name: str, value: object) -> None:
    """Change a setting of the request in the session. One that leaves no model, like a conditional
    one of images without labels, is refused with a sentence for the form."""
    state = st.session_state
    before = state[REQUEST]
    with errors_kept(REFUSED):
        if name == "dataset" and is_opening(before):
            state[REQUEST] = opening_request(str(value))
        else:
            state[REQUEST] = before.changed(name, value).plain()
        state.pop(EXISTING, None)


def threads_field() -> None:
    """Draw a field for the processor threads; visitors keep to those of the settings file."""
    usual = load_limits().machine.torch_threads()
    most = max(usual, os.cpu_count() or 1) if visitor().is_operator else usual
    st.number_input(
        _("Threads"),
        1,
        most,
        value=usual,
        key=field_key("threads"),
        step=1,
        help=_(
            "How many processor threads train. The figures of the run say how many there were: "
            "with another number the last digits can differ."
        ),
    )


def chosen_threads() -> int:
    """The threads that were chosen in the form; 0 for the usual number."""
    usual = load_limits().machine.torch_threads()
    chosen = st.session_state.get(field_key("threads"), usual)
    return 0 if chosen == usual else chosen


def sizes_field(request: TrainingRequest) -> None:
    """Draw a field for the size of each layer: units of dense layers, channels of convolutions."""
    dense = request.value("layers") == "dense"
    show_value("sizes", request.value("sizes"))
    st.text_input(
        _("Units of each layer") if dense else _("Channels of each layer"),
        key=field_key("sizes"),
        max_chars=40,
        on_change=_take,
        args=("sizes",),
        help=_("From the image to the code, like {example}. The decoder is its mirror.").format(
            example="512, 256" if dense else "16, 32"
        ),
    )


def _take_title() -> None:
    state = st.session_state
    try:
        state[TITLE] = clean_title(state[field_key("title")])
    except ConfigError:  # The field takes no more characters than a title has
        state[TITLE] = ""


def title_field() -> None:
    """Draw a field for the title of the run."""
    show_value("title", st.session_state[TITLE])
    st.text_input(
        _("What you call it"),
        key=field_key("title"),
        max_chars=MAX_TITLE,
        placeholder=_("optional"),
        on_change=_take_title,
        help=_("A title for the lists, so that you find it again. It can be changed later."),
    )
