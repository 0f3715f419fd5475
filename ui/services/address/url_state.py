"""The address bar: the one reader of what a link asks for, and the one writer of what is shown.

A page declares its parameters, each a name with a `Parameter`, and `parse` returns their values.
The browser's Back and Forward arrive like any other link: `asked` returns the whole query whenever
it is not the one the page wrote last.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import streamlit as st

from ui.text.outside import quoted
from ui.text.words import _

T = TypeVar("T")

_MOST_DIGITS = 18
_PROBLEM = _(
    "The link asks for {name} “{text}”, which cannot be had ({allowed}). The usual one is shown."
)


@dataclass(frozen=True)
class Parameter(Generic[T]):
    """One parameter of a link.

    parse: turns the text in the link into the value. Raises ValueError, or ReplacedError.
    allowed: the possible texts, in words.
    problem: the sentence about any other text; {name}, {text} and {allowed} are filled in.
    """

    parse: Callable[[str], T]
    allowed: str
    problem: str = _PROBLEM


class ReplacedError(ValueError):
    """The text is not allowed, but `value` near it is taken; `sentence` tells the visitor so."""

    def __init__(self, value: object, sentence: str) -> None:
        super().__init__(sentence)
        self.value, self.sentence = value, sentence


# ---- kinds of parameters --------------------------------------------------------------


def integer(low: int, high: int, problem: str = _PROBLEM) -> Parameter[int]:
    """A whole number from `low` to `high`."""
    return Parameter(
        lambda text: _integer(text, range(low, high + 1)),
        _("a whole number from {low} to {high}").format(low=f"{low:,}", high=f"{high:,}"),
        problem,
    )


def integers(
    count: int, allowed: Collection[int], words: str, problem: str = _PROBLEM
) -> Parameter[tuple[int, ...]]:
    """`count` whole numbers out of `allowed`, like 12,34. words: the possible texts, in words."""

    def parse(text: str) -> tuple[int, ...]:
        values = tuple(_integer(part.strip(), allowed) for part in text.split(","))
        if len(values) != count:
            raise ValueError(text)
        return values

    return Parameter(parse, words, problem)


def real(low: float, high: float, decimals: int | None = None) -> Parameter[float]:
    """A number from `low` to `high`, rounded to `decimals` places."""

    def parse(text: str) -> float:
        value = float(text)
        if not low <= value <= high:  # NaN is in no range
            raise ValueError(text)
        return value if decimals is None else round(value, decimals)

    words = _("a number from {low} to {high}").format(low=_short(low), high=_short(high))
    return Parameter(parse, words)


def choice(options: Collection[str], problem: str = _PROBLEM) -> Parameter[str]:
    """One of `options`."""

    def parse(text: str) -> str:
        if text not in options:
            raise ValueError(text)
        return text

    return Parameter(parse, ", ".join(options), problem)


def image_index(n: int, instead: str) -> Parameter[int]:
    """The index of one of `n` test images. instead: a sentence on what is shown otherwise."""
    problem = _("The link asks for test image “{text}”; there are images {allowed}.")
    words = _("0 to {last}").format(last=f"{n - 1:,}")
    return Parameter(lambda text: _integer(text, range(n)), words, f"{problem} {instead}")


def finite_numbers(text: str) -> list[float]:
    """The numbers of a text like "-0.65,0.8". Raises ValueError."""
    values = [float(part) for part in text.split(",")]
    if not all(math.isfinite(value) for value in values):
        raise ValueError(text)
    return values


# ---- reading --------------------------------------------------------------------------


def asked(page: str, ignore: Collection[str] = ()) -> dict[str, str]:
    """The query of a link just followed or gone back to; empty if the page wrote it itself.

    page: the name `write` is called with. ignore: parameters that do not make a link a new one.
    """
    query, written = st.query_params.to_dict(), st.session_state.get(_key(page))
    if written is not None and _without(query, ignore) == _without(written, ignore):
        return {}
    return query


def parse(
    query: Mapping[str, str], parameters: Mapping[str, Parameter]
) -> tuple[dict[str, Any], list[str]]:
    """(values by parameter name, a sentence for each parameter whose text is not allowed)."""
    values: dict[str, Any] = {}
    problems = []
    for name, parameter in parameters.items():
        if name not in query:
            continue
        try:
            values[name] = parameter.parse(query[name])
        except ReplacedError as error:
            values[name] = error.value
            problems.append(error.sentence)
        except ValueError:
            problems.append(
                parameter.problem.format(
                    name=name, text=quoted(query[name]), allowed=parameter.allowed
                )
            )
    return values, problems


# ---- writing --------------------------------------------------------------------------


def write(page: str, params: Mapping[str, str]) -> bool:
    """Write `params` to the address bar as one entry of the browser's history. Returns True if they
    differ from those written last.

    page: the name under which the session keeps what was written.
    """
    wanted, written = dict(params), st.session_state.get(_key(page))
    st.session_state[_key(page)] = wanted
    # A link followed on its own page reaches Python but not the address bar: write it there, too.
    # The browser adds no entry to its history for the address it already shows.
    if st.query_params.to_dict() != wanted or written not in (None, wanted):
        follow(wanted)
    return wanted != written


def follow(params: Mapping[str, str]) -> None:
    """Go to another view of the page, which reads it as a link at its next run."""
    if params:
        st.query_params.from_dict(dict(params))
    else:
        st.query_params.clear()  # an empty `from_dict` does not reach the browser


def asked_part(name: str) -> str | None:
    """The text of one parameter that no page owns; None if it is what `write_part` wrote."""
    text = st.query_params.get(name)
    return None if text == st.session_state.get(_key(name)) else text


def write_part(name: str, text: str) -> None:
    """Set one parameter that no page owns, and leave the others."""
    st.session_state[_key(name)] = text
    if st.query_params.get(name) != text:
        st.query_params[name] = text


def history_script(*, bare_is_a_view: bool) -> str:
    """JavaScript that replaces a page's bare address in the browser's history with the first
    address it writes, so that one Back leaves the page.

    bare_is_a_view: the address without parameters is a view of its own and stays in the history.
    """
    return _HISTORY.format(keeps=str(bare_is_a_view).lower())


_HISTORY = """
(() => {{
  const patched = window.lseHistory;
  window.lseHistory = {{ keepsBare: {keeps} }};
  if (patched) return;
  const push = history.pushState.bind(history);
  history.pushState = (state, title, url) => {{
    const samePage = new URL(url, location.href).pathname === location.pathname;
    const bare = !location.search && !window.lseHistory.keepsBare;
    const secret = new URLSearchParams(location.search).has("teacher"); // of a class
    if (samePage && (bare || secret)) history.replaceState(state, title, url);
    else push(state, title, url);
  }};
}})();
"""


def _integer(text: str, allowed: Collection[int]) -> int:
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= _MOST_DIGITS):
        raise ValueError(text)
    if int(text) not in allowed:
        raise ValueError(text)
    return int(text)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:g}"


def _key(name: str) -> str:
    return f"address of {name}"


def _without(query: Mapping[str, str], names: Collection[str]) -> dict[str, str]:
    return {name: value for name, value in query.items() if name not in names}
