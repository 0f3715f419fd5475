"""Nothing but the two planes, for their tests: `uci-digits/plain` beside `uci-digits/tiny`.

In the link: `maps=0` and `recogniser=0` leave those out. The button moves everything from Python.
"""

import json
from pathlib import Path

import numpy as np
import streamlit as st

from ui.components.planes.two_planes import Scene, Side, two_planes
from ui.components.planes.two_planes.layers import payload
from ui.services.caches import resources
from vae_core.data.datasets import DATASETS
from vae_core.evaluation.plane.maps import PlaneMaps
from vae_core.latent.geometry import home_view
from vae_core.runs.browser_export import export_recogniser
from vae_core.runs.load import load_run

CHECKPOINTS = Path(__file__).parents[3] / "checkpoints"

asked, state = st.query_params, st.session_state
st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
recogniser = load_run("uci-digits/recogniser", CHECKPOINTS)
if asked.get("recogniser") == "0":
    recogniser = None
images, _ = resources.test_images("uci-digits")


def side(name: str) -> Side:
    run = next(run for run in resources.runs()[0] if run.name == name)
    mu = run.latents.mu
    view = home_view(mu, has_prior=run.config.model.kind == "vae")
    across = np.tile(np.linspace(0, 1, 100), (100, 1))  # 0 at the left, 1 at the right
    sure = across if recogniser else None
    maps = PlaneMaps(view, 10.0 ** (4 * across - 2), sure, None, across + 1, 2 * across + 1)
    return Side(
        run=run.id,
        kind=run.config.model.kind,
        network=resources.network(run),
        codes=resources.codes(run),
        n=len(mu),
        support=run.support,
        view=view,
        mean=tuple(mu.mean(0)),
        std=tuple(mu.std(0)),
        radius=float(np.percentile(np.linalg.norm(mu, axis=1), 99)),
        maps=None if asked.get("maps") == "0" else payload(maps),
    )


left, right = side("plain"), side("tiny")
state.setdefault("rev", 0)
state.setdefault("ends", (3, 40))
state.setdefault("image", 7)
if st.button("elsewhere"):
    state.rev += 1
    state.ends, state.image = (11, 12), 20
codes = [np.frombuffer(each.codes, "<f2")[: 2 * each.n].reshape(-1, 2) for each in (left, right)]
a, b = state.ends
two_planes(
    Scene(
        left=left,
        right=right,
        image_shape=(1, 28, 28),
        classes=DATASETS["uci-digits"].classes,
        link="image",
        layer="none",
        recogniser=recogniser and export_recogniser(recogniser),
        recogniser_command="python -m vae_core recogniser uci-digits",
        z=tuple(each[state.image].astype(float) for each in codes),
        ends=state.ends,
        on_data=([a, 5, b], [a, 6, b]),
        originals={index: resources.picture(images, index) for index in (*state.ends, state.image)},
        rev=state.rev,
    ),
    key="duo",
    on_change=lambda: state.update(heard=state.get("heard", 0) + 1),
)
st.text(f"heard {state.get('heard', 0)}")
names = ("at", "ends", "link", "layer", "path", "way", "fallback")
st.code(json.dumps({name: (state.duo or {}).get(name) for name in names}), language=None)
