"""How much a run's samples look like the data, between the best possible and noise."""

from __future__ import annotations

import streamlit as st

from ui.gallery.table import Row, table
from ui.words import _
from vae_core.errors import ConfigError, RunError
from vae_core.quality import NOT_COMPARABLE
from vae_core.runs import Run, load_run

_RECOGNISER = "recogniser"


def show(run: Run) -> None:
    """A table of the scores with their anchors; a sentence where they were not measured."""
    quality = run.metrics.get("quality")
    if not quality:
        st.markdown(
            _("Not measured for this run yet. Measure it with")
            + f" `python -m vae_core quality {run.id}`."
        )
        return
    anchors = _anchors(run, quality["recogniser"])
    scores = [(_("Samples, z from N(0, I)"), quality["prior"], _draws(run))]
    if quality["fitted"]:
        scores.append(
            (
                _("Samples, z from a fitted Gaussian"),
                quality["fitted"],
                _("With the mean and covariance of the test codes."),
            )
        )
    if anchors:
        scores = [
            (
                _("Training images"),
                anchors["train"],
                _("The best to hope for: {n} real images.").format(n=f"{anchors['n_train']:,}"),
            ),
            *scores,
            (_("Noise"), anchors["noise"], _("Pixels drawn evenly between 0 and 1.")),
        ]
    table(
        [
            Row(name, (f"{score['frechet']:.1f}", f"{score['inception']:.2f}"), meaning)
            for name, score, meaning in scores
        ],
        (_("Fréchet distance ↓"), _("Inception score ↑")),
        key="quality",
    )
    st.caption(
        _(
            "{n} decoded samples against the test images. Fréchet distance: how far their features "
            "lie from the test set’s, 0 is the same. Inception score: from 1, unsure or always "
            "the same class, to the number of classes."
        ).format(n=f"{quality['n']:,}")
        + f" **{_(NOT_COMPARABLE)}**"
    )
    if not anchors:
        st.caption(
            _("The recogniser that measured this is not here, so there is nothing to compare with.")
        )


def frechet(run: Run) -> str:
    """The distance of samples from N(0, I), as written; "–" where it was not measured."""
    quality = run.metrics.get("quality")
    return f"{quality['prior']['frechet']:.1f}" if quality else "–"


def _draws(run: Run) -> str:
    if run.config.model.kind == "vae":
        return _("Random codes from the prior, decoded.")
    return _("Random codes, decoded. Nothing asked this autoencoder’s codes to follow N(0, I).")


def _anchors(run: Run, measured_with: str) -> dict | None:
    """Of the recogniser the run was measured with; None where that is not here."""
    try:
        recogniser = load_run(f"{run.dataset}/{_RECOGNISER}", run.folder.parent.parent)
    except (RunError, ConfigError):
        return None
    same = recogniser.metrics["files"]["weights.safetensors"]["sha256"] == measured_with
    return recogniser.metrics.get("anchors") if same else None
