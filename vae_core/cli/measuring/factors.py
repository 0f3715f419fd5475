"""The command that measures how latent dimensions match known factors."""

from __future__ import annotations

import argparse
from typing import Any

from vae_core.cli.common import Commands, add_runs, answer, command
from vae_core.data.datasets import DATASETS, is_downloaded, load_dataset
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.run import Run


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    factors = command(
        commands,
        "factors",
        _factors,
        "measure how latent dimensions match known factors (MIG, DCI), and keep the figures",
    )
    add_runs(factors, "every VAE of every dataset whose factors are known")


def _factors(args: argparse.Namespace) -> None:
    from vae_core.evaluation.factors.disentanglement import measure_disentanglement
    from vae_core.runs.store import amend, check_changeable

    runs = [load_run(run_id) for run_id in args.ids] if args.ids else _with_known_factors()
    for run in runs:
        check_changeable(run)
    measured = {}
    for run in runs:
        measured[run.id] = measure_disentanglement(run).to_dict()
        amend(run, {"factors": measured[run.id]})
    answer(args, measured, _factors_table(measured))


def _with_known_factors() -> list[Run]:
    """Every VAE that figures can be written to, of every dataset whose factors are known."""
    from vae_core.runs.store import is_read_only

    known = {name for name in DATASETS if is_downloaded(name) and load_dataset(name).read_factors}
    return [
        run
        for run in list_runs()[0]
        if run.dataset in known and run.config.model.kind == "vae" and not is_read_only(run)
    ]


def _factors_table(measured: dict[str, dict[str, Any]]) -> str:
    """Table with a line for each run, and below it what each dimension knows of each factor."""
    blocks = []
    for run_id, figures in measured.items():
        scores = ("mig", "disentanglement", "completeness")
        lines = [f"{run_id}: " + ", ".join(f"{name} {figures[name]:.3f}" for name in scores)]
        lines.append(f"{'nats':<8}" + "".join(f"{name:>10}" for name in figures["factors"]))
        rows = [(f"z{j}", row) for j, row in enumerate(figures["information"], 1)]
        rows.append(("entropy", figures["entropy"]))
        lines += [f"{name:<8}" + "".join(f"{v:>10.2f}" for v in row) for name, row in rows]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) or "There is no run to measure."
