"""The parameters of the page in the address bar: `?dataset=mnist&run=vae-2d&way=test&image=61`."""

from __future__ import annotations

import streamlit as st

from ui.services.address import url_state
from ui.services.address.url_state import Parameter
from ui.text.words import _
from ui.widgets.controls.label import in_link
from vae_core.runs.run import Run

ADDRESS = "reconstruct"
DRAW, UPLOAD, CAMERA, TEST = WAYS = ("draw", "upload", "camera", "test")
WAY = "reconstruct_way"


def image_key(dataset: str) -> str:
    """Session key of the number of the test image shown."""
    return f"reconstruct image of {dataset}"


def parameters(n: int) -> dict[str, Parameter]:
    """The parameters of a link to a run with `n` test images."""
    return {
        "way": url_state.choice(
            WAYS, _("The link asks for the way in “{text}”, which is none of {allowed}.")
        ),
        "image": url_state.image_index(n, _("Another one is shown.")),
    }


def read_link(run: Run) -> list[str]:
    """Put the values of a new link into the session.

    Returns a sentence for each parameter that is not allowed.
    """
    state, query = st.session_state, url_state.asked(ADDRESS)
    values, problems = url_state.parse(query, parameters(len(run.latents.label)))
    if "image" in values:
        state[image_key(run.dataset)] = values["image"]
        values.setdefault("way", TEST)
    if "way" in values or WAY not in state:
        state[WAY] = values.get("way", DRAW)
    return problems


def write_link(run: Run, image: int | None = None) -> None:
    """Write what is shown to the address bar; a visitor's own image is in no link."""
    params = {"dataset": run.dataset, "run": run.name, "way": st.session_state.get(WAY, DRAW)}
    params |= in_link(run)
    if image is not None:
        params["image"] = str(image)
    url_state.write(ADDRESS, params)
