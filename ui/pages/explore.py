"""The Explore page: the live plane, and native controls where it cannot run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.components.explorer import Scene, explorer
from ui.components.explorer.spans import span
from ui.components.originals import Original
from ui.services import plane_url, resources, url_state
from ui.services.fragments import fragment
from ui.text.words import _, numbers
from ui.widgets import run_card, shell
from vae_core.data.datasets import DATASETS, download
from vae_core.errors import DataError, RunError
from vae_core.latent.geometry import (
    Components,
    Dimension,
    Support,
    View,
    dimensions,
    home_view,
    nearest,
    principal_components,
    start_point,
)
from vae_core.runs.store import Run

_KEY = "explorer"
_ADDRESS = "explore"
_N_NEAREST = 6
_FIRST_SLIDERS = 16  # of the fallback; the rest is folded away


@dataclass(frozen=True)
class _Chart:
    """What the latent space of a run looks like, worked out once."""

    view: View
    dims: list[Dimension]
    spans: list[tuple[float, float]]  # of the sliders
    components: Components | None


def choose() -> Run | None:
    """The run chosen in the sidebar; None, and a sentence on the page, where there is none."""
    runs = shell.runs_here()
    return shell.choose_run(runs) if runs else None


def question(run: Run | None) -> str:
    """The sentence under the page's title."""
    count = numbers(run.config.model.latent_dim) if run else _("a few numbers")
    return _(
        "Each dot is one test image, squeezed to {count}. "
        "Drag anywhere: the decoder draws what lives there."
    ).format(count=count)


def explore(run: Run) -> None:
    """Everything below the heading."""
    try:
        # All that reads the run's files, before anything is drawn from them.
        resources.network(run)
        resources.codes(run)
    except RunError as error:
        st.error(str(error))
        url_state.write(_ADDRESS, {"dataset": run.dataset, "run": run.name})
        return
    _settle(run)
    run_card.show(run)
    _plane(run)
    _originals(run)


def _settle(run: Run) -> None:
    """Decide z and the axes where the link asks for them, or a run is first shown. Python owns z
    between drags; `rev` tells the component that z was moved from here."""
    state, asked = st.session_state, url_state.asked(_ADDRESS)
    asks = _asks_for_place(asked, run)
    if asks or state.get("explore_run") != run.id:
        n_dims = run.config.model.latent_dim
        parameters = {
            "z": plane_url.z_parameter(_chart(run).view),
            "axes": plane_url.axes_parameter(n_dims),
        }
        values, problems = url_state.parse(asked if asks else {}, parameters)
        for problem in problems:
            st.warning(problem)
        state.explore_run = run.id
        state.explore_z = values.get("z") or start_point(run.latents)
        state.explore_axes = values.get("axes", plane_url.default_axes(n_dims))
        state.explore_rev = state.get("explore_rev", 0) + 1
    _tell_place(run)


def _asks_for_place(asked: Mapping[str, str], run: Run) -> bool:
    """Whether a link says where to go in this run; what it says of another run is not for it."""
    here = {"dataset": run.dataset, "run": run.name}
    is_of_run = all(asked.get(name, value) == value for name, value in here.items())
    return is_of_run and ("z" in asked or "axes" in asked)


def _tell_place(run: Run) -> None:
    """Make the address bar say what is shown."""
    state = st.session_state
    params = {"dataset": run.dataset, "run": run.name, "z": plane_url.format_z(state.explore_z)}
    if state.explore_axes != plane_url.default_axes(run.config.model.latent_dim):
        params["axes"] = state.explore_axes
    url_state.write(_ADDRESS, params)


