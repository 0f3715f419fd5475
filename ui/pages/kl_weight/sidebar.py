"""Facts on the dial's network in the sidebar."""

from __future__ import annotations

import streamlit as st

from ui.pages.kl_weight import measurements
from ui.pages.kl_weight.beta_models import BetaModels
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import explained, html, join, show_html


def show(models: BetaModels) -> None:
    """Draw a table of the beta-conditioned network, each line with its meaning."""
    run = models.network
    low, high = models.betas
    rows = [
        (_("Trained for β"), f"{low:g} – {high:g}", _("It was shown every β between, at random.")),
        (_("Epochs"), str(run.config.training.epochs), _("Passes over the training images.")),
        (_("Trained in"), _("{n} min").format(n=f"{run.metrics['seconds'] / 60:.1f}"),
         _("Wall-clock time of the training.")),
    ]  # fmt: skip
    if ends := measurements.excesses(measurements.gaps(models.flat, run)):
        low, high = measurements.COMPARED
        rows.append(
            (
                _("Against the ladder"),
                f"{measurements.signed(ends[0])} … {measurements.signed(ends[1])}",
                _(
                    "How many nats more D + βR it has than networks trained at one β each, over β "
                    "from {low} to {high}; below 0 it is better than those."
                ).format(low=f"{low:g}", high=f"{high:g}"),
            )
        )
    body = join(
        html('<tr><th scope="row">{}</th><td>{}</td></tr>', explained(name, meaning), value)
        for name, value, meaning in rows
    )
    with st.sidebar:
        st.divider()
        show_html(
            html(
                '<table class="lse-figures"><caption>{}</caption>{}</table>',
                _("This network"),
                body,
            )
        )
        with st.popover(_("What do these mean?"), type="tertiary"):
            terms.markdown("\n".join(f"- **{name}**: {meaning}" for name, _value, meaning in rows))
        terms.caption(
            _("{n} test images, none seen in training.").format(
                n=f"{run.metrics['evaluation']['n']:,}"
            )
        )
