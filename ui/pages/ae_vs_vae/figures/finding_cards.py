"""The findings as three cards, each with the figures it rests on."""

from __future__ import annotations

import streamlit as st

from ui.pages.ae_vs_vae.figures.findings import FAILS, HOLDS, IN_PART, OPEN, Step, steps
from ui.pages.ae_vs_vae.figures.measures import MEASURES
from ui.pages.ae_vs_vae.figures.values import interval_words, missing, value, written
from ui.pages.ae_vs_vae.pair import Pair
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, html, join, show_html


def show(pair: Pair) -> None:
    """Draw the three findings side by side, each with its figures."""
    if missing(pair.runs):
        return
    cards = join(_card(pair, number, step) for number, step in enumerate(steps(pair), start=1))
    show_html(html('<ol class="lse-steps">{}</ol>', cards))
    shown = dict.fromkeys(key for step in steps(pair) for key in step.figures)
    with st.popover(_("What do these mean?"), type="tertiary", key="meanings says"):
        terms.markdown(
            "\n".join(f"- **{MEASURES[key].label}**: {MEASURES[key].meaning}" for key in shown)
            + "\n\n"
            + _(
                "A figure’s 95 % bootstrap interval shows when you point at it. Two figures count "
                "as different where their intervals do not meet."
            )
        )


def _card(pair: Pair, number: int, step: Step) -> Markup:
    words = {
        HOLDS: _("Holds for these two"),
        IN_PART: _("Holds in part"),
        FAILS: _("Does not hold here"),
        OPEN: _("No clear difference"),
    }
    badge = (
        html(
            '<span class="lse-verdict lse-verdict-{}">{}</span>', step.verdict, words[step.verdict]
        )
        if step.verdict
        else ""
    )
    claim = (
        html('<p class="lse-claim"><span>{}</span> “{}”</p>', _("The textbook:"), step.claim)
        if step.verdict
        else ""
    )
    return html(
        '<li><h3><span class="lse-number">{number}</span>{title}</h3>{claim}{badge}<p>{text}</p>'
        '<table class="lse-table"><thead><tr><th></th>{heads}</tr></thead>'
        "<tbody>{rows}</tbody></table></li>",
        number=number,
        title=step.title,
        claim=claim,
        badge=badge,
        text=" ".join(sentence for sentence in step.sentences if sentence),
        heads=join(html('<th scope="col">{}</th>', name) for name in pair.names),
        rows=join(_row(pair, key) for key in step.figures),
    )


def _row(pair: Pair, key: str) -> Markup:
    if all(value(run, key) is None for run in pair.runs):
        return Markup()
    measure = MEASURES[key]
    return html(
        '<tr title="{}"><th scope="row">{}{}</th>{}</tr>',
        measure.meaning,
        measure.label,
        html(" <small>{}</small>", measure.unit) if measure.unit else "",
        join(
            html('<td title="{}">{}</td>', interval_words(run, key), written(run, key))
            for run in pair.runs
        ),
    )
