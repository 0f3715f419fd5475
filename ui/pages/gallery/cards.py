"""All systems as cards, and this project's own models below. Reads no weights, imports no torch."""

from __future__ import annotations

import base64

import streamlit as st

from ui.pages.gallery import published, sample_quality
from ui.pages.gallery.url import Two, completed, own_run, query
from ui.text.outside import link_label
from ui.text.words import _, latent
from ui.widgets import run_card, terms
from ui.widgets.frame import shell
from ui.widgets.html import Markup, html, show_html
from ui.widgets.network.stages import network_line
from ui.widgets.pictures.plane_image import thumbnail_png
from ui.widgets.pictures.strips import data_url
from vae_core.data.datasets import DATASETS, describe
from vae_core.errors import RunError
from vae_core.models.published import SYSTEMS, System
from vae_core.runs.recording.film import Film
from vae_core.runs.run import LATENTS, Run
from vae_core.studies.comparison import compare, departures

PAGE = "pages/5_Gallery.py"


def show(runs: list[Run]) -> None:
    """Draw the cards, a tally above them, and the other runs below."""
    by_id = {run.id: run for run in runs}
    with st.container(horizontal=True, vertical_alignment="center"):
        terms.markdown(_tally(by_id), width="stretch")
        if len(runs) > 1:
            st.page_link(
                PAGE,
                label=_("Compare any two"),
                icon=":material/compare:",
                query_params=query(Two(*completed(Two(None, None), runs))),
            )
    with st.container(key="lse-cards"):
        for system in SYSTEMS.values():
            run = by_id.get(own_run(system))
            with st.container(border=True, key=f"lse-card-{system.name}"):
                show_html(_card(system, run))
                with st.container(horizontal=True, key=f"lse-links-{system.name}"):
                    st.page_link(
                        PAGE,
                        label=link_label(
                            _("Look closer"), f"{system.title}, {DATASETS[system.dataset].title}"
                        ),
                        query_params={"system": system.name},
                    )
                    if run:
                        explore_link(run, system.title)
    own_ids = {own_run(system) for system in SYSTEMS.values()}
    others = [run for run in runs if run.id not in own_ids]
    _others(
        _("The same systems, trained again or otherwise"),
        [run for run in others if run.config.preset in SYSTEMS],
    )
    _others(_("Our own models"), [run for run in others if run.config.preset not in SYSTEMS])


def explore_link(run: Run, title: str) -> None:
    """Draw a link that opens Explore at the run, which is called `title` here."""
    st.page_link(
        "app.py",
        label=link_label(_("Open in Explore"), _full(title, run.dataset)),
        query_params={"dataset": run.dataset, "run": run.name},
    )


def _full(title: str, dataset: str) -> str:
    return f"{title}, {describe(dataset).title}"


def train_command(system: System) -> str:
    """The command that trains the run of a system."""
    return f"python -m vae_core train {system.name} --dataset {system.dataset}"


def _tally(by_id: dict[str, Run]) -> str:
    here = [run for system in SYSTEMS.values() if (run := by_id.get(own_run(system)))]
    held = [compared for run in here if (compared := compare(run))]
    agreeing = sum(all(c.agrees for c in compared) for compared in held)
    sentence = _("{here} of {all} published systems are trained on this machine.").format(
        here=len(here), all=len(SYSTEMS)
    )
    if held:
        sentence += " " + _(
            "Where figures were published, **{agreeing} of {n}** come out the same."
        ).format(n=len(held), agreeing=agreeing)
    return sentence


def _card(system: System, run: Run | None) -> Markup:
    model = system.model
    facts = " · ".join((DATASETS[system.dataset].title, latent(model.latent_dim)))
    if run:
        line, meaning = published.headline(compare(run))
        own_figure = _line_html(line, meaning) if line else _line_html(*_own_figure(run))
        below = own_figure + _line_html(*sample_quality.headline(run)) + published.mark(run)
    else:
        below = html("<p>{}</p><code>{}</code>", _("This trains it:"), train_command(system))
    return html(
        '<div class="lse-card{absent}">{picture}<h2>{title}</h2><p class="lse-facts">{facts}</p>'
        '<p class="lse-line" title="{line_meaning}">{line}</p>'
        '<p class="lse-source">{source}</p>{below}</div>',
        absent="" if run else " lse-absent",
        picture=_picture(run, system.title),
        title=system.title,
        facts=facts,
        line_meaning=_("The encoder, from the image to the code"),
        line=network_line(model),
        below=below,
        source=published.source(system),
    )


def _picture(run: Run | None, title: str) -> Markup:
    film = _sound_film(run) if run else None
    if film is None:
        words = _("No film of its training.") if run else _("Not trained on this machine yet.")
        return html('<div class="lse-shot lse-empty"><span>{}</span></div>', words)
    shows = {
        "manifold": _("what the decoder draws over the latent plane"),
        "samples": _("random codes, decoded"),
        "reconstructions": _("test images, rebuilt"),
    }[film.shows]
    return html(
        '<div class="lse-shot" role="img" aria-label="{alt}" title="{alt}" '
        'style="--shot:url(data:image/webp;base64,{webp})"></div>',
        alt=f"{title}: {shows}",
        webp=base64.b64encode(film.pictures[-1]).decode(),
    )


def _sound_film(run: Run) -> Film | None:
    """The film of a run; None without one, or where it is damaged: the run's own view says so."""
    try:
        return run.film
    except RunError:
        return None


def _cloud(run: Run) -> Markup:
    try:
        url = data_url(_thumbnail_png(run.id, run.metrics["files"][LATENTS]["sha256"], run))
    except RunError:
        return Markup()
    return html(
        '<img class="lse-cloud" src="{url}" alt="{alt}" title="{alt}">',
        url=url,
        alt=_("{name}: its test images in latent space").format(name=run.id),
    )


@st.cache_data(show_spinner=False, max_entries=200)
def _thumbnail_png(run_id: str, latents_hash: str, _run: Run) -> bytes:
    return thumbnail_png(_run)


def _own_figure(run: Run) -> tuple[str, str]:
    """(the first figure of a run's table in one line, its meaning)."""
    figure = run_card.figures(run)[0]
    return f"{figure.name}: {figure.value}", figure.explained


def _line_html(line: str, meaning: str) -> Markup:
    """HTML of a line of a card; empty for an empty line."""
    if not line:
        return Markup()
    return html('<p class="lse-said" title="{}">{}</p>', meaning, line)


def _others(title: str, runs: list[Run]) -> None:
    if not runs:
        return
    st.subheader(title, anchor=False)
    with st.container(key=f"lse-others-{runs[0].dataset}-{runs[0].name}".replace(".", "_")):
        for run in runs:
            _other(run)


def _other(run: Run) -> None:
    facts = [run.dataset_info.title, latent(run.config.model.latent_dim)]
    badge = Markup()
    if run.config.preset in SYSTEMS:
        facts += departures(run.config)
        badge = published.mark(run)
    with st.container(border=True, key=f"lse-other-{run.dataset}-{run.name}".replace(".", "_")):
        show_html(
            html(
                '<div class="lse-card">{}<h3>{}</h3><p class="lse-facts">{}</p>{}{}{}</div>',
                _cloud(run),
                shell.run_title(run),
                " · ".join(facts),
                _line_html(*_own_figure(run)),
                _line_html(*sample_quality.headline(run)),
                badge,
            )
        )
        with st.container(horizontal=True):
            title = shell.run_title(run)
            st.page_link(
                PAGE,
                label=link_label(_("Look closer"), _full(title, run.dataset)),
                query_params={"run": run.id},
            )
            explore_link(run, title)
