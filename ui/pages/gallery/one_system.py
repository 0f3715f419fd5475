"""One system or run in detail: its pictures, its network, its training and its figures."""

from __future__ import annotations

import streamlit as st

from ui.components.training.film_player import film_downloads, film_player
from ui.pages.gallery import pictures, published, sample_quality, training_objective
from ui.pages.gallery.cards import PAGE, explore_link, train_command
from ui.pages.gallery.url import One, Two, completed, query
from ui.services.caches import resources
from ui.services.errors import errors_shown
from ui.styles.inks import theme
from ui.text.outside import in_markdown
from ui.text.words import _, latent
from ui.widgets import terms
from ui.widgets.charts.figure import show_figure
from ui.widgets.controls import take_home
from ui.widgets.frame import shell
from ui.widgets.html import html, show_html, show_svg
from ui.widgets.network.diagram import network_svg
from ui.widgets.network.stages import network_line
from ui.widgets.network.table import network_table
from vae_core.data.datasets import describe
from vae_core.models.config import RunConfig
from vae_core.models.presets import PRESETS, make_config
from vae_core.models.published import System
from vae_core.runs.recording.film import seen_as
from vae_core.runs.run import Run, damaged
from vae_core.studies.comparison import departures, published_system

_CURVES, _FILM = "curves", "film"


def summary(run: Run) -> str:
    """A sentence on a run that reproduces no system."""
    preset = PRESETS.get(run.config.preset)
    return preset.summary if preset else _("A model of this machine’s own.")


def show(view: One) -> None:
    """Draw all sections. A section whose files are damaged shows a sentence instead."""
    run = view.run
    system = view.system or (published_system(run) if run else None)
    if run:
        config = run.config
    else:
        assert system is not None  # the link named one of the two
        config = make_config(system.name, system.dataset)
    _links(run)
    _facts(config)
    if run is None:
        assert system is not None
        st.info(
            _("This system is not trained on this machine yet. This trains it:")
            + f"\n\n`{train_command(system)}`"
        )
    else:
        _departures(run)
        with errors_shown():
            pictures.show(run)
    st.subheader(_("The network"), anchor=False)
    with errors_shown():
        _network(config, run)
    if run and run.imported_from:
        _imported(run)
    else:
        _protocol(config, system)
    if system and system.chosen:
        terms.caption(_("Left open by the document, chosen here: ") + system.chosen)
    if run is None:
        return
    if system and not departures(config):
        st.subheader(_("Obtained and published"), anchor=False)
        published.show(run)
    _siblings(run)
    st.subheader(_("Quality of its samples"), anchor=False)
    sample_quality.show(run)
    if not run.imported_from:
        st.subheader(_("The training"), anchor=False)
        _training(run)


def _protocol(config: RunConfig, system: System | None) -> None:
    left, right = st.columns(2, gap="large")
    with left:
        st.subheader(_("What is minimised"), anchor=False)
        training_objective.show_formula(config)
    with right:
        st.subheader(_("How it was trained"), anchor=False)
        training_objective.show_protocol(config, system)


def _imported(run: Run) -> None:
    """Draw what is known of the training of imported weights."""
    terms.markdown(
        _(
            "Its weights were imported from {file} and measured here. How they were trained is not "
            "known; there are no curves and no film."
        ).format(file=in_markdown(run.imported_from))
    )


def _links(run: Run | None) -> None:
    with st.container(horizontal=True, key="lse-closely-links"):
        st.page_link(PAGE, label=_("All systems"), icon=":material/arrow_back:")
        if run:
            explore_link(run, shell.run_title(run))
        if run and len(resources.runs()[0]) > 1:
            st.page_link(
                PAGE,
                label=_("Compare with another"),
                icon=":material/compare:",
                query_params=query(Two(*completed(Two(run, None), resources.runs()[0]))),
            )
        if run:
            take_home.show(run)


def _facts(config: RunConfig) -> None:
    facts = (
        describe(config.dataset).title,
        latent(config.model.latent_dim),
        network_line(config.model),
    )
    show_html(html('<p class="lse-facts">{}</p>', " · ".join(facts)))


def _siblings(run: Run) -> None:
    """Draw links to the other runs of its preset: other seeds, another dataset."""
    runs, _problems = resources.runs()
    preset = run.config.preset
    if run.imported_from:  # All imported runs say so where others name their preset
        return
    if others := [r for r in runs if r.config.preset == preset and r.id != run.id]:
        with st.container(horizontal=True, vertical_alignment="center"):
            terms.markdown(_("Trained again:"), width="content")
            for other in others:
                st.page_link(PAGE, label=in_markdown(title(other)), query_params={"run": other.id})


def _departures(run: Run) -> None:
    """Draw how the run's settings depart from those of its published system, if they do."""
    system = published_system(run)
    if system and (changes := departures(run.config)):
        st.info(
            _(
                "Made from the published system “{title}”, but {departures}. Its figures are not "
                "comparable with the published ones."
            ).format(title=system.title, departures=", ".join(changes))
        )


def _network(config: RunConfig, run: Run | None) -> None:
    """Draw the network. Raises RunError where the weights are damaged or do not fit it."""
    try:
        pixels = "" if config.training.binarize == "none" else _("0 or 1")
        weights = run.weights if run else None
        drawing = network_svg(config.model, weights, pixels)
        rows = network_table(config.model, weights, pixels)
    except ValueError as error:
        assert run is not None  # Without weights nothing can misfit
        raise damaged(run.id, f"its weights do not fit its layers ({error})") from error
    show_svg(html('<div class="lse-scroll">{}{}</div>', drawing, rows))
    terms.caption(
        _("Under each layer: its shape, and how many parameters it has.")
        if run
        else _("Under each layer: its shape. Parameters are counted in a trained run.")
    )


def _training(run: Run) -> None:
    # Both are heavy for the browser: one at a time.
    names = {_CURVES: _("Curves"), _FILM: _("Film")}
    part = st.segmented_control(
        _("The training as"),
        list(names),
        default=_CURVES,
        required=True,
        key="gallery_training",
        format_func=names.__getitem__,
        label_visibility="collapsed",
    )
    if part == _CURVES:
        _curves(run)
    else:
        with errors_shown():
            _film(run)


def _curves(run: Run) -> None:
    from ui.widgets.charts.training_curves import training_curves

    curves = training_curves(run.config, run.metrics["history"], theme())
    with st.container(key="lse-curves"):
        for curve in curves:
            show_figure(
                curve.figure,
                key=f"curve {curve.name} of {run.id}",
                file=f"{run.id}-{curve.name}",
                alt=f"{curve.name}: {curve.meaning}",
            )
    terms.caption(
        " ".join(f"**{curve.name}**: {curve.meaning}" for curve in curves)
        + " "
        + _(
            "Means over images: training images as they went by, while the weights still changed; "
            "the others with the weights at the end of each epoch."
        )
    )


def _film(run: Run) -> None:
    """Draw the film of the training. Raises RunError where it is damaged."""
    if run.film is None:
        terms.markdown(_("No film was taken of this training."))
        return
    kind = {
        "has_prior": run.config.model.kind == "vae",
        "squared": run.config.training.likelihood == "mse",
    }
    film = seen_as(run.film, run.latents.mu)  # in Explore
    info = run.dataset_info
    film_player(film, info.classes, info.image_shape, key=f"film of {run.id}", **kind)
    film_downloads(film, run, **kind)


def title(run: Run) -> str:
    """Title and dataset of a run, for lists."""
    return f"{shell.run_title(run)} · {run.dataset_info.title}"
