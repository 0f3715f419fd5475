"""The command that learns a prior after the training: a normalising flow over the codes."""

from __future__ import annotations

import argparse
import sys
from typing import Any

from vae_core.cli.common import Commands, answer, command
from vae_core.runs.load import load_run


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    flow = command(
        commands,
        "flow",
        _flow,
        "fit a normalising flow to the codes of training images, a prior to draw from, and keep it",
    )
    flow.add_argument("ids", nargs="+", metavar="RUN", help="<dataset>/<name>")


def _flow(args: argparse.Namespace) -> None:
    from vae_core.data.datasets import load_dataset
    from vae_core.evaluation.codes.learned_prior import fit_prior
    from vae_core.runs.flow_file import FILE, flow_bytes
    from vae_core.runs.store import amend, attach, check_changeable

    runs = [load_run(run_id) for run_id in args.ids]
    for run in runs:
        check_changeable(run)
    measured: dict[str, dict[str, Any]] = {}
    for run in runs:

        def show(share: float, run_id: str = run.id) -> None:
            if not args.json:
                end = "\n" if share == 1 else ""
                print(f"\r{run_id}: {share:4.0%}", end=end, file=sys.stderr, flush=True)

        flow, figures = fit_prior(run, load_dataset(run.dataset), on_progress=show)
        measured[run.id] = figures.to_dict()
        # Scores of draws are those of the flow before, if there was one.
        quality = run.metrics.get("quality")
        kept = {"quality": {**quality, "flow": None}} if quality else {}
        amend(attach(run, FILE, flow_bytes(flow)), {"flow": measured[run.id], **kept})
    answer(args, measured, _table(measured))


def _table(measured: dict[str, dict[str, Any]]) -> str:
    """Table with a line for each run: log-densities, KL and -ELBO under the flow, seconds."""
    names = ("log_prior", "log_flow", "kl", "neg_elbo", "seconds")
    lines = [f"{'nats an image':<34}" + "".join(f"{name:>11}" for name in names)]
    for run_id, figures in measured.items():
        cells = ("-" if figures[name] is None else f"{figures[name]:.2f}" for name in names)
        lines.append(f"{run_id:<34}" + "".join(f"{cell:>11}" for cell in cells))
    return "\n".join(lines)
