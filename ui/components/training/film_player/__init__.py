"""Plays the film of a training in the browser, and exports it as a file.

Playing and scrubbing happen in the browser alone (`js/main.js`, `frame`); Python hears only when
the player could not start, and then shows single frames with a native slider.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import partial

import streamlit as st

from ui.components.mount import LiveComponent, file_url
from ui.components.training.film_player import export
from ui.components.training.film_player.export import film_rows
from ui.components.training.film_player.payload import payload
from ui.components.training.film_player.words import words
from ui.services.fragments import fragment, run_again
from ui.text.words import _
from ui.widgets.controls.downloads import csv_button
from vae_core.data.image_shape import ImageShape
from vae_core.runs.recording.film import Film
from vae_core.runs.run import Run

_component = LiveComponent("film_player", __file__)


@fragment
def film_player(
    film: Film,
    classes: Sequence[str],
    image_shape: ImageShape,
    *,
    key: str,
    has_prior: bool = False,
    squared: bool = False,
) -> None:
    """Mount the player.

    Args:
        classes: a name for each label.
        image_shape: channels, height and width of a tile of the pictures.
        has_prior: the model is a VAE: rings of N(0, I) where the plane is the latent plane.
        squared: the loss is in squared pixel units ("mse"), not in nats.
    """
    # In the session: Streamlit forgets the state of a component that is no longer drawn.
    failed = f"{key} failed"
    if st.session_state.get(failed):
        _fallback(film, classes, image_shape, key=key, has_prior=has_prior, squared=squared)
        return
    packed = payload(film, has_prior=has_prior)
    data = {
        "image_shape": list(image_shape),
        "film": packed.manifest,
        "film_url": file_url(packed.content, key, "film"),
        "classes": list(classes),
        "has_prior": has_prior,
        "unit": words()["unit_squared" if squared else "unit_nats"],
        "words": words(),
    }
    if _component(key, data).fallback:
        st.session_state[failed] = True
        run_again()


@fragment
def film_downloads(
    film: Film,
    run: Run,
    *,
    has_prior: bool = False,
    squared: bool = False,
) -> None:
    """Offer the film as an animated GIF and WebP, made when one is asked for.

    A fragment, so that a download reruns nothing else.
    """
    dataset, name = run.dataset, run.name
    info = run.dataset_info
    with st.container(horizontal=True):
        for kind, label in (("gif", _("Film as GIF")), ("webp", _("Film as WebP"))):
            st.download_button(
                label,
                partial(
                    _exported,
                    kind,
                    film,
                    info.classes,
                    info.image_shape,
                    f"{info.title} · {name}",
                    has_prior,
                    squared,
                ),
                file_name=f"{dataset}-{name}-film.{kind}",
                mime=f"image/{kind}",
                key=f"{kind} of {run.id}",
                icon=":material/download:",
                help=_("All {n} frames, animated; it takes some seconds to make.").format(
                    n=len(film.steps)
                ),
                on_click="ignore",
            )
        csv_button(
            _("CSV, its loss and codes"),
            f"{dataset}-{name}-film",
            partial(film_rows, film, info.classes),
            key=f"csv of the film of {run.id}",
        )


def _film_hash(film: Film) -> bytes:
    """Hash of a film for the cache: of its pictures, which differ from model to model."""
    return hashlib.sha256(b"".join(film.pictures)).digest()


@st.cache_data(show_spinner=False, max_entries=20, hash_funcs={Film: _film_hash})
def _exported(
    kind: str,
    film: Film,
    classes: tuple[str, ...],
    image_shape: ImageShape,
    title: str,
    has_prior: bool,
    squared: bool,
) -> bytes:
    make = {"gif": export.film_gif, "webp": export.film_webp}[kind]
    return make(film, classes, image_shape, title, has_prior=has_prior, squared=squared)


def _fallback(
    film: Film,
    classes: Sequence[str],
    image_shape: ImageShape,
    *,
    key: str,
    has_prior: bool,
    squared: bool,
) -> None:
    st.warning(
        words()["fallback"],
        icon=":material/info:",
    )
    last = len(film.steps)
    at = st.slider(_("Frame"), 1, last, last, key=f"{key} frame") if last > 1 else 1
    st.image(
        export.film_frame(film, at - 1, classes, image_shape, has_prior=has_prior, squared=squared)
    )
