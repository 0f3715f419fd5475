"""The page in the address bar: `?dataset=mnist&run=vae-2d&way=test&image=61`."""

from __future__ import annotations

import streamlit as st

from ui.services.url_state import say, shown
from ui.text.words import _
from vae_core.runs.store import Run

DRAW, UPLOAD, CAMERA, TEST = WAYS = ("draw", "upload", "camera", "test")
WAY = "reconstruct_way"


def image_key(dataset: str) -> str:
    """Where the session keeps the number of the test image that is shown."""
    return f"reconstruct image of {dataset}"


def read_link(run: Run) -> list[str]:
    """Take what the link asks for into the session, when the page is first opened in it.

    Returns a sentence for each part that cannot be had.
    """
    state, query = st.session_state, st.query_params
    if WAY in state:
        return []
    problems = []
    way, image = query.get("way"), query.get("image")
    n = len(run.latents.label)
    if image is not None:
        if image.isascii() and image.isdigit() and int(image[:9]) < n:
            state[image_key(run.dataset)] = int(image)
            way = way or TEST
        else:
            problems.append(
                _(
                    "The link asks for test image “{text}”; there are images 0 to {last}. "
                    "Another one is shown."
                ).format(text=shown(image), last=f"{n - 1:,}")
            )
    if way is not None and way not in WAYS:
        problems.append(
            _("The link asks for the way in “{text}”, which is none of {ways}.").format(
                text=shown(way), ways=", ".join(WAYS)
            )
        )
    state[WAY] = way if way in WAYS else DRAW
    return problems


def write_link(run: Run, image: int | None) -> None:
    """Make the address bar say what is shown; a person's own image is in no link."""
    wanted = {"dataset": run.dataset, "run": run.name, "way": st.session_state[WAY]}
    if image is not None:
        wanted["image"] = str(image)
    say(wanted)
