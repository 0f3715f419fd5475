"""The answer at a point: the decoded picture, what the recogniser reads, and whether the guess was
right; before the guess, an empty box of the same size."""

from __future__ import annotations

import numpy as np

from ui.pages.ae_vs_vae.hole_hunt import names, plane
from ui.services.caches import resources
from ui.text.words import _
from ui.widgets.html import Markup, html, join
from ui.widgets.pictures import strips
from vae_core.evaluation.plane.hole_hunt import HuntPoint
from vae_core.evaluation.samples.classify import MIN_CERTAINTY, classify
from vae_core.runs.run import Run

_TIMES, _TIMES_PHONE = 7, 4
_READINGS = 3


def hidden_html() -> Markup:
    """HTML shown before the guess, of the same size as `reveal_html`."""
    return html(
        '<div class="lse-hunt-reveal"><span class="lse-hunt-covered" aria-hidden="true">?</span>'
        "<p>{}</p></div>",
        _("Nothing is decoded until you guess."),
    )


def reveal_html(run: Run, recogniser: Run, point: HuntPoint, answer: bool) -> Markup:
    """HTML shown after the guess: picture, verdict and what the recogniser reads."""
    picture = resources.decode(run, point.z)
    likely = classify(resources.model(recogniser), picture[None, None]).probabilities[0]
    return html(
        '<div class="lse-hunt-reveal">{picture}<div class="lse-hunt-said" role="status">{verdict}'
        "{bars}<p>{why}</p><p>{dots_name} {dots}</p></div></div>",
        picture=strips.picture_html(
            picture, _("What the decoder draws here"), _TIMES, _TIMES_PHONE
        ),
        verdict=verdict_html(run, point, answer),
        bars=_bars(run, likely),
        why=_why(run, point),
        dots_name=_("Dots around it:"),
        dots=dots_html(point),
    )


def verdict_html(run: Run, point: HuntPoint, answer: bool) -> Markup:
    """ "✓ Right: garbage"."""
    truth = names.something(run) if point.recognised else _("Garbage")
    sign, text = ("✓", _("Right")) if answer == point.recognised else ("✕", _("Wrong"))
    return html('<p class="lse-hunt-verdict"><b>{} {}.</b> {}.</p>', sign, text, truth)


def dots_html(point: HuntPoint) -> Markup:
    """Badge with the support of the point: supported, thin or hole."""
    words = {
        "supported": (
            _("Many codes near"),
            _("Test codes are as near as they mostly are to each other."),
        ),
        "thin": (
            _("Few codes near"),
            _("Farther from the test codes than 90 % of them are themselves."),
        ),
        "hole": (_("Hole"), _("Farther from the test codes than 98.5 % of them are themselves.")),
    }
    name, meaning = words[point.support]
    return html(
        '<span class="lse-hunt-badge {}" title="{}">{}</span>', point.support, meaning, name
    )


def _bars(run: Run, likely: np.ndarray) -> Markup:
    classes = run.dataset_info.classes
    rows = []
    for c in np.argsort(-likely, kind="stable")[:_READINGS]:
        rows.append(
            html(
                '<tr><th scope="row">{}</th><td><i style="width:{:.1f}%;background:{}"></i></td>'
                "<td>{}</td></tr>",
                classes[c],
                100 * likely[c],
                plane.hue(int(c)),
                names.sure(likely[c]),
            )
        )
    help_ = _(
        "A recogniser is a small network trained on the same data set to tell its classes apart; "
        "these are the probabilities it gives."
    )
    return html(
        '<table class="lse-hunt-bars" title="{}"><caption>{}</caption>{}</table>',
        help_,
        _("Reads as"),
        join(rows),
    )


def _why(run: Run, point: HuntPoint) -> str:
    text = _("At least {sure}: that counts as a {what}.")
    if not point.recognised:
        text = _("Under {sure}: that counts as garbage.")
    return text.format(sure=names.sure(MIN_CERTAINTY), what=names.something(run).lower())
