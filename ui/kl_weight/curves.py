"""The section Curves: what was measured, over beta."""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import streamlit as st

from ui.gallery.table import Row, table
from ui.inks import theme
from ui.kl_weight import chart, charts
from ui.kl_weight.charts import Point, Series
from ui.kl_weight.measured import (
    COMPARED,
    Gap,
    Spread,
    along,
    at,
    excesses,
    gaps,
    protocol,
    signed,
    sorted_kl,
    spread,
)
from ui.kl_weight.shelf import Shelf
from ui.words import _
from vae_core.quality import DEFAULT_SAMPLES
from vae_core.recognised import CERTAIN
from vae_core.sweeps import Member, Sweep

_FIRST_TRAININGS = (0.1, 1.0, 8.0)
_MODELS = ("flat", "dial", "deep")


@dataclass(frozen=True)
class _Figure:
    """A chart of one figure over beta."""

    key: str
    name: str
    unit: str
    meaning: str
    scale: float = 1.0


def show(found: Shelf) -> None:
    """All charts of which anything was measured."""
    if not along(found.dial) and not _ladder(found.flat):
        st.caption(_("– Nothing was measured for this data set yet."))
        return
    _rate_distortion(found)
    _apart(found)
    st.subheader(_("Over β"), anchor=False)
    st.html(_key_over_beta(found))
    with st.container(key="lse-kl-charts"):
        _kl_flat(found)
        _kl_deep(found)
        for figure in _figures():
            _over_beta(found, figure)
    _trainings(found)


def _key(*marks: tuple[str, str]) -> str:
    """Which mark means what, once for all charts below: ("ring", "a network for each β"), ..."""
    body = "".join(
        f'<span><i class="lse-kl-{mark}"></i>{html.escape(name)}</span>' for mark, name in marks
    )
    return f'<p class="lse-kl-key">{body}</p>'


def _key_over_beta(found: Shelf) -> str:
    marks = (
        ("ring", _ladder_name(found.flat)),
        ("dot", _("2 numbers, the dial’s network") if along(found.dial) else ""),
        ("square", _ladder_name(found.deep)),
    )
    return _key(*(mark for mark in marks if mark[1]))


def _figures() -> tuple[_Figure, ...]:
    share = _("share read with at least {certain} %").format(certain=f"{100 * CERTAIN:.0f}")
    samples = f"{DEFAULT_SAMPLES:,}"
    return (
        _Figure(
            "active_units",
            _("Active units"),
            _("numbers"),
            _("Numbers of the code whose μ varies by more than 0.01 over the test images."),
        ),
        _Figure(
            "mean_sigma",
            _("Mean σ"),
            "",
            _("How wide the clouds are, mean over images and numbers; the prior’s σ is 1."),
        ),
        _Figure(
            "knn_accuracy",
            _("Right neighbours, %"),
            "%",
            _("Test images whose 20 nearest training codes vote for the right label."),
            scale=100,
        ),
        _Figure(
            "frechet_prior",
            _("Fréchet distance of draws"),
            "",
            _(
                "Of {n} decoded z ~ N(0, I) to the test images, in a recogniser’s features, no "
                "unit; lower is nearer. It compares with nothing measured elsewhere."
            ).format(n=samples),
        ),
        _Figure(
            "recognised_share_prior",
            _("Draws that are recognised, %"),
            "%",
            _(
                "Of {n} decoded z ~ N(0, I), the {share}. Where the code has collapsed all draws "
                "are one picture, read as one class or not at all."
            ).format(n=samples, share=share),
            scale=100,
        ),
    )


# ---- rate against distortion


