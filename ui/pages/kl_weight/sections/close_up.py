"""The section Close-up: the cloud of one test image over beta, and what is left of it when z is
replaced by noise."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.components.planes.dial.run_dial import NO_IMAGE
from ui.pages.kl_weight import state
from ui.pages.kl_weight.beta_models import ONE, SEPARATE, BetaModels, Step, steps_of
from ui.pages.kl_weight.charts import chart_frame
from ui.pages.kl_weight.charts.posterior import Ellipse, close_up, ellipse
from ui.pages.kl_weight.measurements import protocol
from ui.pages.kl_weight.sections import noise_test, picture_rows
from ui.pages.kl_weight.sections.same_pictures import choose_source
from ui.services.caches import resources
from ui.services.caches.labels import label_name
from ui.styles.inks import theme
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import show_html
from ui.widgets.pictures.strips import picture_html

# Posteriors with a mean beyond this are left out: the others would be drawn too small.
_FARTHEST = 6.0


def show(models: BetaModels) -> None:
    """Ellipses of one image, and the switch. Raises RunError where a file of a run is damaged."""
    source = choose_source(models, "close-up")
    if source is None:
        return
    steps = steps_of(models, source)
    index = _image(models, steps[0])
    left, right = st.columns([3, 2], gap="large")
    with right:
        _original(steps[0], index)
    _ellipses(models, source, steps, index, left, right)
    st.subheader(_("Does the picture still depend on the image?"), anchor=False)
    noise_test.show(models)


def _image(models: BetaModels, step: Step) -> int:
    """Chosen out of a few, or the one of the link. The dial above shows it, too."""
    session = st.session_state
    offered = picture_rows.test_index(step.run)
    now = session.kl_image if session.kl_image != NO_IMAGE else offered[0]
    if now not in offered:
        offered = [*offered, now]
    if session.get("kl_close_image") != now:
        session.kl_close_image = now
    chosen = st.segmented_control(
        _("Test image"),
        offered,
        required=True,
        key="kl_close_image",
        format_func=lambda i: " · ".join(filter(None, (label_name(step.run, i), str(i)))),
        on_change=lambda: state.choose_image(models, session.kl_close_image),
        persist_state="session",
    )
    return now if chosen is None else chosen


def _original(step: Step, index: int) -> None:
    picture = picture_rows.originals(step.run, [index])
    if picture is None:
        return
    name = label_name(step.run, index)
    alt = (_("Test image {index}: {name}") if name else _("Test image {index}")).format(
        index=index, name=name
    )
    show_html(picture_html(picture[0], alt, 4, 4))
    terms.caption(alt)


def _ellipses(models: BetaModels, source: str, steps: list[Step], index: int, left, right) -> None:
    rows, drawn, hidden = [], [], []
    for step in steps:
        mu, logvar = (codes[index].astype(np.float64) for codes in step.posterior())
        sigma = np.exp(0.5 * logvar)
        kl = float(0.5 * (mu**2 + sigma**2 - 1 - logvar).sum())
        middle = step.turned(mu[None])[0]
        rows.append({"beta": step.beta, "mu1": middle[0], "mu2": middle[1], "sigma1": sigma[0],
                     "sigma2": sigma[1], "kl": kl})  # fmt: skip
        if np.abs(middle).max() > _FARTHEST:
            hidden.append(step.label)
            continue
        drawn.append(
            Ellipse(
                step.label,
                *ellipse(mu, sigma, step.rotation),
                _("{label}: σ {a} and {b}, KL {kl} nats").format(
                    label=step.label, a=f"{sigma[0]:.3f}", b=f"{sigma[1]:.3f}", kl=f"{kl:.1f}"
                ),
            )
        )
    if drawn:
        ends = {0: "first", len(drawn) - 1: "last"}
        drawn = [
            Ellipse(e.name, e.x, e.y, e.hover, ends.get(i, "step")) for i, e in enumerate(drawn)
        ]
    if source == ONE:
        drawn.append(_ellipse_at_dial(models, index))
    with left:
        meaning = _(
            "Every line is μ ± σ at one β, in the plane; dashed: the prior at 1σ and 2σ. Where the "
            "KL weighs little the cloud is a needle, and the code nearly exact; where it weighs "
            "more it widens towards the prior’s circle, where nothing is known of the image."
        )
        if hidden:
            meaning += " " + _("Off the chart: {names}.").format(names=", ".join(hidden))
        training_note = protocol(
            models, ("flat",) if source == SEPARATE else ("dial",), first_seed=True
        )
        chart_frame.show(close_up(drawn, theme()), _("The cloud of one image"), meaning,
                   training_note, [{"image": index, **row} for row in rows],
                   f"{models.dataset}-kl-weight-image-{index}-{source}")  # fmt: skip
    with right:
        _table(rows)


def _ellipse_at_dial(models: BetaModels, index: int) -> Ellipse:
    """The posterior at the dial's beta, interpolated between the stored betas by log beta."""
    beta, stored = st.session_state.kl_beta, resources.beta_codes(models.network)
    x = np.log(stored.betas)
    mu, logvar = (
        np.array([np.interp(np.log(beta), x, part[:, index, i]) for i in range(part.shape[2])])
        for part in (stored.mu, stored.logvar)
    )
    sigma = np.exp(0.5 * logvar)
    name = _("the dial, β {beta}").format(beta=f"{beta:.3g}")
    hover = _("{label}: σ {a} and {b}").format(label=name, a=f"{sigma[0]:.3f}", b=f"{sigma[1]:.3f}")
    return Ellipse(name, *ellipse(mu, sigma), hover, "here")


def _table(rows: list[dict]) -> None:
    column = st.column_config
    st.dataframe(
        [
            {"beta": f"{row['beta']:.3g}", "sigma1": row["sigma1"], "sigma2": row["sigma2"],
             "kl": row["kl"]}
            for row in rows
        ],
        column_config={
            "beta": column.TextColumn("β", help=_("The weight of the KL term.")),
            "sigma1": column.NumberColumn("σ1", format="%.3f", help=_("The prior’s is 1.")),
            "sigma2": column.NumberColumn("σ2", format="%.3f", help=_("The prior’s is 1.")),
            "kl": column.NumberColumn(
                _("KL, nats"), format="%.1f", help=_("What the code of this one image costs.")
            ),
        },
        hide_index=True,
        width="stretch",
        height="content",
        key="kl close table",
    )  # fmt: skip
