"""The dial’s one network beside the networks of the ladder: how far it lies from them."""

from __future__ import annotations

from collections.abc import Sequence

from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.charts import chart_frame
from ui.pages.kl_weight.charts.labels import file_name
from ui.pages.kl_weight.measurements import COMPARED, Gap, excesses, gaps, protocol, signed
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.table import Row, table


def compare_with_ladder(models: BetaModels) -> None:
    """Draw the table of the single network against the ladder."""
    compared = gaps(models.flat, models.dial)
    if not compared:
        return
    if ends := excesses(compared):
        least, most = (signed(value) for value in ends)
        terms.markdown(
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
            **{f"one_{name}": gap.single[name] for name in gap.ladder},
            "excess": gap.excess,
        }
        for gap in compared
    ]
    text = protocol(models, ("flat", "dial"), bars=False)
    chart_frame.below(_("In nats."), text, rows, file_name(models, "apart"))


def _gap_rows(compared: Sequence[Gap]) -> list[Row]:
    each, one = _("a network for each β"), _("the dial’s network")

    def ladder(name: str) -> tuple[str, ...]:
        return tuple(f"{gap.ladder[name].mean:.1f}" for gap in compared)

    def single(name: str) -> tuple[str, ...]:
        return tuple(f"{gap.single[name]:.1f}" for gap in compared)

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
