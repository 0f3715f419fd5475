"""The test for collapse: z ~ q(z|x) against z ~ N(0, I), which has never seen the image."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.pages.kl_weight.beta_models import BetaModels, Step, dial_steps, ladder_steps
from ui.pages.kl_weight.charts import chart_frame
from ui.pages.kl_weight.measurements import protocol
from ui.pages.kl_weight.sections import picture_rows
from ui.services import pictures
from ui.services.caches import resources
from ui.services.fragments import fragment
from ui.styles.inks import theme
from ui.text.words import _
from ui.widgets import terms

N_MEASURED = 1_000  # test images
_SEED = 0


@fragment
def show(models: BetaModels) -> None:
    """Draw pictures with and without the image's own z, and the error of each. The switch reruns
    this part only."""
    offered = _offered(models)
    left, right = st.columns([1, 1], gap="large", vertical_alignment="bottom")
    with left:
        choice = st.segmented_control(
            _("Models to test"),
            list(offered),
            required=True,
            default=next(iter(offered)),
            key="kl_noise_models",
            label_visibility="collapsed",
            persist_state="session",
        )
    with right:
        replaced = st.toggle(
            _("Replace z by noise"),
            key="kl_noise",
            help=_("Decode a random z ~ N(0, I) in place of the image’s own."),
            persist_state="session",
        )
    steps, made = offered[choice]
    with st.spinner(_("Decoding…")):
        errors = [_errors(step) for step in steps]
    left, right = st.columns([3, 2], gap="large")
    with left:
        _pictures(models, steps, errors, replaced)
    with right:
        _chart(models, steps, errors, made)
    terms.caption(
        _("The picture of z ~ N(0, I): what is drawn has nothing to do with the image above it.")
        if replaced
        else _("The picture of one z ~ q(z|x), drawn from the cloud of the image above it.")
    )


def measure(step: Step, pixels: np.ndarray) -> tuple[float, float]:
    """(D with z ~ q(z|x), D with z ~ N(0, I)) in nats an image, over the first test images.

    pixels: uint8, M pictures. Imports torch. Raises RunError.
    """
    import torch

    from vae_core.models.objectives.terms import recon_bce

    mu, logvar = (codes[: len(pixels)] for codes in step.posterior())
    eps = np.random.default_rng(_SEED).standard_normal(mu.shape, dtype=np.float32)
    x = pictures.to_tensor(pixels / np.float32(255))
    decode = step.decoder()
    with torch.no_grad():
        with_image, without = (
            float(recon_bce(decode(torch.from_numpy(z)), x).double().mean())
            for z in (mu + np.exp(0.5 * logvar) * eps, eps)
        )
    return with_image, without


def _offered(models: BetaModels) -> dict[str, tuple[list[Step], str]]:
    """The models of each choice, and how they were trained."""
    choices = {
        _("2-D latent"): (ladder_steps(models, models.flat), "flat"),
        _("20-D latent"): (ladder_steps(models, models.deep), "deep"),
        _("The dial’s network"): (dial_steps(models), "dial"),
    }
    return {
        name: (steps, protocol(models, (kind,), first_seed=True, n=_n(steps[0])))
        for name, (steps, kind) in choices.items()
        if steps
    }


def _n(step: Step) -> int:
    return min(N_MEASURED, step.run.metrics["evaluation"]["n"])


def _errors(step: Step) -> tuple[float, float] | None:
    """The errors of `measure`; None where the test images are not on this machine."""
    images, _problem = resources.test_images(step.run)
    if images is None:
        return None
    return _measured(step.run.id, step.weights, step.at, step, images[:N_MEASURED])


@st.cache_data(show_spinner=False, max_entries=200)
def _measured(
    run_id: str, weights: str, at: float | None, _step: Step, _pixels: np.ndarray
) -> tuple[float, float]:
    return measure(_step, _pixels)


def _pictures(models: BetaModels, steps: list[Step], errors: list, replaced: bool) -> None:
    index = picture_rows.test_index(steps[0].run)
    heads = (_("z ~ N(0, I)"),) if replaced else (_("z ~ q(z|x)"),)
    lines = picture_rows.originals_line(steps[0].run, index)
    for step, error in zip(steps, errors, strict=True):
        mu, logvar = (codes[index] for codes in step.posterior())
        eps = picture_rows.prior_codes(mu.shape[1])[: len(index)]
        z = eps if replaced else mu + np.exp(0.5 * logvar) * eps
        error_note = "D –" if error is None else _("D {d} nats").format(d=f"{error[replaced]:.1f}")
        lines.append(picture_rows.Line(step.label, error_note, (picture_rows.decode(step, z),)))
    picture_rows.draw(lines, heads)


def _chart(models: BetaModels, steps: list[Step], errors: list, made: str) -> None:
    name = _("Error with the image’s z, and with noise")
    if any(error is None for error in errors):
        chart_frame.absent(
            name, _("Not measured: the test images are not on this machine (D is their error).")
        )
        return
    from ui.widgets.charts import line_charts

    betas = [step.beta for step in steps if step.beta is not None]
    own, noise = (list(column) for column in zip(*errors, strict=True))
    series = [
        line_charts.Series(_("z ~ q(z|x)"), betas, own, "line"),
        line_charts.Series(_("z ~ N(0, I)"), betas, noise, "squares"),
    ]
    chart_frame.show(
        line_charts.against_beta(
            _("Reconstruction D, nats"), _("nats"), series, theme(), legend=True
        ),
        name,
        _(
            "Where both lines meet, the decoder no longer heeds z: the code has collapsed. "
            "One z for each image."
        ),
        made,
        [
            {"beta": beta, "d_own": a, "d_noise": b}
            for beta, (a, b) in zip(betas, errors, strict=True)
        ],
        f"{models.dataset}-kl-weight-noise-{steps[0].run.config.model.latent_dim}",
    )
