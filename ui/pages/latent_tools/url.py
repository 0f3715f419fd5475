"""Parameters of the address bar: `?dataset=mnist&run=vae-2d&tool=between&images=61,21`."""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import streamlit as st

from ui.services.address import url_state
from ui.services.address.url_state import Parameter
from ui.text.words import _
from ui.widgets.controls.label import in_link
from ui.widgets.controls.seed import MAX_SEED
from vae_core.runs.run import Run

ADDRESS = "latent_tools"
TOOLS = ("samples", "between", "arithmetic")
ALL_LABELS = "labels"  # a tool for conditional runs only
SOURCES = ("prior", "fitted", "mixture", "flow")
MAX_TEMPERATURE = 2.0


def key(what: str, run: Run) -> str:
    """Session key of a choice that belongs to a dataset: an image, a class."""
    return f"{what} of {run.dataset}"


def read_link(run: Run) -> list[str]:
    """Put the values of a new link into the session.

    Returns a sentence for each parameter that is not allowed. Missing ones are left to the tools.
    """
    state, query = st.session_state, url_state.asked(ADDRESS)
    state.setdefault("tool", TOOLS[0])
    if not query:
        return []
    labels = run.latents.label
    allowed = parameters(len(labels), np.unique(labels).tolist(), tools_for(run))
    values, problems = url_state.parse(query, allowed)
    state.tool = values.get("tool", state.tool)
    for name in ("source", "seed", "temperature"):
        if name in values:
            state[name] = values[name]
    for name, letters in (("images", "AB"), ("classes", "abc")):
        for letter, value in zip(letters, values.get(name, ()), strict=False):
            state[key(f"{name} {letter}", run)] = value
    return problems


def write_link(run: Run, **parts: object) -> None:
    """Write the run, the tool and its `parts` to the address bar."""
    params = {
        "dataset": run.dataset,
        "run": run.name,
        "tool": st.session_state.get("tool", TOOLS[0]),
    }
    params |= in_link(run)
    params |= {name: str(value) for name, value in parts.items()}
    url_state.write(ADDRESS, params)


def tools_for(run: Run) -> tuple[str, ...]:
    """The tools that there are for a run."""
    return TOOLS if run.told is None else (*TOOLS, ALL_LABELS)


def sources_for(run: Run) -> tuple[str, ...]:
    """Where the random codes of a run can come from: a Gaussian fitted to them only for an AE."""
    return SOURCES if run.config.model.kind == "ae" else ("prior", "mixture", "flow")


def parameters(
    n: int, classes: Collection[int], tools: Collection[str] = TOOLS
) -> dict[str, Parameter]:
    """The parameters of a link to a run with `n` test images of these classes, and these tools."""
    return {
        "tool": url_state.choice(tools),
        "source": url_state.choice(SOURCES),
        "seed": url_state.integer(0, MAX_SEED),
        "temperature": url_state.real(0, MAX_TEMPERATURE, decimals=2),
        "images": url_state.integers(
            2, range(n), _("two test images from 0 to {last}, like 12,34").format(last=n - 1)
        ),
        "classes": url_state.integers(3, classes, _("three class numbers, like 8,3,5")),
    }