def _rate_distortion(found: Shelf) -> None:
    ladder, one, here = _ladder(found.flat), _one(found), _here(found)
    rows = [
        *(_point_row(_("a network for each β"), point) for point in ladder),
        *(_point_row(_("the dial’s network"), point) for point in one),
    ]
    if found.bounds:
        rows += [
            {"model": "no model gets below", "distortion": found.bounds.floor},
            {"model": "mean image", "rate": 0.0, "distortion": found.bounds.collapsed},
        ]
    st.subheader(_("What the code costs, and what error remains"), anchor=False)
    marks = [
        *([("ring", _("a network for each β"))] if ladder else []),
        *([("dot", _("the dial’s network"))] if one else []),
        *([("here", _("where the dial stands"))] if here else []),
        *([("dash", _("slope −β"))] if here else []),
    ]
    st.html(_key(*marks))
    left, right = st.columns([3, 2], gap="medium")
    for column, draw, name in (
        (left, charts.rate_distortion, "near"),
        (right, charts.whole_plane, "whole"),
    ):
        with column:
            st.plotly_chart(
                draw(ladder, one, here, found.bounds, theme()),
                width="stretch",
                key=f"kl chart rate-distortion {name}",
                config={"displayModeBar": False},
                alt=_("Distortion over rate, a point for each β"),
            )
    meaning = _(
        "Right: more nats for the code (the rate R, the KL). Up: more error (the distortion D, "
        "cross-entropy over 784 pixels). Along a grey line D + R, the −ELBO, is the same; the "
        "lowest one is touched near β = 1. At each point the curve falls with slope −β, the price "
        "that was set. All in nats for each image, at one sample z ~ q(z|x)."
    )
    if not found.bounds:
        meaning += " " + _("The two bounds are missing (–): they are kept with the ladder.")
    chart.below(meaning, protocol(found, ("flat", "dial")), rows, _file(found, "rate-distortion"))


def _ladder(sweep: Sweep | None) -> list[Point]:
    return [
        Point(beta, spread(members, "kl"), spread(members, "recon"))
        for beta, members in (sweep.ladder.items() if sweep else ())
    ]


def _one(found: Shelf) -> list[Point]:
    return [
        Point(p["beta"], Spread(p["kl"], None), Spread(p["recon"], None)) for p in along(found.dial)
    ]


def _here(found: Shelf) -> Point | None:
    beta = st.session_state.kl_beta
    figures = at(found.dial, beta) if found.dial else None
    return Point(beta, Spread(figures[1], None), Spread(figures[0], None)) if figures else None


def _point_row(model: str, point: Point) -> dict[str, Any]:
    return {
        "model": model,
        "beta": point.beta,
        "rate": point.rate.mean,
        "rate_sd": point.rate.sd,
        "distortion": point.distortion.mean,
        "distortion_sd": point.distortion.sd,
    }


# ---- ladder and one network, side by side


def _apart(found: Shelf) -> None:
    """How far one network lies from the ladder."""
    compared = gaps(found.flat, found.dial)
    if not compared:
        return
    st.subheader(_("The dial’s network against a network for each β"), anchor=False)
    if ends := excesses(compared):
        least, most = (signed(value) for value in ends)
        st.markdown(
            _(
                "From β {low} to {high} the D + βR of the dial’s one network lies {least} to "
                "{most} nats from that of networks trained at one β each, after as many epochs; "
                "below 0 the one network is better."
            ).format(low=f"{COMPARED[0]:g}", high=f"{COMPARED[1]:g}", least=least, most=most)
            + "".join(
                " " + _("At β {beta} it is {excess}.").format(beta=f"{gap.beta:g}", excess=more)
                for gap in compared
                if not COMPARED[0] <= gap.beta <= COMPARED[1]
                for more in [signed(gap.excess)]
            )
        )
    columns = [f"β {gap.beta:g}" for gap in compared]
    table(_gap_rows(compared), columns, key="kl apart")
    rows = [
        {
            "beta": gap.beta,
            **{f"ladder_{name}": value.mean for name, value in gap.ladder.items()},
            **{f"ladder_{name}_sd": value.sd for name, value in gap.ladder.items()},
            **{f"one_{name}": gap.one[name] for name in gap.ladder},
            "excess": gap.excess,
        }
        for gap in compared
    ]
    said = protocol(found, ("flat", "dial"), bars=False)
    chart.below(_("In nats."), said, rows, _file(found, "apart"))


