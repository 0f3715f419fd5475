"""The section Schedules: three ways to the same final beta."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.pages.kl_weight.beta_models import BetaModels, sweep_command
from ui.pages.kl_weight.charts import chart_frame
from ui.pages.kl_weight.measurements import protocol, spread_if_known
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.table import Row, table
from vae_core.studies.sweep.store import Member, Sweep

_BETA = 1.0
_FIGURES = ("recon", "kl", "neg_elbo", "active_units", "mean_sigma", "knn_accuracy",
            "frechet_prior", "recognised_share_prior")  # fmt: skip


def show(models: BetaModels) -> None:
    """Draw a table and training curves of the schedules of the 2-D ladder."""
    sweep = models.flat
    members = _members(sweep) if sweep else {}
    if not sweep or not members:
        st.info(
            _("No network trained by a schedule is here for this data set.")
            + (f"\n\n`{sweep_command(sweep.plan.name)}`" if sweep else "")
        )
        return
    terms.markdown(
        _(
            "β need not be the same from the first step on. **Warm-up** raises it evenly from 0 to "
            "its final value over the first quarter of the training (Bowman et al. 2016); "
            "**cyclical** does so in the first half of each of four equal cycles, from 0 each time "
            "(Fu et al. 2019). All end at β = 1, after as many epochs."
        )
    )
    missing = [name for name in _names().values() if name not in members]
    if missing:
        terms.caption(_("Not here (–): {names}.").format(names=", ".join(missing)))
    of_seeds = sweep.ladder.get(_BETA, ())
    table(_rows(of_seeds, members), list(members), key="kl schedules")
    if sentence := _in_words(of_seeds, members):
        terms.markdown(sentence)
    training_note = protocol(models, ("flat",), first_seed=True)
    rows = [
        {"schedule": name, "seed": m.seed, **{key: m.figures.get(key) for key in _FIGURES}}
        for name, m in members.items()
    ]
    chart_frame.below("", training_note, rows, f"{models.dataset}-kl-weight-schedules")
    from ui.pages.kl_weight.sections.measured.trainings import draw_trainings

    draw_trainings(members, training_note, f"{models.dataset}-kl-weight-schedule-trainings")


def _in_words(of_seeds: Sequence[Member], members: dict[str, Member]) -> str:
    """A sentence on how far their final ELBOs differ, and how far seeds alone make them differ."""
    over = spread_if_known(of_seeds, "neg_elbo")
    if over is None or over.sd is None or len(members) < 2:
        return ""
    ends = [member.figures["neg_elbo"] for member in members.values()]
    return _("Their −ELBO ends {apart} nats apart; seeds alone make ± {sd} of it.").format(
        apart=f"{max(ends) - min(ends):.1f}", sd=f"{over.sd:.1f}"
    )


def _names() -> dict[str, str]:
    return {
        "constant": _("Constant"),
        "warm-up": _("Warm-up"),
        "cyclical": _("Cyclical"),
    }


def _members(sweep: Sweep) -> dict[str, Member]:
    """The first seed of each schedule at the same final beta; empty without any but constant."""
    by_schedule: dict[str, Member] = {}
    for member in sweep.members:
        if member.beta == _BETA and member.config.training.reconstruct:
            by_schedule.setdefault(member.config.training.beta_schedule, member)
    known = {name: by_schedule[key] for key, name in _names().items() if key in by_schedule}
    return known if set(by_schedule) - {"constant"} else {}


def _rows(of_seeds: Sequence[Member], members: dict[str, Member]) -> list[Row]:
    """Table rows of the figures, each with its meaning and its spread over seeds alone."""
    figures = {
        "recon": (_("Reconstruction D, nats"), _("What the decoder misses of a test image."), 1, 1),
        "kl": (_("KL R, nats"), _("What the code costs."), 2, 1),
        "neg_elbo": (_("−ELBO, nats"), _("D + R; lower is better."), 1, 1),
        "active_units": (_("Active units"), _("Latent dimensions that vary."), 0, 1),
        "mean_sigma": (_("Mean σ"), _("How wide the clouds are; the prior’s is 1."), 3, 1),
        "knn_accuracy": (_("k-NN accuracy, %"), _("The 20 nearest training codes vote."), 1, 100),
        "frechet_prior": (_("Fréchet of draws"), _("In a recogniser’s features."), 0, 1),
        "recognised_share_prior": (_("Draws recognised, %"), _("At least 90 % sure."), 1, 100),
    }
    rows = []
    for key, (name, meaning, decimals, scale) in figures.items():
        values = tuple(
            "–" if m.figures.get(key) is None else f"{scale * m.figures[key]:.{decimals}f}"
            for m in members.values()
        )
        notes, over = [meaning], spread_if_known(of_seeds, key)
        if over and over.sd is not None:
            sd = f"{scale * over.sd:.{max(decimals, 1)}f}"
            notes.append(_("Seeds alone, at constant β: ± {sd}.").format(sd=sd))
        if "–" in values:
            notes.append(_("–: it takes a recogniser, and there was none."))
        rows.append(Row(name, values, " ".join(notes)))
    return rows
