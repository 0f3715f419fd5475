"""What lies at a place: the decoded picture, what the recogniser reads, and whether that was
guessed; and before the guess, room of the same size."""

from __future__ import annotations

import html

import numpy as np

from ui.pages.ae_vs_vae.hole_hunt import names
from ui.services import resources
from ui.text.words import _
from ui.widgets import hunt_plane, strips
from vae_core.data.datasets import DATASETS
from vae_core.evaluation.classify import CERTAIN, read
from vae_core.evaluation.hole_hunt import Place
from vae_core.runs.store import Run

_TIMES, _TIMES_PHONE = 7, 4
_READINGS = 3


def hidden_html() -> str:
    """Before the guess."""
    return (
        '<div class="lse-hunt-reveal"><span class="lse-hunt-covered" aria-hidden="true">?</span>'
        f"<p>{_('Nothing is decoded until you guess.')}</p></div>"
    )


def reveal_html(run: Run, recogniser: Run, place: Place, answer: bool) -> str:
    """After it."""
    picture = resources.decode(run, place.z)
    likely = read(resources.model(recogniser), picture[None, None]).probabilities[0]
    return (
        '<div class="lse-hunt-reveal">'
        + strips.picture_html(picture, _("What the decoder draws here"), _TIMES, _TIMES_PHONE)
        + '<div class="lse-hunt-said" role="status">'
        + verdict_html(run, place, answer)
        + _bars(run, likely)
        + f"<p>{_why(run, place)}</p><p>{_('Dots around it:')} {dots_html(place)}</p></div></div>"
    )


def verdict_html(run: Run, place: Place, answer: bool) -> str:
    """ "✓ Right: garbage"."""
    truth = names.something(run) if place.recognised else _("Garbage")
    sign, said = ("✓", _("Right")) if answer == place.recognised else ("✕", _("Wrong"))
    return f'<p class="lse-hunt-verdict"><b>{sign} {said}.</b> {truth}.</p>'


def dots_html(place: Place) -> str:
    """How the place lies to the test codes: a word with a shape."""
    words = {
        "supported": (
            _("Supported"),
            _("Test codes are as near as they mostly are to each other."),
        ),
        "thin": (_("Thin"), _("Farther from the test codes than 90 % of them are themselves.")),
        "hole": (_("Hole"), _("Farther from the test codes than 98.5 % of them are themselves.")),
    }
    word, meaning = words[place.dots]
    return f'<span class="lse-hunt-badge {place.dots}" title="{meaning}">{word}</span>'


def _bars(run: Run, likely: np.ndarray) -> str:
    classes = DATASETS[run.dataset].classes
    rows = []
    for c in np.argsort(-likely, kind="stable")[:_READINGS]:
        rows.append(
            f'<tr><th scope="row">{html.escape(classes[c])}</th><td><i style="width:'
            f'{100 * likely[c]:.1f}%;background:{hunt_plane.hue(int(c))}"></i></td>'
            f"<td>{names.sure(likely[c])}</td></tr>"
        )
    help_ = _(
        "A recogniser is a small network trained on the same data set to tell its classes apart; "
        "these are the probabilities it gives."
    )
    return (
        f'<table class="lse-hunt-bars" title="{help_}"><caption>{_("Reads as")}</caption>'
        f"{''.join(rows)}</table>"
    )


def _why(run: Run, place: Place) -> str:
    said = _("At least {sure}: that counts as a {what}.")
    if not place.recognised:
        said = _("Under {sure}: that counts as garbage.")
    return said.format(sure=names.sure(CERTAIN), what=names.something(run).lower())
