"""MIG over β for both objectives with all seeds, and a table of the other figures."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean

from ui.pages.kl_weight import url
from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.charts import chart_frame
from ui.pages.kl_weight.charts.labels import file_name
from ui.pages.kl_weight.known_factors import studies
from ui.styles.inks import inks, theme
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.charts import line_charts
from ui.widgets.charts.line_charts import Series
from ui.widgets.network.stages import network_line
from ui.widgets.table import Row, table
from vae_core.studies.sweep.store import Member

_LOOKS = {url.BETA_VAE: "joined", url.BETA_TCVAE: "line"}


def show(models: BetaModels) -> None:
    """Draw the chart and the table."""
    ladders = {name: studies.ladder(models, name) for name in models.studies}
    names = studies.objective_names()
    terms.markdown(_("**Does more weight disentangle?**"))
    series = [
        Series(
            _("{objective}, mean").format(objective=names[objective]),
            list(steps),
            [_mean(members, "mig") for members in steps.values()],
            _LOOKS[objective],
        )
        for objective, steps in ladders.items()
    ]
    ink = inks(theme())
    figure = line_charts.against_beta(
        _("Mutual information gap"), "", series, theme(), from_zero=True, legend=True
    )
    points = [
        (beta, member) for steps in ladders.values() for beta, ms in steps.items() for member in ms
    ]
    figure.add_scatter(
        x=[beta for beta, _member in points],
        y=[member.known_factors["mig"] for _beta, member in points if member.known_factors],
        mode="markers",
        name=_("one training"),
        marker={"symbol": "line-ew-open", "size": 13, "color": ink["grey"], "line": {"width": 2}},
        hovertemplate="β %{x:g}: MIG %{y:.3f}<extra></extra>",
    )
    betas = sorted({beta for steps in ladders.values() for beta in steps})
    figure.update_xaxes(tickvals=betas, ticktext=[f"{beta:g}" for beta in betas])
    chart_frame.show(
        figure,
        _("Mutual information gap"),
        _("1 would be one dimension for each factor. At β = 1 both objectives are the plain VAE."),
        _protocol(points),
        [_row(objective, beta, m) for objective, steps in ladders.items()
         for beta, members in steps.items() for m in members],
        file_name(models, "mig"),
    )  # fmt: skip
    _table(ladders)


def _table(ladders: dict[str, dict[float, tuple[Member, ...]]]) -> None:
    names = studies.objective_names()
    meanings = {
        "mig": (_("MIG"), _("Mutual information gap, 0 to 1, mean over factors.")),
        "disentanglement": (
            _("Disentanglement"),
            _("DCI: how far a dimension serves one factor only, 0 to 1."),
        ),
        "completeness": (
            _("Completeness"),
            _("DCI: how far a factor is in one dimension only, 0 to 1."),
        ),
        "informativeness": (
            _("Informativeness"),
            _("DCI: how well a forest guesses the factors from the codes, at most 1; mean."),
        ),
        "recon": (
            _("Reconstruction, nats"),
            _("Cross-entropy of the test images."),
        ),
        "kl": (_("KL, nats"), _("How much the codes tell of the image.")),
    }
    columns = [(objective, beta) for objective, steps in ladders.items() for beta in steps
               if objective == url.BETA_VAE or beta != 1.0]  # fmt: skip
    rows = [
        Row(
            title,
            tuple(_mean_text(ladders[objective][beta], figure) for objective, beta in columns),
            meaning,
        )
        for figure, (title, meaning) in meanings.items()
    ]
    heads = [f"{names[objective]} {beta:g}" for objective, beta in columns]
    table(rows, heads, key="kl factors")


def _value(member: Member, figure: str) -> float:
    figures = member.known_factors or {}
    if figure == "informativeness":
        return fmean(figures[figure])
    return float(figures[figure] if figure in figures else member.figures[figure])


def _mean(members: Sequence[Member], figure: str) -> float:
    return fmean(_value(member, figure) for member in members)


def _mean_text(members: Sequence[Member], figure: str) -> str:
    """The figure of each seed, rounded: "0.22, 0.25"."""
    decimals = 1 if figure in ("recon", "kl") else 2
    return ", ".join(f"{_value(member, figure):.{decimals}f}" for member in members)


def _protocol(points: Sequence[tuple[float, Member]]) -> str:
    members = [member for _beta, member in points]
    config = members[0].config
    seeds = sorted({member.seed for member in members})
    return _(
        "Shapes, {n} test images; {network}, {epochs} epochs, seeds {seeds}. Learning anything "
        "of this kind without labels takes luck: another seed may come out otherwise."
    ).format(
        n=f"{members[0].figures['n']:,}",
        network=network_line(config.model),
        epochs=config.training.epochs,
        seeds=", ".join(map(str, seeds)),
    )


def _row(objective: str, beta: float, member: Member) -> dict[str, object]:
    figures = ("mig", "disentanglement", "completeness", "informativeness", "recon", "kl")
    return {
        "objective": objective,
        "beta": beta,
        "seed": member.seed,
        **{figure: _value(member, figure) for figure in figures},
    }
