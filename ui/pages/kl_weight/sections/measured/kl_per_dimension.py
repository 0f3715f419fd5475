"""The KL of each latent dimension over beta."""

from __future__ import annotations

from collections.abc import Sequence

from ui.components.planes.dial.by_beta import along
from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.charts import chart_frame
from ui.pages.kl_weight.charts.labels import file_name
from ui.pages.kl_weight.measurements import protocol, sorted_kl, spread
from ui.styles.inks import theme
from ui.text.words import _
from ui.widgets.charts import line_charts
from ui.widgets.charts.line_charts import Series
from vae_core.studies.sweep.store import Sweep


def kl_flat(models: BetaModels) -> None:
    """Draw the KL of both dimensions of the 2-D ladder, or else of the dial's network."""
    series = _series(
        models.flat, [(_("the fuller dimension"), "joined"), (_("the emptier"), "squares")]
    )
    name, kinds = _("KL of each of 2 latent dimensions"), ("flat",)
    if not series and along(models.dial):
        series, kinds = _of_dial(models), ("dial",)
    if not series:
        return
    _chart(
        models, name, series, kinds,
        _("Nats that each dimension tells about an image, the fuller first."), "kl-2",
    )  # fmt: skip


def kl_deep(models: BetaModels) -> None:
    """Draw the KL of each dimension of the larger ladder, where there is one."""
    if not models.deep or not models.deep.ladder:
        return
    members = next(iter(models.deep.ladder.values()))
    dim = members[0].config.model.latent_dim
    series = _series(models.deep, [("", "hair")] * dim)
    name = _("KL of each of {n} latent dimensions").format(n=dim)
    _chart(
        models, name, series, ("deep",),
        _("A line a dimension, the fullest first. One after another falls to 0: a unit that has "
          "died "
          "says nothing about the image."), f"kl-{dim}",
    )  # fmt: skip


def _of_dial(models: BetaModels) -> list[Series]:
    points = along(models.dial)
    betas = [p["beta"] for p in points]
    per_dim = [sorted(p["kl_per_dim"], reverse=True) for p in points]
    looks = ((_("the fuller dimension"), "line"), (_("the emptier"), "grey"))
    return [
        Series(name, betas, [kl[i] for kl in per_dim], look) for i, (name, look) in enumerate(looks)
    ]


def _series(sweep: Sweep | None, looks: Sequence[tuple[str, str]]) -> list[Series]:
    steps = {beta: sorted_kl(members) for beta, members in (sweep.ladder if sweep else {}).items()}
    # At beta 0 the KL is far larger than all others: it is in the caption, not in the chart.
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


def _chart(
    models: BetaModels,
    name: str,
    series: list[Series],
    kinds: Sequence[str],
    meaning: str,
    file: str,
) -> None:
    drawn = line_charts.against_beta(
        name + _(", nats"), _("nats"), series, theme(), from_zero=True, legend=kinds != ("deep",)
    )
    sweep = models.deep if kinds == ("deep",) else models.flat
    if kinds != ("dial",) and sweep and 0.0 in sweep.ladder:
        meaning += " " + _(
            "At β = 0, where nothing holds the codes, it is {kl} nats in all."
        ).format(kl=f"{spread(sweep.ladder[0.0], 'kl').mean:.0f}")
    rows = [
        {"number": index + 1, "beta": beta, "kl": value, "kl_sd": sd}
        for index, item in enumerate(series)
        for beta, value, sd in zip(
            item.betas, item.values, item.sd or [None] * len(item.betas), strict=True
        )
    ]
    chart_frame.show(drawn, name, meaning, protocol(models, kinds), rows, file_name(models, file))
