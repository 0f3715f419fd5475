"""The hole hunt: a point of latent space is marked, and a class guesses what is decoded there.

`hole_hunt(ae, vae, recogniser)` draws the game wherever it is called. It reads and writes the query
parameter `hunt`, the seed of the ten points, and keeps the guesses in the session.
"""

from __future__ import annotations

import streamlit as st

from ui.pages.ae_vs_vae.hole_hunt import names, plane, reveal, summary, url
from ui.pages.ae_vs_vae.hole_hunt.game import Game, game
from ui.services.caches.recogniser import can_be_read, none_reads
from ui.services.errors import show_error
from ui.services.fragments import fragment
from ui.styles.sheets import use_sheets
from ui.text.numbers import number
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.frame import in_class
from ui.widgets.html import Markup, html, join, show_html, show_svg
from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.plane.hole_hunt import Survey, survey
from vae_core.runs.run import Run


def hole_hunt(ae: Run, vae: Run, recogniser: Run | None) -> None:
    """Draw the game on these two runs, of one dataset and with a 2-D latent space each."""
    use_sheets("pages/latent_tools", "pages/hole_hunt")
    if recogniser is None:
        _greyed(ae)
        return
    try:
        with st.spinner(_("Looking at 2,000 places in each plane…")):
            surveys = (
                _survey(*_key(ae, recogniser), ae, recogniser),
                _survey(*_key(vae, recogniser), vae, recogniser),
            )
        planes = _plane(*_key(ae), ae), _plane(*_key(vae), vae)
    except (RunError, ConfigError) as error:
        show_error(error, st.info)
        return
    _play((ae, vae), recogniser, surveys, planes)


@fragment
def _play(
    runs: tuple[Run, Run],
    recogniser: Run,
    surveys: tuple[Survey, Survey],
    planes: tuple[Markup, Markup],
) -> None:
    """Draw the game as a fragment: a guess reruns this part of the page only."""
    played = game(runs, surveys, url.seed())
    if url.problem():
        st.warning(url.problem())
    if played.over:
        summary.show(runs, surveys, played)
        in_class.report_hunt(played.seed, runs, *summary.total(played))
        with st.container(horizontal=True):
            st.button(
                _("Play again with a new seed"), icon=":material/casino:", on_click=url.next_seed
            )
            _share(played)
        return
    point = played.point
    run = runs[point.side]
    left, right = st.columns([10, 11], gap="large")
    with left:
        show_html(
            html(
                '<p class="lse-hunt-name">{}<span>z = ({})</span></p>',
                names.planes(runs)[point.side],
                ", ".join(number(v) for v in point.z),
            )
        )
        with st.container(key="lse-hunt-planes", gap=None):
            show_svg(planes[point.side])
            show_html(plane.mark_html(run, point.z))
        show_html(plane.legend_html(run))
    with right:
        show_html(_progress(played))
        show_html(html('<p class="lse-hunt-question">{}</p>', names.question(run)))
        with st.container(horizontal=True, key="lse-hunt-answers"):
            _buttons(played, run)
        if played.revealed:
            show_html(reveal.reveal_html(run, recogniser, point, played.answers[-1]))
        else:
            show_html(reveal.hidden_html())
        show_html(summary.score_html(runs, played))
        _share(played)


def _buttons(played: Game, run: Run) -> None:
    round_ = played.round
    if not played.revealed:
        for answer, label, shortcut in (
            (True, names.something(run), "1"),
            (False, _("Garbage"), "2"),
        ):
            st.button(
                label,
                key=f"hunt {answer}",
                on_click=played.answer,
                args=(round_, answer),
                width="stretch",
                shortcut=shortcut,
            )
        return
    last = round_ + 1 == len(played.points)
    st.button(
        _("How did it go?") if last else _("Next place"),
        key="hunt next",
        on_click=played.go_on,
        args=(round_,),
        width="stretch",
        shortcut="3",
    )


def _progress(played: Game) -> Markup:
    """ "Place 3 of 10", and a mark for each point: right, wrong, current, still to come."""
    marks = []
    for i, point in enumerate(played.points):
        if i < len(played.answers):
            right = played.answers[i] == point.recognised
            marks.append(html('<i class="done">{}</i>', "✓" if right else "✕"))
        else:
            marks.append(html("<i{}></i>", " class=here" if i == played.round else ""))
    text = _("Place {n} of {of}").format(n=played.round + 1, of=len(played.points))
    return html(
        '<p class="lse-hunt-progress"><b>{}</b><span aria-hidden="true">{}</span></p>',
        text,
        join(marks),
    )


def _share(played: Game) -> None:
    with st.popover(_("Give a class these places"), icon=":material/link:", type="tertiary"):
        terms.markdown(
            _(
                "Whoever opens this link gets the same ten places, in the same order (seed {seed})."
            ).format(seed=played.seed)
        )
        st.code(url.address(), language=None, wrap_lines=True)


def _greyed(run: Run) -> None:
    """Draw the question without the game, and say what is needed to play."""
    if not can_be_read(run.dataset):
        terms.caption(none_reads())
        return
    show_html(html('<p class="lse-hunt-question">{}</p>', names.question(run)))
    with st.container(horizontal=True, key="lse-hunt-answers"):
        for label in (names.something(run), _("Garbage")):
            st.button(label, disabled=True, width="stretch")
    terms.caption(
        _(
            "Somebody has to say what is garbage, and there is no recogniser for this data set "
            "yet. This trains one in some minutes: `{command}`"
        ).format(command=f"python -m vae_core recogniser {run.dataset}")
    )


def _key(*runs: Run) -> tuple[str, str]:
    """Cache key of the runs' files: it changes when they change."""
    hashes = [run.weights_hash for run in runs]
    return str(runs[0].folder), "/".join(hashes)


@st.cache_resource(show_spinner=False, max_entries=50)
def _survey(folder: str, hashes: str, _run: Run, _recogniser: Run) -> Survey:
    return survey(_run, _recogniser)


@st.cache_resource(show_spinner=False, max_entries=50)
def _plane(folder: str, hashes: str, _run: Run) -> Markup:
    return plane.plane_html(_run)
