"""The prior stress test: the same random codes through both models; and, to be fair, codes drawn
from where each model's own codes are."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.pages.ae_vs_vae.figures.measures import MEASURES
from ui.pages.ae_vs_vae.figures.values import (
    gaps,
    interval,
    interval_words,
    measured,
    missing,
    value,
    written,
    written_interval,
)
from ui.pages.ae_vs_vae.pair import Pair
from ui.pages.ae_vs_vae.url import SOURCES
from ui.services.caches.recogniser import readings
from ui.services.errors import show_error
from ui.styles.inks import inks as colours
from ui.styles.inks import theme as theme_now
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.charts.figure import show_figure
from ui.widgets.controls.decoding import decoded
from ui.widgets.controls.seed import choose_seed
from ui.widgets.html import html, join, show_html
from ui.widgets.pictures import strips
from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.samples.classify import MIN_CERTAINTY
from vae_core.latent.sampling import fitted_samples, mixture_samples, prior_samples
from vae_core.runs.run import Run

_SIDE, _GAP = 10, 2
_N = _SIDE * _SIDE
_FIGURES = ("recognised_share", "frechet", "entropy", "classes", "holes")


def show(pair: Pair) -> None:
    """100 pictures a side, the figures of 10,000, and how much of the gap each source closes."""
    state = st.session_state
    with st.container(horizontal=True, vertical_alignment="bottom", key="lse-tools-row"):
        st.segmented_control(
            _("Draw codes from"),
            SOURCES,
            required=True,
            key="gaps_source",
            format_func=_names().__getitem__,
            persist_state="session",
        )
        choose_seed("gaps_seed")
    terms.markdown(_meaning(pair, state.gaps_source))
    for column, run, name in zip(st.columns(2, gap="large"), pair.runs, pair.names, strict=True):
        with column:
            _pictures(run, name, state.gaps_source, state.gaps_seed)
    if missing(pair.runs):
        return
    _figures(pair, state.gaps_source)
    _closing(pair)


def _names() -> dict[str, str]:
    return {
        "prior": _("N(0, I)"),
        "fitted_gaussian": _("Fitted Gaussian"),
        "mixture": _("Mixture of 10"),
    }


def _meaning(pair: Pair, source: str) -> str:
    a, b = pair.names
    if source == "prior":
        return _(
            "The very same 100 codes from N(0, I) through both. A VAE is trained for such codes; "
            "nothing ever asked an AE’s codes to follow N(0, I)."
        )
    if source == "fitted_gaussian":
        return _(
            "Codes from a Gaussian with the mean and covariance of each model’s own test codes: "
            "what the {a} and the {b} can do where their codes really are."
        ).format(a=a, b=b)
    return _(
        "Codes from a mixture of ten Gaussians fitted to each model’s own test codes "
        "(scikit-learn), as Ghosh et al. (2020) draw from trained autoencoders."
    )


def _pictures(run: Run, name: str, source: str, seed: int) -> None:
    terms.markdown(f"**{name}**")
    try:
        pictures = decoded(run, _codes(run, source, seed))
    except ConfigError as error:
        show_error(error, st.warning)
        return
    alt = _("100 pictures the {name} draws at random codes").format(name=name)
    side = max(pictures.shape[1:3])
    grid = strips.picture_html(strips.tiled(pictures, _SIDE, _GAP), alt, 2, 1, side=side)
    show_html(html('<div class="lse-gaps-grid">{}</div>', grid))
    try:
        read = readings(run.dataset, pictures)
    except RunError as error:
        show_error(error, st.warning)
        return
    if read:
        sure = [reading for reading in read if reading.share >= MIN_CERTAINTY]
        terms.caption(
            _(
                "Of these {n}, {sure} are recognised, as {classes} different classes (the table "
                "below counts a class from 5 % of its 10,000 draws on)."
            ).format(n=len(read), sure=len(sure), classes=len({reading.label for reading in sure}))
        )


def _codes(run: Run, source: str, seed: int) -> np.ndarray:
    """Random codes, (100, D). Raises ConfigError where there are too few codes to fit a mixture."""
    rng = np.random.default_rng(seed)
    if source == "prior":
        return prior_samples(_N, run.config.model.latent_dim, 1.0, rng)
    codes = _own_codes(run)
    if source == "fitted_gaussian":
        return fitted_samples(codes, _N, 1.0, rng)
    with st.spinner(_("Fitting ten Gaussians…")):
        return _mixture(run.id, run.metrics["files"]["latents.npz"]["sha256"], seed, codes)


def _own_codes(run: Run) -> np.ndarray:
    """The decoder's inputs for the test set: an AE's codes, or samples of a VAE's posteriors."""
    mu, logvar = run.latents.mu, run.latents.logvar
    if logvar is None:
        return mu
    eps = np.random.default_rng(0).standard_normal(mu.shape, dtype=np.float32)
    return mu + np.exp(0.5 * logvar) * eps


@st.cache_data(show_spinner=False, max_entries=200)
def _mixture(run_id: str, latents_hash: str, seed: int, _codes: np.ndarray) -> np.ndarray:
    return mixture_samples(_codes, _N, 1.0, np.random.default_rng(seed))