@fragment
def _plane(run: Run) -> None:
    """The live component. A released drag reruns this part of the page only."""
    state = st.session_state
    component = state.get(_KEY) or {}

    def take_z() -> None:
        z, _when = state[_KEY]["z"]
        state.explore_z = [float(value) for value in z]
        _tell_place(run)

    def take_axes() -> None:
        axes, _when = state[_KEY]["axes"]
        n_dims = run.config.model.latent_dim
        values, _problems = url_state.parse(
            {"axes": axes}, {"axes": plane_url.axes_parameter(n_dims)}
        )
        state.explore_axes = values.get("axes", plane_url.default_axes(n_dims))
        _tell_place(run)

    images, _problem = resources.test_images(run.dataset)
    # Not what the component says: that is forgotten once it is no longer drawn.
    if state.get("explore_native") == run.id:
        _fallback(run)
        return
    chart = _chart(run)
    result = explorer(
        Scene(
            run=run.id,
            kind=run.config.model.kind,
            network=resources.network(run),
            codes=resources.codes(run),
            n=len(run.latents.label),
            classes=DATASETS[run.dataset].classes,
            support=Support(**run.metrics["support"]),
            view=chart.view,
            dims=chart.dims,
            spans=chart.spans,
            components=chart.components,
            axes=state.explore_axes,
            z=state.explore_z,
            rev=state.explore_rev,
            nearest=_nearest(run, images),
            peek=_peek(component.get("peek"), images),
        ),
        key=_KEY,
        on_z=take_z,
        on_axes=take_axes,
    )
    if result.fallback:
        state.explore_native = run.id
        st.rerun(scope="fragment")


def _nearest(run: Run, images: np.ndarray | None) -> list[Original]:
    indices = nearest(run.latents.mu, np.asarray(st.session_state.explore_z), _N_NEAREST)
    labels = run.latents.label
    return [
        Original(int(index), resources.picture(images, index), int(labels[index]))
        for index in indices
    ]


def _peek(asked: int | None, images: np.ndarray | None) -> Original | None:
    """The original of the dot under the pointer."""
    if asked is None or images is None or not 0 <= int(asked) < len(images):
        return None
    return Original(int(asked), resources.picture(images, int(asked)))


def _chart(run: Run) -> _Chart:
    return _cached_chart(run.id, run.metrics["files"]["latents.npz"]["sha256"], run)


@st.cache_resource(show_spinner=False, max_entries=50)
def _cached_chart(run_id: str, latents_hash: str, _run: Run) -> _Chart:
    latents, n_dims = _run.latents, _run.config.model.latent_dim
    has_prior, dims = _run.config.model.kind == "vae", dimensions(latents)
    return _Chart(
        home_view(latents.mu, has_prior=has_prior),
        dims,
        [span(dimension, latents.mu, has_prior=has_prior) for dimension in dims],
        principal_components(latents.mu) if n_dims > 2 else None,
    )


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
    chart, z = _chart(run), list(state.explore_z)
    # Two have their places; of more, the most telling come first.
    order = [d.index for d in chart.dims] if len(z) > 2 else range(len(z))
    picture, sliders = st.columns([1, 2], gap="large")
    with sliders:
        for place, index in enumerate(order):
            if place == _FIRST_SLIDERS:
                rest = st.expander(_("The other {count}").format(count=numbers(len(z) - place)))
            with rest if place >= _FIRST_SLIDERS else sliders:
                z[index] = _native_slider(run, chart.view, index, z[index])
    if z != state.explore_z:
        state.explore_z = z
        _tell_place(run)
    with picture:
        ink = resources.decode(run, z)
        large = np.kron(np.round((1 - ink) * 255).astype(np.uint8), np.ones((10, 10), np.uint8))
        st.image(
            large, caption=_("What the decoder draws at ({z})").format(z=plane_url.format_z(z))
        )


def _native_slider(run: Run, view: View, index: int, value: float) -> float:
    name, center = f"z{index + 1}", view.center[index]
    low, high = center - view.half, center + view.half
    return st.slider(
        name,
        low,
        high,
        float(np.clip(value, low, high)),
        step=view.half / 400,
        # Another key where z was moved from elsewhere: a slider keeps its own value otherwise.
        key=f"{name} of {run.id}, {st.session_state.explore_rev}",
    )


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
