"""The section Planes: the latent plane of each beta, turned so that stepping does not spin it."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.pages.kl_weight.beta_models import SEPARATE, BetaModels, Step, beside, steps_of
from ui.pages.kl_weight.sections.same_pictures import choose_source
from ui.services.caches.labels import labels_of
from ui.services.fragments import fragment
from ui.styles.inks import theme
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, show_svg
from ui.widgets.pictures import plane_image

SAME, FIT = "same", "fit"
_SAME_HALF = 5.0


@fragment
def show(models: BetaModels) -> None:
    """A stepper over beta and the plane it stands at. Another step reruns this part only."""
    source = choose_source(models, "planes")
    if source is None:
        return
    steps = {step.label: step for step in steps_of(models, source)}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        chosen = _stepper(source, steps)
        scale = st.segmented_control(
            _("Scale"),
            (SAME, FIT),
            required=True,
            default=SAME,
            format_func={SAME: _("same for all"), FIT: _("fit to the codes")}.__getitem__,
            key="kl_scale",
            persist_state="session",
            width="content",
        )
    left, right = st.columns([3, 2], gap="large")
    with left:
        _plane(steps[chosen], scale, 588)
        terms.caption(_caption(source))
    with right:
        _figures(steps[chosen])
        if source == SEPARATE:
            _beside(models, scale)


def _stepper(source: str, steps: dict[str, Step]) -> str:
    """Draw the stepper, at first at the dial's beta. Returns the label of the chosen step."""
    key, labels = f"kl_step_{source}", list(steps)
    if st.session_state.get(key) not in labels:
        beta = st.session_state.kl_beta
        st.session_state[key] = min(
            labels, key=lambda n: abs(np.log((steps[n].beta or 1e-4) / beta))
        )
    return st.select_slider(
        _("Step through β (arrow keys)"), labels, key=key, persist_state="session"
    )


def _plane(step: Step, scale: str, side: int) -> None:
    """Draw the codes of a step, and a sentence on those outside."""
    mu, _logvar = step.codes()
    codes = step.turned(mu)
    half = _SAME_HALF if scale == SAME else plane_image.fitting_half(codes)
    label = labels_of(step.run).label
    name = _("The codes of {n} test images, {label}").format(n=f"{len(codes):,}", label=step.label)
    picture = _drawn(step.run.id, step.weights, step.at, half, theme(), side, codes, label, name)
    show_svg(picture)
    outside = float((np.abs(codes) > half).any(1).mean())
    text = _("**{label}** · the plane shows ±{half}").format(label=step.label, half=f"{half:.3g}")
    if outside >= 0.0005:
        text += " · " + _("{share} % of the codes lie outside it").format(
            share=f"{100 * outside:.1f}"
        )
    terms.caption(text)


@st.cache_data(show_spinner=False, max_entries=200)
def _drawn(
    run_id: str,
    weights: str,
    at: float | None,
    half: float,
    theme: str,
    side: int,
    _codes: np.ndarray,
    _label: np.ndarray,
    name: str,
) -> Markup:
    return plane_image.plane_svg(_codes, _label, half, theme, side, name)


def _figures(step: Step) -> None:
    from ui.widgets.table import Row, table

    f = step.figures

    def nats(name: str) -> str:
        return "–" if f.get(name) is None else _("{v} nats").format(v=f"{f[name]:.1f}")

    def percent(name: str) -> str:
        return "–" if f.get(name) is None else f"{100 * f[name]:.1f} %"

    def number(name: str, decimals: int) -> str:
        return "–" if f.get(name) is None else f"{f[name]:.{decimals}f}"

    terms.markdown(f"**{in_markdown(step.label)}**")
    table(
        [
            Row(
                _("Reconstruction D"),
                (nats("recon"),),
                _("What the decoder misses of a test image."),
            ),
            Row(_("KL R"), (nats("kl"),), _("What the code costs: how far it is from the prior.")),
            Row(_("−ELBO"), (nats("neg_elbo"),), _("D + R; lower is better.")),
            Row(_("Mean σ"), (number("mean_sigma", 3),), _("How wide the clouds are; prior: 1.")),
            Row(
                _("k-NN accuracy"),
                (percent("knn_accuracy"),),
                _("Test images whose 20 nearest training codes vote for the right label."),
            ),
            Row(
                _("Fréchet of draws"),
                (number("frechet_prior", 0),),
                _("Of 10,000 draws to the test images, in a recogniser’s features; lower is "
                  "nearer. – where there was no recogniser."),
            ),
            Row(
                _("Draws recognised"),
                (percent("recognised_share_prior"),),
                _("Draws that the recogniser is at least 90 % sure of. – where there was none."),
            ),
        ],
        key="kl plane",
    )  # fmt: skip


def _beside(models: BetaModels, scale: str) -> None:
    """Draw the planes of the two terms of the objective alone."""
    extra = beside(models)
    if not extra:
        return
    terms.markdown(_("**Each half alone**"))
    for column, step in zip(st.columns(2), extra.values(), strict=False):
        with column:
            _plane(step, scale, 280)
    terms.caption(
        _(
            "Reconstruction alone, the plain AE, puts codes anywhere and far apart. KL alone makes "
            "every class the same cloud, μ = 0 and σ = 1: all its codes are in one place."
        )
    )


def _caption(source: str) -> str:
    text = _(
        "Each dot is the μ of one test image, coloured by class. Dashed: the prior N(0, I) at 1σ "
        "and 2σ, to scale."
    )
    if source == SEPARATE:
        return (
            text
            + " "
            + _(
                "Networks trained apart agree on no direction, so each plane is turned or "
                "mirrored onto its neighbour (orthogonal Procrustes), never stretched: the "
                "scale is the point."
            )
        )
    return text + " " + _("One network: neighbouring β lie alike without any turning.")