def _figures(pair: Pair, source: str) -> None:
    """Draw the figures of one source with their intervals, a line for each model."""
    keys = [f"{figure}_{source}" for figure in _FIGURES]
    heads = join(
        html(
            '<th scope="col" title="{}">{}</th>',
            MEASURES[key].meaning,
            MEASURES[key].label.partition(",")[0],
        )
        for key in keys
    )
    lines = []
    for run, name in zip(pair.runs, pair.names, strict=True):
        cells = join(
            html(
                "<td>{}<span>{}</span></td>",
                written(run, key, unit=True),
                written_interval(run, key),
            )
            for key in keys
        )
        lines.append(html('<tr><th scope="row">{}</th>{}</tr>', name, cells))
    show_html(
        html(
            '<div class="lse-scroll"><table class="lse-table lse-with-intervals">'
            "<thead><tr><th></th>{}</tr></thead><tbody>{}</tbody></table></div>",
            heads,
            join(lines),
        )
    )
    n = max(gaps(run)["n"] for run in pair.runs)
    terms.caption(
        _("Of {n} draws, not only these 100; small: the 95 % bootstrap interval.").format(
            n=f"{n:,}"
        )
    )
    with st.popover(_("What do these mean?"), type="tertiary", key="meanings stress"):
        terms.markdown("\n".join(f"- **{MEASURES[k].label}**: {MEASURES[k].meaning}" for k in keys))


def _closing(pair: Pair) -> None:
    """Sentences on how much of the gap each other source of codes closes."""
    st.subheader(_("How much of the gap that closes"), anchor=False)
    terms.markdown(_closing_words(pair))
    theme = theme_now()
    columns = st.columns(2, gap="large")
    charts = (("frechet", _("Fréchet distance, lower is better")),
              ("recognised_share", _("Share recognised, higher is better")))  # fmt: skip
    for column, (figure, title) in zip(columns, charts, strict=True):
        with column:
            show_figure(
                dots(pair, figure, title, theme),
                key=f"gaps chart {figure}",
                file=f"{pair.runs[0].dataset}-{figure}",
                alt=title,
            )


def closed_share(pair: Pair, source: str) -> tuple[str, float] | None:
    """(which side is behind with N(0, I), the part of its gap in Frechet distance that drawing from
    `source` closes); None where neither is behind. 1: as near as the other comes with N(0, I)."""
    distances = [measured(run, "frechet_prior") for run in pair.runs]
    behind = int(np.argmax(distances))
    gap = distances[behind] - distances[1 - behind]
    fitted = value(pair.runs[behind], f"frechet_{source}")
    if gap <= 0 or fitted is None:
        return None
    return pair.names[behind], (distances[behind] - fitted) / gap


def _closing_words(pair: Pair) -> str:
    by_gaussian, by_mixture = (closed_share(pair, source) for source in SOURCES[1:])
    if not by_gaussian or not by_mixture:
        return ""
    (name, gaussian), (_name, mixture) = by_gaussian, by_mixture
    return _(
        "With N(0, I) the {name} is behind. Drawing from a Gaussian fitted to its own codes closes "
        "{gaussian} % of that gap in Fréchet distance, a mixture of ten {mixture} %. (100 % is "
        "where the other stands with N(0, I); more is ahead of it.)"
    ).format(name=name, gaussian=f"{100 * gaussian:.0f}", mixture=f"{100 * mixture:.0f}")


def dots(pair: Pair, figure: str, title: str, theme: str):
    """A Plotly figure: a row for each source, a mark for each model with its interval. In ink: a
    filled disc is the left model, a hollow diamond the right one."""
    import plotly.graph_objects as go

    inks, rows = colours(theme), list(reversed(SOURCES))
    chart = go.Figure()
    is_share = figure == "recognised_share"
    for side, (run, name) in enumerate(zip(pair.runs, pair.names, strict=True)):
        keys = [f"{figure}_{source}" for source in rows]
        scale = 100 if is_share else 1
        x = [scale * measured(run, key) for key in keys]
        ends = [
            interval(run, key) or (v / scale, v / scale) for key, v in zip(keys, x, strict=True)
        ]
        ink = inks["ink"] if side == 0 else inks["grey"]
        chart.add_scatter(
            x=x,
            y=[i + (0.13 if side == 0 else -0.13) for i in range(len(rows))],
            name=name,
            mode="markers",
            marker={
                "color": ink if side == 0 else inks["ground"],
                "symbol": "circle" if side == 0 else "diamond",
                "size": 11,
                "line": {"color": ink, "width": 2},
            },
            error_x={
                "type": "data",
                "symmetric": False,
                "array": [scale * high - v for (_low, high), v in zip(ends, x, strict=True)],
                "arrayminus": [v - scale * low for (low, _high), v in zip(ends, x, strict=True)],
                "color": ink,
                "thickness": 1.5,
                "width": 4,
            },
            customdata=[f"{written(run, key)}. {interval_words(run, key)}" for key in keys],
            hovertemplate=name + ": %{customdata}<extra></extra>",
        )
    names = _names()
    chart.update_layout(
        title={"text": title, "font": {"size": 14}, "x": 0, "xanchor": "left"},
        height=250,
        margin={"l": 8, "r": 16, "t": 64, "b": 32},
        font={"size": 12, "color": inks["ink"]},
        legend={"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom", "itemclick": False},
        xaxis={
            "gridcolor": inks["line"],
            "showgrid": True,
            "zeroline": False,
            "rangemode": "tozero",
        },
        yaxis={
            "tickvals": list(range(len(rows))),
            "ticktext": [names[source] for source in rows],
            "range": [-0.5, len(rows) - 0.5],
            "showgrid": False,
            "zeroline": False,
            "automargin": True,
        },
    )
    if is_share:
        chart.update_xaxes(ticksuffix=" %", range=[0, 101])
    return chart
