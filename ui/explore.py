"""The Explore page below its heading: the live plane, and native controls where it cannot run."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui import link, resources, run_card, shell
from ui.explorer import Scene, explorer
from ui.words import _
from vae_core.data import DATASETS, download
from vae_core.errors import DataError, RunError
from vae_core.latent import Support, View, home_view, nearest, start_point
from vae_core.runs import Run

_KEY = "explorer"
_N_NEAREST = 6


def explore() -> None:
    """Choose a run in the sidebar and explore its plane."""
    runs, problems = resources.runs()
    for problem in problems:
        st.warning(problem)
    planar = [run for run in runs if run.config.model.latent_dim == 2]
    if not planar:
        st.info(
            _("There is no model with two latent numbers here yet. Train one in a few minutes:")
            + "\n\n`python -m vae_core train vae-2d --dataset uci-digits`"
        )
        return
    run = shell.choose_run(planar)
    try:
        # All that reads the run's files, before anything is drawn from them.
        resources.network(run)
        resources.codes(run)
    except RunError as error:
        st.error(str(error))
        return
    _settle(run)
    run_card.show(run)
    _plane(run)
    _originals(run)


def _settle(run: Run) -> None:
    """Decide z when a run is first shown: from the link, or a usual place. Python owns z between
    drags; `rev` tells the component that z was moved from here."""
    state = st.session_state
    if state.get("explore_run") == run.id:
        return
    z = None
    if "explore_run" not in state and (text := st.query_params.get("z")) is not None:
        z, problem = link.parse_z(text, _view(run))
        if problem:
            st.warning(problem)
    state.explore_run = run.id
    state.explore_z = z or start_point(run.latents)
    state.explore_rev = state.get("explore_rev", 0) + 1
    _write_link(run)


def _write_link(run: Run) -> None:
    st.query_params.update(
        dataset=run.dataset, run=run.name, z=link.format_z(st.session_state.explore_z)
    )


@st.fragment
def _plane(run: Run) -> None:
    """The live component. A released drag reruns this part of the page only."""
    state = st.session_state
    component = state.get(_KEY) or {}

    def take_z() -> None:
        state.explore_z = [float(value) for value in state[_KEY]["z"]]
        _write_link(run)

    images, _problem = resources.test_images(run.dataset)
    if component.get("fallback"):
        _fallback(run)
        return
    result = explorer(
        Scene(
            run=run.id,
            kind=run.config.model.kind,
            network=resources.network(run),
            codes=resources.codes(run),
            n=len(run.latents.label),
            classes=DATASETS[run.dataset].classes,
            support=Support(**run.metrics["support"]),
            view=_view(run),
            z=state.explore_z,
            rev=state.explore_rev,
            nearest=_nearest(run, images),
            peek=_peek(component.get("peek"), images),
        ),
        key=_KEY,
        on_z=take_z,
    )
    if result.fallback:
        st.rerun(scope="fragment")


def _nearest(run: Run, images: np.ndarray | None) -> list[dict]:
    found = nearest(run.latents.mu, np.asarray(st.session_state.explore_z), _N_NEAREST)
    return [
        {
            "index": int(index),
            "label": int(run.latents.label[index]),
            "image": resources.picture(images, index),
        }
        for index in found
    ]


def _peek(asked: int | None, images: np.ndarray | None) -> dict | None:
    """The original of the dot under the pointer."""
    if asked is None or images is None or not 0 <= int(asked) < len(images):
        return None
    return {"index": int(asked), "image": resources.picture(images, int(asked))}


def _view(run: Run) -> View:
    return home_view(run.latents.mu, has_prior=run.config.model.kind == "vae")


def _fallback(run: Run) -> None:
    """Native sliders and a decode on the server, for a browser that cannot run the decoder."""
    state = st.session_state
    st.warning(
        _(
            "The live plane could not start here. "
            "The sliders below do the same, one step at a time."
        ),
        icon=":material/info:",
    )
    view = _view(run)
    picture, sliders = st.columns([1, 2], gap="large")
    with sliders:
        z = [
            st.slider(
                name,
                center - view.half,
                center + view.half,
                float(np.clip(value, center - view.half, center + view.half)),
                step=view.half / 400,
                key=f"{name} of {run.id}",
            )
            for name, value, center in zip(("z1", "z2"), state.explore_z, view.center, strict=True)
        ]
    if z != state.explore_z:
        state.explore_z = z
        _write_link(run)
    with picture:
        ink = resources.decode(run, tuple(z))
        large = np.kron(np.round((1 - ink) * 255).astype(np.uint8), np.ones((10, 10), np.uint8))
        st.image(large, caption=_("What the decoder draws at ({z})").format(z=link.format_z(z)))


def _originals(run: Run) -> None:
    """Offer the dataset's own images where they are not on this machine."""
    info = DATASETS[run.dataset]
    images, problem = resources.test_images(run.dataset)
    if images is not None:
        return
    with st.sidebar:
        if problem:
            st.error(problem)
            return
        st.caption(
            _(
                "The original {title} images are not on this machine, so only what the model "
                "rebuilds can be shown."
            ).format(title=info.title)
        )
        if not st.button(
            _("Download them ({size} MB)").format(size=info.download_mb), icon=":material/download:"
        ):
            return
        bar = st.progress(0.0, text=_("Downloading…"))
        try:
            download(info.name, on_progress=lambda done, total: bar.progress(done / total))
        except (DataError, OSError) as error:
            bar.empty()
            st.error(str(error))
            return
    st.rerun()
