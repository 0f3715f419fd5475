"""The tools in the address bar: `?dataset=mnist&run=vae-2d&tool=between&images=61,21`."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence

import numpy as np
import streamlit as st

from ui.services import url_state
from ui.text.words import _
from ui.widgets.seed import MAX_SEED
from vae_core.runs.store import Run

_WRITTEN = "tools_link"  # Where the session keeps what was last written to the address bar.
TOOLS = ("samples", "between", "arithmetic")
SOURCES = ("prior", "fitted")
MAX_TEMPERATURE = 2.0


def key(what: str, run: Run) -> str:
    """Where the session keeps a choice that belongs to a dataset: an image, a class."""
    return f"{what} of {run.dataset}"


def read_link(run: Run) -> list[str]:
    """Take what the link asks for, see `address.asks`, into the session.

    Returns a sentence for each part that cannot be had. Parts not asked for are left to the tools.
    """
    state, query = st.session_state, url_state.asks(_WRITTEN)
    state.setdefault("tool", TOOLS[0])
    if not query:
        return []
    labels = run.latents.label
    asked, problems = parse(query, len(labels), np.unique(labels).tolist())
    state.tool = asked.get("tool", state.tool)
    for name in ("source", "seed", "temperature"):
        if name in asked:
            state[name] = asked[name]
    for name, letters in (("images", "AB"), ("classes", "abc")):
        for letter, value in zip(letters, asked.get(name, ()), strict=False):
            state[key(f"{name} {letter}", run)] = value
    return problems


def write_link(run: Run, **parts: object) -> None:
    """Make the address bar say what is shown, and nothing that is not."""
    wanted = {
        "dataset": run.dataset,
        "run": run.name,
        "tool": st.session_state.get("tool", TOOLS[0]),
    }
    wanted |= {name: str(value) for name, value in parts.items()}
    url_state.write(_WRITTEN, wanted)


def parse(query: Mapping[str, str], n: int, classes: Collection[int]) -> tuple[dict, list[str]]:
    """(the sound parts of a link by name, a sentence for each other one), with n test images."""
    names = ", ".join
    readers = {
        "tool": (lambda text: _one(text, TOOLS), names(TOOLS)),
        "source": (lambda text: _one(text, SOURCES), names(SOURCES)),
        "seed": (lambda text: _wholes(text, 1, range(MAX_SEED + 1))[0], f"0 – {MAX_SEED}"),
        "temperature": (_temperature, f"0 – {MAX_TEMPERATURE:g}"),
        "images": (
            lambda text: _wholes(text, 2, range(n)),
            _("two test images from 0 to {last}, like 12,34").format(last=n - 1),
        ),
        "classes": (
            lambda text: _wholes(text, 3, classes),
            _("three class numbers, like 8,3,5"),
        ),
    }
    found, problems = url_state.read(query, readers)
    return found, sorted(problems)


def _one(text: str, options: Sequence[str]) -> str:
    return options[options.index(text)]


def _wholes(text: str, count: int, allowed: Collection[int]) -> list[int]:
    values = [int(part) for part in text.split(",")]
    if len(values) != count or not all(value in allowed for value in values):
        raise ValueError(text)
    return values


def _temperature(text: str) -> float:
    value = float(text)
    if not (math.isfinite(value) and 0 <= value <= MAX_TEMPERATURE):
        raise ValueError(text)
    return round(value, 2)