def _gap_rows(compared: Sequence[Gap]) -> list[Row]:
    each, one = _("a network for each β"), _("the dial’s network")

    def ladder(name: str) -> tuple[str, ...]:
        return tuple(f"{gap.ladder[name].mean:.1f}" for gap in compared)

    def single(name: str) -> tuple[str, ...]:
        return tuple(f"{gap.one[name]:.1f}" for gap in compared)

    error, rate = _("What error remains."), _("What the code costs: the KL.")
    return [
        Row(f"D, {each}", ladder("recon"), error),
        Row(f"D, {one}", single("recon"), error),
        Row(f"R, {each}", ladder("kl"), rate),
        Row(f"R, {one}", single("kl"), rate),
        Row(
            _("D + βR, {one} less {each}").format(one=one, each=each),
            tuple(signed(gap.excess, 2) for gap in compared),
            _("What both minimise; above 0 the network trained for this β alone is better."),
        ),
    ]


# ---- one figure over beta


def _over_beta(found: Shelf, figure: _Figure) -> None:
    series = [
        made
        for who in _MODELS
        if (made := _series(found, who, figure.key, figure.scale)) is not None
    ]
    if not series:
        chart.absent(figure.name, _missing(found, figure.key))
        return
    drawn = charts.against_beta(figure.name, figure.unit, series, theme(), from_zero=True)
    who = [name for name in _MODELS if _series(found, name, figure.key, 1.0)]
    chart.show(
        drawn,
        figure.name,
        figure.meaning,
        protocol(found, who),
        _series_rows(series),
        _file(found, figure.key.replace("_", "-")),
    )


def _series(found: Shelf, who: str, key: str, scale: float) -> Series | None:
    """None where there is no such model, or it lacks the figure."""
    if who == "dial":
        points = [p for p in along(found.dial) if p.get(key) is not None]
        if not points:
            return None
        values = [scale * p[key] for p in points]
        return Series(_("the dial’s network"), [p["beta"] for p in points], values, "line")
    sweep = found.flat if who == "flat" else found.deep
    steps = {
        beta: value
        for beta, members in (sweep.ladder.items() if sweep else ())
        if (value := spread(members, key)) is not None
    }
    if not steps:
        return None
    return Series(
        _ladder_name(sweep),
        list(steps),
        [scale * value.mean for value in steps.values()],
        "joined" if who == "flat" else "squares",
        [None if value.sd is None else scale * value.sd for value in steps.values()],
    )


def _missing(found: Shelf, key: str) -> str:
    if key in ("frechet_prior", "recognised_share_prior"):
        return _(
            "Not measured: it takes a recogniser. `python -m vae_core recogniser {name}` trains "
            "one."
        ).format(name=found.dataset)
    return _("Not measured by these models.")


def _series_rows(series: Iterable[Series]) -> list[dict[str, Any]]:
    return [
        {"model": one.name, "beta": beta, "value": value, "sd": sd}
        for one in series
        for beta, value, sd in zip(
            one.betas, one.values, one.sd or [None] * len(one.betas), strict=True
        )
    ]


# ---- KL of each number


def _kl_flat(found: Shelf) -> None:
    series = _kl_series(
        found.flat, [(_("the fuller number"), "joined"), (_("the emptier"), "squares")]
    )
    name, who = _("KL of each of 2 numbers"), ("flat",)
    if not series and along(found.dial):
        series, who = _kl_of_dial(found), ("dial",)
    if not series:
        return
    _kl_chart(
        found, name, series, who,
        _("Nats that each number of the code tells about an image, the fuller first."), "kl-2",
    )  # fmt: skip


def _kl_of_dial(found: Shelf) -> list[Series]:
    points = along(found.dial)
    betas = [p["beta"] for p in points]
    both = [sorted(p["kl_per_dim"], reverse=True) for p in points]
    looks = ((_("the fuller number"), "line"), (_("the emptier"), "grey"))
    return [
        Series(name, betas, [kl[i] for kl in both], look) for i, (name, look) in enumerate(looks)
    ]


def _kl_deep(found: Shelf) -> None:
    if not found.deep or not found.deep.ladder:
        return
    members = next(iter(found.deep.ladder.values()))
    dim = members[0].config.model.latent_dim
    series = _kl_series(found.deep, [("", "hair")] * dim)
    name = _("KL of each of {n} numbers").format(n=dim)
    _kl_chart(
        found, name, series, ("deep",),
        _("A line a number, the fullest first. One after another falls to 0: a unit that has died "
          "says nothing about the image."), f"kl-{dim}",
    )  # fmt: skip


