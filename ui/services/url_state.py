"""The address bar, as a page hears it and makes it say what is shown."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

import streamlit as st

from ui.text.words import _

LONGEST = 40  # of what is repeated from a link
# What makes a value of a link's text or raises ValueError, and what a text can be, in words.
Reader = tuple[Callable[[str], Any], str]


def asks(kept: str, but: Collection[str] = ()) -> dict[str, str]:
    """What the address bar asks for: the page is opened by it, or the browser went back. The link
    that was last written asks for nothing.

    kept: the name of what `write` keeps.  but: parts that do not make a link another one.
    """
    query, written = st.query_params.to_dict(), st.session_state.get(kept)
    if written is not None and _without(query, but) == _without(written, but):
        return {}
    return query


def write(kept: str, said: Mapping[str, str]) -> None:
    """Make the address bar say what is shown, and keep that in the session by the name `kept`."""
    st.session_state[kept] = dict(said)
    say(said)


def say(said: Mapping[str, str]) -> None:
    """Make the address bar say this, as one entry in the browser's history, and none where it says
    so already."""
    if st.query_params.to_dict() != said:
        st.query_params.from_dict(said)


def read(
    query: Mapping[str, str], readers: Mapping[str, Reader]
) -> tuple[dict[str, Any], list[str]]:
    """(the sound parts of a link by name, a sentence for each other one that has a reader)."""
    found, problems = {}, []
    for name in [name for name in readers if name in query]:
        reader, possible = readers[name]
        try:
            found[name] = reader(query[name])
        except ValueError:
            problems.append(
                _(
                    "The link asks for {name} “{text}”, which cannot be had ({possible}). "
                    "The usual one is shown."
                ).format(name=name, text=shown(query[name]), possible=possible)
            )
    return found, problems


def shown(text: str) -> str:
    """What is repeated of a link's text."""
    return text[:LONGEST].replace("`", "")


def _without(query: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if name not in names}
