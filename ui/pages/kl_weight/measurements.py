"""The figures of the ladders and of the network of every beta, ready to be drawn. No Plotly."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from ui.components.planes.dial.by_beta import along, at
from ui.pages.kl_weight.beta_models import BetaModels
from ui.text.numbers import number
from ui.text.words import _, dataset_title
from ui.widgets.charts.spread import Spread
from ui.widgets.network.stages import network_line
from vae_core.models.config import RunConfig
from vae_core.runs.run import Run
from vae_core.studies.sweep.store import Member, Sweep

# Betas between which one network is held against the ladder (issue 6).
COMPARED = (0.1, 8.0)


@dataclass(frozen=True)
class Gap:
    """Figures of the ladder and of the single network at one beta.

    excess: D + beta R of the single network less that of the ladder, in nats.
    """

    beta: float
    ladder: Mapping[str, Spread]
    single: Mapping[str, float]

    @property
    def excess(self) -> float:
        return self.single["objective"] - self.ladder["objective"].mean


def spread(members: Sequence[Member], figure: str) -> Spread:
    """A figure over seeds that every VAE of a sweep has, such as "recon"; of one member or more."""
    return _spread([member.figures[figure] for member in members])


def spread_if_known(members: Sequence[Member], figure: str) -> Spread | None:
    """A figure over seeds; None where a member lacks it, or where there is no member."""
    if not members or any(member.figures.get(figure) is None for member in members):
        return None
    return spread(members, figure)


def _spread(values: Sequence[float]) -> Spread:
    return Spread(fmean(values), stdev(values) if len(values) > 1 else None)


def sorted_kl(members: Sequence[Member]) -> list[Spread]:
    """KL of each latent dimension over seeds, sorted from the largest: their order is chance."""
    each = zip(*(sorted(m.figures["kl_per_dim"], reverse=True) for m in members), strict=True)
    return [_spread(kl) for kl in each]


def gaps(sweep: Sweep | None, run: Run | None) -> list[Gap]:
    """The gap between ladder and single network at every beta where both were measured."""
    by_beta = {round(point["beta"], 9): point for point in along(run)}
    names = ("recon", "kl", "objective")
    return [
        Gap(beta, {name: spread(members, name) for name in names}, by_beta[round(beta, 9)])
        for beta, members in (sweep.ladder.items() if sweep else ())
        if round(beta, 9) in by_beta
    ]


def excesses(gaps: Sequence[Gap]) -> tuple[float, float] | None:
    """(least, most) excess within the betas of `COMPARED`; None where there is none."""
    low, high = COMPARED
    inside = [gap.excess for gap in gaps if low <= gap.beta <= high]
    return (min(inside), max(inside)) if inside else None


def signed(value: float, decimals: int = 1) -> str:
    """Number with its sign (a true minus), without one where it rounds to 0."""
    if not round(value, decimals):
        return f"{0:.{decimals}f}"
    return number(value, f"+.{decimals}f")


def sentence(run: Run, beta: float) -> str:
    """A sentence with KL and reconstruction error at this beta."""
    figures = at(run, beta)
    if figures is None:
        return _("– How much the code costs here was not measured: train the run again.")
    return _(
        "β {beta}: {kl} nats buy the code, {recon} nats of reconstruction error remain."
    ).format(beta=f"{beta:.3g}", kl=f"{figures[1]:.1f}", recon=f"{figures[0]:.1f}")


def protocol(
    models: BetaModels,
    kinds: Sequence[str],
    *,
    first_seed: bool = False,
    bars: bool = True,
    n: int | None = None,
) -> str:
    """Sentences on how models were trained and measured. kinds: some of "flat", "dial", "deep".

    first_seed: only the models of the first seed are shown.  bars: what is drawn of several seeds
    has error bars; else it is their means.  n: test images, where not all.
    """
    sentences, configs = [], []
    for name, sweep in (("flat", models.flat), ("deep", models.deep)):
        if name in kinds and sweep and sweep.ladder:
            members = [member for some in sweep.ladder.values() for member in some]
            configs.append((members[0].config, members[0].figures["n"]))
            sentences.append(_each(members[:1] if first_seed else members, bars))
    if "dial" in kinds and models.dial:
        run = models.dial
        low, high = models.betas
        configs.append((run.config, run.metrics["evaluation"]["n"]))
        sentences.append(
            _("The dial’s network, every β from {low} to {high}: {network}, gated, {made}.").format(
                low=f"{low:g}",
                high=f"{high:g}",
                network=network_line(run.config.model),
                made=_made(run.config, [run.config.training.seed]),
            )
        )
    if not configs:
        return ""
    config, known = configs[0]
    data_note = _("{title}, {n} test images.").format(
        title=dataset_title(config.dataset), n=f"{n or known:,}"
    )
    return " ".join([data_note, *sentences])


def _each(members: Sequence[Member], bars: bool) -> str:
    seeds = sorted({member.seed for member in members})
    shown = _("(bars: ± one standard deviation)") if bars else _("(means)")
    return _("A network for each β: {network}, {made}{shown}.").format(
        network=network_line(members[0].config.model),
        made=_made(members[0].config, seeds),
        shown=" " + shown if len(seeds) > 1 else "",
    )


def _made(config: RunConfig, seeds: Sequence[int]) -> str:
    return _("{epochs} epochs, {seeds}").format(epochs=config.training.epochs, seeds=_seeds(seeds))


def _seeds(seeds: Sequence[int]) -> str:
    named = ", ".join(str(seed) for seed in seeds)
    return (_("seed {seeds}") if len(seeds) == 1 else _("seeds {seeds}")).format(seeds=named)
