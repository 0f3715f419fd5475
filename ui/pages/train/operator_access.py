"""The field for the operator's token, and what the operator reads instead of it."""

from __future__ import annotations

import streamlit as st

from ui.services.visitor import enter_token, entered_token, operator, visitor
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import run_script

_FIELD = "operator token"
_WRONG = "operator token wrong"


def show() -> None:
    """Draw the field where it is needed; nothing where this machine's browsers are the operator."""
    if not operator.needs_token():
        return
    if visitor().is_operator:
        if entered_token():
            run_script(operator.cookie_script(entered_token()))
        terms.caption(
            _("You are the operator in this browser: no limits, and you may change every training.")
        )
        return
    with st.expander(_("I run this server"), icon=":material/key:"):
        st.text_input(
            _("Operator's token"),
            key=_FIELD,
            type="password",
            autocomplete="off",
            on_change=_enter,
            help=_(
                "Printed by the server when it starts, and kept in checkpoints/.operator-token. "
                "Enter it once in each browser."
            ),
        )
        if st.session_state.pop(_WRONG, False):
            st.warning(_("That is not this server's token."))


def _enter() -> None:
    state = st.session_state
    state[_WRONG] = not enter_token(state[_FIELD])
    state[_FIELD] = ""