def _kl_series(sweep: Sweep | None, looks: Sequence[tuple[str, str]]) -> list[Series]:
    steps = {beta: sorted_kl(members) for beta, members in (sweep.ladder if sweep else {}).items()}
    # At 0 nothing holds the codes, and their KL dwarfs all others: it is said, not drawn.
    steps = {beta: values for beta, values in steps.items() if beta}
    if not steps:
        return []
    return [
        Series(
            name,
            list(steps),
            [values[i].mean for values in steps.values()],
            look,
            [values[i].sd for values in steps.values()],
        )
        for i, (name, look) in enumerate(looks)
    ]


def _kl_chart(
    found: Shelf, name: str, series: list[Series], who: Sequence[str], meaning: str, file: str
) -> None:
    drawn = charts.against_beta(
        name + _(", nats"), _("nats"), series, theme(), from_zero=True, legend=who != ("deep",)
    )
    sweep = found.deep if who == ("deep",) else found.flat
    if who != ("dial",) and sweep and 0.0 in sweep.ladder:
        meaning += " " + _(
            "At β = 0, where nothing holds the codes, it is {kl} nats in all."
        ).format(kl=f"{spread(sweep.ladder[0.0], 'kl').mean:.0f}")
    rows = [
        {"number": place + 1, "beta": beta, "kl": value, "kl_sd": sd}
        for place, one in enumerate(series)
        for beta, value, sd in zip(
            one.betas, one.values, one.sd or [None] * len(one.betas), strict=True
        )
    ]
    chart.show(drawn, name, meaning, protocol(found, who), rows, _file(found, file))


# ---- the trainings


def _trainings(found: Shelf) -> None:
    """Validation figures of chosen members by epoch."""
    if not found.flat or not found.flat.ladder:
        return
    st.subheader(_("The trainings"), anchor=False)
    betas = list(found.flat.ladder)
    chosen = st.pills(
        _("β"),
        betas,
        selection_mode="multi",
        default=[beta for beta in _FIRST_TRAININGS if beta in betas],
        format_func=lambda beta: f"{beta:g}",
        key="kl_trainings",
        persist_state="session",
    )
    members = {f"β {beta:g}": found.flat.ladder[beta][0] for beta in sorted(chosen)}
    if not members:
        st.caption(_("Choose one or more β to see how those networks were trained."))
        return
    draw_trainings(
        members,
        protocol(found, ("flat",), first_seed=True),
        _file(found, "trainings"),
    )


def draw_trainings(members: dict[str, Member], protocol: str, file: str) -> None:
    """Error, KL and their sum by epoch, a line for each member."""
    parts: dict[str, Callable[[dict], float]] = {
        _("Error D, nats"): lambda record: record["val_recon"],
        _("KL R, nats"): lambda record: record["val_kl"],
        _("−ELBO, D + R, nats"): lambda record: record["val_recon"] + record["val_kl"],
    }
    for column, (name, value) in zip(st.columns(3), parts.items(), strict=True):
        with column:
            lines = {
                said: (
                    [record["epoch"] for record in member.history],
                    [value(record) for record in member.history],
                )
                for said, member in members.items()
            }
            st.plotly_chart(
                charts.over_epochs(name, _("nats"), lines, theme()),
                width="stretch",
                key=f"kl chart {file} {name}",
                config={"displayModeBar": False},
                alt=name,
            )
    rows = [
        {"model": said, "seed": member.seed, **record}
        for said, member in members.items()
        for record in member.history
    ]
    meaning = _(
        "On training images held back, with the weights at the end of each epoch, nats an image."
    )
    chart.below(meaning, protocol, rows, file)


# ---- what stands in captions


def _ladder_name(sweep: Sweep | None) -> str:
    if not _ladder(sweep):
        return ""
    members = next(iter(sweep.ladder.values()))
    return _("{n} numbers, a network for each β").format(n=members[0].config.model.latent_dim)


def _file(found: Shelf, what: str) -> str:
    return f"{found.dataset}-kl-weight-{what}"
