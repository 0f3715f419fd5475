"""The end of a hunt: the score, and the survey of both whole planes."""

from __future__ import annotations

import streamlit as st

from ui.pages.ae_vs_vae.hole_hunt import names, reveal
from ui.pages.ae_vs_vae.hole_hunt.game import Game
from ui.services.caches import resources
from ui.text.outside import in_markdown
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.evaluation.plane.hole_hunt import Survey, score
from vae_core.runs.run import Run

_TIMES = 3
# Two shares of a survey that are closer than this could be the same: each of 2,000 places or fewer.
_SAME = 0.05

Both = tuple[Run, Run]


def score_html(runs: Both, played: Game) -> Markup:
    """HTML of the score so far, for each plane."""
    scores = score(played.points, played.answers)
    rows = [
        html(
            '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>',
            name,
            _of(scored.right, scored.asked),
            _of(scored.right_by_support, scored.asked),
        )
        for name, scored in zip(names.short(runs), scores, strict=True)
    ]
    return html(
        '<table class="lse-hunt-score"><thead><tr><td></td><th scope="col">{}</th>'
        '<th scope="col" title="{}"><u>{}</u></th></tr></thead><tbody>{}</tbody></table>',
        _("You were right"),
        _by_dots(),
        _("The dots were right"),
        join(rows),
    )


def total(played: Game) -> tuple[int, int]:
    """(right guesses, guesses) over both planes."""
    scores = score(played.points, played.answers)
    return sum(scored.right for scored in scores), len(played.answers)


def show(runs: Both, surveys: tuple[Survey, Survey], played: Game) -> None:
    """Draw the ten pictures, the figures, and the conclusions."""
    scores = score(played.points, played.answers)
    right, asked = total(played)
    text = _("You were right {n} times out of {of}").format(n=right, of=asked)
    show_html(html('<p class="lse-hunt-question">{}</p>', text))
    pictures, figures = st.columns([8, 5], gap="large")
    with pictures:
        show_html(join(_row(runs, played, side) for side in (0, 1)))
    with figures:
        show_html(_figures(runs, surveys, scores))
    for sentence in lessons(runs, surveys):
        terms.markdown(sentence)


def lessons(runs: Both, surveys: tuple[Survey, Survey]) -> list[str]:
    """Conclusions from both surveys, a sentence each, and their limits."""
    sentences = []
    for name, surveyed in zip(names.planes(runs), surveys, strict=True):
        holes = surveyed.recognised_share("hole")
        dotted = surveyed.recognised_share("supported", "thin")
        figures = {
            "name": in_markdown(name),
            "hole": names.share(holes),
            "dots": names.share(dotted),
        }
        if not holes >= 0:
            sentences.append(_("**{name}:** there is no hole in its plane.").format(**figures))
        elif abs(holes - dotted) < _SAME:
            sentences.append(
                _(
                    "**{name}:** in a hole as much is recognised ({hole}) as among the dots "
                    "({dots}). How near the dots are says next to nothing about the picture."
                ).format(**figures)
            )
        elif holes < dotted:
            sentences.append(
                _(
                    "**{name}:** in a hole less is recognised ({hole}) than among the dots "
                    "({dots}). Dots near are worth something here, but no promise."
                ).format(**figures)
            )
        else:
            sentences.append(
                _(
                    "**{name}:** in a hole *more* is recognised ({hole}) than among the dots "
                    "({dots}): between crowded classes a picture is a bit of each."
                ).format(**figures)
            )
    # Rounded as in the table, so that both make up a hundred.
    garbage = [f"{100 - round(100 * s.recognised_share())} %" for s in surveys]
    sentences.append(
        _(
            "About half of the ten places were picked to be garbage; of all places only {a} "
            "({one}) and {b} ({other}) are. And the recogniser is no judge of beauty: it has never "
            "seen garbage, so it can be sure of a picture that you would not take for anything, "
            "and it hesitates before a good one that could be of two classes. Where you disagree, "
            "you may be right."
        ).format(
            **dict(zip("ab", garbage, strict=True)),
            **dict(zip(("one", "other"), map(in_markdown, names.short(runs)), strict=True)),
        )
    )
    return sentences


def _row(runs: Both, played: Game, side: int) -> Markup:
    """HTML of the five points of one plane, in the order of the game."""
    own = [
        (point, answer)
        for point, answer in zip(played.points, played.answers, strict=True)
        if point.side == side
    ]
    figures = []
    for point, answer in own:
        sign, verdict = ("✓", _("right")) if answer == point.recognised else ("✕", _("wrong"))
        picture = resources.decode(runs[side], point.z)
        reads = runs[side].dataset_info.classes[point.predicted]
        text = _("{name}, {sure}").format(name=reads, sure=names.sure(point.certainty))
        figures.append(
            html(
                '<figure>{}<figcaption><b title="{}">{}</b>{}<br>{}</figcaption></figure>',
                strips.picture_html(picture, text, _TIMES, 2),
                verdict,
                sign,
                text,
                reveal.dots_html(point),
            )
        )
    return html(
        '<h4 class="lse-hunt-name">{}</h4><div class="lse-hunt-row">{}</div>',
        names.planes(runs)[side],
        join(figures),
    )


def _figures(runs: Both, surveys: tuple[Survey, Survey], scores) -> Markup:
    rows = [
        (
            _("You were right"),
            _("Guesses of yours that the recogniser agreed with, out of the places asked."),
            [_of(s.right, s.asked) for s in scores],
        ),
        (
            _("The dots were right"),
            _by_dots(),
            [_of(s.right_by_support, s.asked) for s in scores],
        ),
        (
            _("Recognised anywhere"),
            _("Of {n} places spread evenly over the plane: the recogniser is sure of a class."),
            [names.share(s.recognised_share()) for s in surveys],
        ),
        (
            _("Recognised among dots"),
            _("Of those of the {n} places that have test codes near."),
            [names.share(s.recognised_share("supported", "thin")) for s in surveys],
        ),
        (
            _("Recognised in a hole"),
            _(
                "Of those of the {n} places that are farther from the test codes than 98.5 % of "
                "those are from one another."
            ),
            [names.share(s.recognised_share("hole")) for s in surveys],
        ),
    ]
    n = f"{len(surveys[0].z):,}"
    body = join(
        html(
            '<tr title="{}"><th scope="row"><u>{}</u></th><td>{}</td><td>{}</td></tr>',
            meaning.format(n=n),
            name,
            *values,
        )
        for name, meaning, values in rows
    )
    heads = join(html('<th scope="col">{}</th>', name) for name in names.short(runs))
    return html(
        '<table class="lse-hunt-score"><thead><tr><td></td>{}</tr></thead>'
        "<tbody>{}</tbody></table>",
        heads,
        body,
    )


def _of(right: int, total: int) -> str:
    return _("{right} of {asked}").format(right=right, asked=total) if total else "–"


def _by_dots() -> str:
    return _(
        "How often this rule is right at the same places: say garbage in a hole, where no test "
        "code is near, and anything else elsewhere."
    )
