"""The command that compares samples of runs with the test set."""

from __future__ import annotations

import argparse
from typing import Any

from vae_core.cli.common import Commands, add_runs, answer, command
from vae_core.cli.measuring.judged import to_judge
from vae_core.runs.run import Run


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    quality = command(
        commands, "quality", _quality, "measure samples against the test set, and keep the figures"
    )
    add_runs(quality, "every run of every dataset that has a recogniser")


def _quality(args: argparse.Namespace) -> None:
    from vae_core.evaluation.samples.quality import NOT_COMPARABLE, sample_quality
    from vae_core.runs.store import amend
    from vae_core.training.train_recogniser import with_all_anchors

    def models(runs: list[Run]) -> list[Run]:
        return [run for run in runs if run.config.model.kind != "recogniser"]

    runs, recognisers = to_judge(args.prog, args.ids, models)
    anchors = {
        name: with_all_anchors(recogniser).metrics["anchors"]
        for name, recogniser in recognisers.items()
        if name in {run.dataset for run in runs}
    }
    measured = {}
    for run in runs:
        figures = sample_quality(run, recognisers[run.dataset]).to_dict()
        measured[run.id] = amend(run, {"quality": figures}).metrics["quality"]
    values = {"anchors": anchors, "runs": measured, "note": NOT_COMPARABLE}
    answer(args, values, _quality_table(anchors, measured) + f"\n\n{NOT_COMPARABLE}")


def _quality_table(anchors: dict[str, Any], measured: dict[str, Any]) -> str:
    """Table of scores; each dataset's runs stand between its anchors (test images, then noise)."""
    rows = []
    for dataset, anchor in anchors.items():
        rows.append((dataset, "training images", anchor["train"]))
        for run_id, quality in measured.items():
            if run_id.startswith(f"{dataset}/"):
                rows.append((run_id, "z ~ N(0, I)", quality["prior"]))
                if quality["fitted"]:
                    rows.append((run_id, "z ~ Gaussian fitted to its codes", quality["fitted"]))
                if quality["mixture"]:
                    rows.append((run_id, "z ~ mixture of ten Gaussians", quality["mixture"]))
                if quality["flow"]:
                    rows.append((run_id, "z ~ flow fitted to its codes", quality["flow"]))
        rows.append((dataset, "noise", anchor["noise"]))
    head = f"{'Frechet':>9} {'inception':>10} {'precision':>10} {'recall':>7} {'edges':>7}"
    lines = [f"{'':<34} {'':<34} {head}"]
    lines += [
        f"{name:<34} {source:<34} {score['frechet']:>9.1f} {score['inception']:>10.2f}"
        f" {_digits(score, 'precision', 2):>10} {_digits(score, 'recall', 2):>7}"
        f" {_digits(score, 'edges', 3):>7}"
        for name, source, score in rows
    ]
    return "\n".join(lines)


def _digits(score: dict[str, Any], name: str, digits: int) -> str:
    """A figure with so many digits; "-" where an older measurement lacks it."""
    value = score.get(name)
    return "-" if value is None else f"{value:.{digits}f}"
