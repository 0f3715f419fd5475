"""The teacher's map of the class: every drawing at the place where it landed."""

from __future__ import annotations

import streamlit as st

from ui.components.lessons.class_map import Drawn, Scene, class_map
from ui.pages.lessons.class_room.made.landing import RUN, map_run
from ui.services import pictures
from ui.services.caches import resources
from ui.services.classroom import push
from ui.services.classroom.changes import Change
from ui.services.classroom.classroom import Classroom
from ui.services.classroom.made import drawings
from ui.services.classroom.made.drawings import Drawing
from ui.services.classroom.people.seat import Seat
from ui.services.fragments import is_fragment_run
from ui.text.words import _
from vae_core.data.datasets import DATASETS
from vae_core.latent.geometry import home_view
from vae_core.runs.run import Run

_KEY, _OPEN = "class map", "drawing that is open"
_WITH_PICTURE = 80  # drawings, the newest: more would cover the plane


@push.pushed
def show(current: Seat) -> None:
    """Draw the map, again as drawings come in."""
    push.listen(current.room, Change.DRAWINGS)
    run, session = map_run(), st.session_state
    result = class_map(_scene(run, on_map(current.room)), key=_KEY)
    if result.fallback:
        st.info(_("The map could not start in this browser. What comes in is kept all the same."))
    chosen = int(result.chosen or 0)
    if chosen != session.get(_OPEN, 0):
        session[_OPEN] = chosen
        if is_fragment_run():
            st.rerun()  # The drawing is shown large outside of this fragment


def open_number() -> int:
    """Number of the drawing that is open on the map; 0 for none."""
    return st.session_state.get(_OPEN, 0)


def on_map(room: Classroom) -> list[Drawing]:
    """The drawings of the map's own model, the first one first."""
    return [one for one in drawings.drawings(room) if one.run == RUN and len(one.z) == 2]


def _scene(run: Run, there: list[Drawing]) -> Scene:
    return Scene(
        run=run.id,
        kind=run.config.model.kind,
        codes=resources.codes(run),
        n=len(run.latents.label),
        classes=DATASETS[run.dataset].classes,
        view=home_view(run.latents.mu, has_prior=True),
        network=resources.network(run),
        drawings=[
            Drawn(one.number, pictures.as_base64(one.image), one.z, one.digit)
            for one in there[-_WITH_PICTURE:]
        ],
        count=len(there),
        is_read=all(one.digit >= 0 for one in there),
    )
