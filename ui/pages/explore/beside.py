"""The codes beside PCA and t-SNE of the same images."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.components.planes.projections import PlaneOfImages, Scene, projections
from ui.services.caches import resources
from ui.services.caches.labels import labels_of
from ui.services.caches.projected import codes_projected, projected
from ui.services.fragments import fragment
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.frame.shell import run_title
from vae_core.latent.projections import (
    Projection,
    sample,
    trusted,
    votes,
)
from vae_core.runs.run import Run

_KEY = "projections"


@fragment
def show(run: Run) -> None:
    """Draw the switch, and the planes once it is on."""
    is_on = st.toggle(
        _("Beside PCA and t-SNE"),
        key="explore_beside",
        help=_("The same images on two planes that other methods make, without any network."),
    )
    if not is_on:
        return
    images, _problem = resources.test_images(run)
    if images is None:
        terms.caption(_("PCA and t-SNE start from the test images, which are not here yet."))
        return
    chosen = sample(len(images))
    with st.spinner(
        _("t-SNE of {n} images: some ten seconds, the first time.").format(n=f"{len(chosen):,}")
    ):
        scene = _scene(run, images, chosen)
    terms.markdown(_("**What did the network find that PCA did not, and what does t-SNE add?**"))
    if projections(scene, key=_KEY).fallback:
        st.info(_("The planes need a browser that can run them."))
        return
    terms.caption(_protocol(len(chosen), 0 if scene.are_clusters else votes(scene.labels)))


def _scene(run: Run, images: np.ndarray, chosen: np.ndarray) -> Scene:
    shown = images[chosen]
    labels = labels_of(run)
    known = None if labels.are_clusters else labels.label[chosen]
    others = projected(shown, known)
    dim = run.config.model.latent_dim
    codes = codes_projected(run, chosen, shown, known)
    title = run_title(run) if dim <= 2 else _("{title}, flattened").format(title=run_title(run))
    note = (
        _code_note(run)
        if dim <= 2
        else _(
            "The first two principal components of the {dim}-D codes, which hide the others."
        ).format(dim=dim)
    )
    return Scene(
        name=run.id,
        planes=[
            _plane(title, codes.plane, note, dim, codes.whole),
            _plane(
                _("PCA"),
                others.pca,
                _("The two directions along which the pixels vary most. Linear, nothing trained."),
            ),
            _plane(
                _("t-SNE"),
                others.tsne,
                _(
                    "Puts each image among its neighbours. Distances between groups mean nothing, "
                    "a new image has no place, and a place has no picture."
                ),
            ),
        ],
        images=shown,
        labels=labels.label[chosen],
        classes=labels.names,
        are_clusters=labels.are_clusters,
        nearest=others.nearest,
    )


def _code_note(run: Run) -> str:
    if run.told is not None:
        return _("The code that the encoder gives each image. It was told the label of each.")
    return _("The code that the encoder gives each image. It was trained without labels.")


def _plane(
    title: str, projection: Projection, note: str, dim: int = 2, whole: float | None = None
) -> PlaneOfImages:
    """whole: the k-NN accuracy in all `dim` dimensions, where the plane shows two of more."""
    figures = [(_("Trustworthiness"), f"{projection.trustworthiness:.2f}")]
    if whole is not None:
        name = _("k-NN accuracy in all {dim} dimensions").format(dim=dim)
        figures.insert(0, (name, f"{100 * whole:.0f} %"))
    if projection.knn_accuracy is not None:
        figures.insert(0, (_("k-NN accuracy"), f"{100 * projection.knn_accuracy:.0f} %"))
    return PlaneOfImages(title, projection.xy, figures, note)


def _protocol(n: int, k: int) -> str:
    """How the figures of n images under the planes were measured. k: how many neighbours vote for
    the class of an image; 0 without classes."""
    knn = _(
        "k-NN accuracy: the share of these {n} test images whose {k} nearest others on the plane "
        "vote for their class; the figure of a run elsewhere asks training images instead. "
    )
    trust = _(
        "Trustworthiness: how far the {trusted} nearest images on the plane are near in the "
        "pixels, too, from 0 to 1 (Venna & Kaski 2001)."
    )
    return ((knn if k else "") + trust).format(n=f"{n:,}", k=k, trusted=trusted(n))
