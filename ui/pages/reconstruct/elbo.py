"""The ELBO of one image in numbers, and how unusual the image is to the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from ui.pages.reconstruct.image_input.sources import not_measured
from ui.text.numbers import number
from ui.text.words import _, all_values
from ui.widgets import terms
from ui.widgets.html import html, show_html
from ui.widgets.table import Row, table
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from vae_core.evaluation.per_image import Inspection

_MOST_DIMS = 6
# Percentiles among the test images from which an image is called unusual, or unlike the rest.
_UNUSUAL, _UNSEEN = 90.0, 99.0


def show(run: Run, seen: Inspection) -> None:
    """Draw reconstruction + KL of each latent dimension = -ELBO, beside the test set's means."""
    is_vae = seen.kl is not None
    st.subheader(
        _("The ELBO of this image") if is_vae else _("The error of this image"), anchor=False
    )
    usual, values = run.metrics["evaluation"], all_values(run.config.model.image_shape)
    recon = Row(
        _("Reconstruction"),
        (_nats(seen.recon[0]), _nats(usual["recon"])),
        _(
            "−log p(x|z), in nats: the cross-entropy of the {values}, mean over 8 codes z drawn "
            "from the posterior."
        ).format(values=values)
        if is_vae
        else _("−log p(x|z) at the code z, in nats: the cross-entropy of the {values}.").format(
            values=values
        ),
    )
    mse = Row(
        _("Squared error of a pixel"),
        (f"{seen.pixel_mse[0]:.4f}", f"{usual['pixel_mse']:.4f}"),
        _("Mean over the {values}, decoding μ; not a part of the bound.").format(values=values),
    )
    rows = [recon, *(_bound(run, seen) if is_vae else ()), mse]
    table(rows, (_("this image"), _("test mean")), key="elbo")
    if is_vae:
        terms.caption(_written_out(seen))
        if run.config.training.binarize == "both":
            terms.caption(
                _(
                    "This run’s test means are taken on pixels that are 0 or 1, its figures here "
                    "on pixels as they are."
                )
            )


def show_unusual(run: Run, seen: Inspection) -> None:
    """Draw the image's percentiles among the test images, in words and numbers."""
    st.subheader(_("How unusual is it?"), anchor=False)
    usual = run.metrics.get("typical")
    if not usual:
        terms.caption(not_measured(run))
        return
    from vae_core.evaluation.per_image import mahalanobis_distance, percentile_of

    away = float(mahalanobis_distance(run.latents.mu, seen.mu)[0])
    error = percentile_of(usual["recon"], float(seen.recon[0]))
    out = percentile_of(usual["distance"], away)
    near = run.support.words(run.latents.mu, seen.mu[:1])[0]
    grade, word, sentence = verdict(error, out, near)
    show_html(
        html(
            '<p class="lse-judged"><span class="lse-grade lse-grade-{}">{}</span>{}</p>',
            grade,
            word,
            sentence,
        )
    )
    table(
        [
            Row(
                _("Reconstruction error"),
                (_nats(seen.recon[0]), _above(error)),
                _("How many of the test images come back better than this image does."),
            ),
            Row(
                _("Distance of its code"),
                (f"{away:.1f} σ", _above(out)),
                _(
                    "Of μ from the middle of the test codes, in standard deviations of a Gaussian "
                    "fitted to them (Mahalanobis distance)."
                ),
            ),
        ],
        (_("this image"), _("more than")),
        key="unusual",
    )
    terms.caption(
        _(
            "A decoder always draws something it knows. Whether it was shown something it knows "
            "is to be read off these two figures, not off the picture."
        )
    )


def verdict(error: float, out: float, near: str) -> tuple[str, str, str]:
    """(grade, word, sentence) from two percentiles among the test images, 0 to 100.

    near: the support of its code, "supported", "thin" or "hole", which is what the plane says. The
    grades are the same three, and never better than it.
    """
    if max(error, out) >= _UNSEEN:
        if error >= _UNSEEN:
            return (
                "hole",
                _("Unlike the rest"),
                _("This does not look like anything the model has seen: it cannot rebuild it."),
            )
        return (
            "hole",
            _("Unlike the rest"),
            _("This does not look like anything the model has seen: its code lies far out."),
        )
    if near == "hole":
        return (
            "hole",
            _("Unlike the rest"),
            _("Its code lies in a hole, where hardly any test image lands."),
        )
    if near == "thin" and max(error, out) < _UNUSUAL:
        return "thin", _("Unusual"), _("Few test images land near its code.")
    if max(error, out) >= _UNUSUAL:
        return "thin", _("Unusual"), _("Few test images are as hard for the model, or as far out.")
    return "supported", _("Usual"), _("To the model this looks like the images it has seen.")


def _bound(run: Run, seen: Inspection) -> list[Row]:
    """Rows of the KL of each latent dimension, the largest first, and of the -ELBO."""
    assert seen.kl_per_dim is not None and seen.neg_elbo is not None  # that of a VAE
    usual, own = run.metrics["evaluation"], seen.kl_per_dim[0]
    means = usual.get("kl_per_dim")
    order = np.argsort(-own, kind="stable")
    first, rest = order[:_MOST_DIMS], order[_MOST_DIMS:]
    rows = [
        Row(
            _("+ KL of z{n}").format(n=i + 1),
            (_nats(own[i]), _nats(means[i]) if means else "–"),
            _("½ (μ² + σ² − 1 − ln σ²) with μ = {mu}, σ = {sigma}").format(
                mu=number(seen.mu[0, i]), sigma=f"{_sigma(seen)[i]:.3f}"
            ),
        )
        for i in first
    ]
    if len(rest):
        rows.append(
            Row(
                _("+ KL of the other {n}").format(n=len(rest)),
                (_nats(own[rest].sum()), _nats(sum(means[i] for i in rest)) if means else "–"),
            )
        )
    total = Row(
        _("= −ELBO"),
        (_nats(seen.neg_elbo[0]), _nats(usual["neg_elbo"])),
        _("How surprising the image is to the model, at most: −log p(x) is no more than this."),
    )
    return [*rows, total]


def _written_out(seen: Inspection) -> str:
    assert seen.kl_per_dim is not None and seen.kl is not None and seen.neg_elbo is not None
    i = int(np.argmax(seen.kl_per_dim[0]))
    return _(
        "−ELBO = {recon} + {kl} = {total} nats. KL of z{n} = ½ (μ² + σ² − 1 − ln σ²) with "
        "μ = {mu}, σ = {sigma}."
    ).format(
        recon=f"{seen.recon[0]:.1f}",
        kl=f"{seen.kl[0]:.1f}",
        total=f"{seen.neg_elbo[0]:.1f}",
        n=i + 1,
        mu=number(seen.mu[0, i]),
        sigma=f"{_sigma(seen)[i]:.3f}",
    )


def _sigma(seen: Inspection) -> np.ndarray:
    assert seen.logvar is not None
    return np.exp(0.5 * seen.logvar[0])


def _nats(value: float) -> str:
    return _("{value} nats").format(value=f"{value:.1f}")


def _above(percent: float) -> str:
    if percent >= 100:
        return _("every test image")
    return _("{share} % of the test images").format(share=f"{percent:.0f}")
