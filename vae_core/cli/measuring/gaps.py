"""The command that measures what sets AEs and VAEs apart."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import Any

from vae_core.cli.common import Commands, add_runs, answer, command
from vae_core.cli.measuring.judged import to_judge
from vae_core.runs.run import Run
from vae_core.studies.sweep.plan import is_unlisted


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    gaps = command(
        commands,
        "gaps",
        _gaps,
        "measure what sets AEs and VAEs apart, and keep the figures and maps",
    )
    add_runs(
        gaps,
        "runs of two numbers, and pairs of an AE and a VAE that differ in nothing else, of every "
        "dataset that has a recogniser",
    )


def _gaps(args: argparse.Namespace) -> None:
    from vae_core.data.datasets import is_downloaded, load_dataset
    from vae_core.evaluation.codes.ae_vs_vae import measure_gaps
    from vae_core.evaluation.plane.maps import save_maps
    from vae_core.evaluation.samples.quality import NOT_COMPARABLE
    from vae_core.runs.store import amend

    runs, recognisers = to_judge(args.prog, args.ids, usual_runs)
    datasets = {run.dataset for run in runs if is_downloaded(run.dataset)}
    images = {name: load_dataset(name) for name in datasets}
    measured = []
    for run in runs:
        figures = measure_gaps(run, recognisers[run.dataset], images.get(run.dataset)).to_dict()
        amend(run, {"gaps": figures})
        if run.config.model.latent_dim == 2:
            save_maps(run, recognisers[run.dataset])
        measured.append({"run": run.id, **figures})
    values = measured[0] if len(args.ids) == 1 else measured
    answer(args, values, _gaps_table(measured) + f"\n\n{NOT_COMPARABLE}")


def _gaps_table(measured: list[dict[str, Any]]) -> str:
    """Table with a line for each figure and a column for each run, one block for each dataset."""
    blocks = []
    for dataset in dict.fromkeys(gaps["run"].partition("/")[0] for gaps in measured):
        runs = [gaps for gaps in measured if gaps["run"].startswith(f"{dataset}/")]
        rows = [(dataset, [gaps["run"].partition("/")[2] for gaps in runs])]
        rows += [
            (figure, [_short(gaps[figure]) for gaps in runs])
            for figure in runs[0]
            if figure not in ("run", "seed", "recogniser", "intervals")
        ]
        lines = [f"{name:<34}" + "".join(f"{cell:>18}" for cell in cells) for name, cells in rows]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) or "There is no run to measure."


def _short(value: float | None) -> str:
    """A number with four significant digits, or all digits of an integer."""
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def usual_runs(runs: Sequence[Run]) -> list[Run]:
    """The runs that `gaps` measures unasked: those with a 2-D latent, or with a twin.

    Twins differ in nothing but in being an AE or a VAE. Members of a ladder and conditional runs
    are left out.
    """
    models = [
        run
        for run in runs
        if run.config.model.kind != "recogniser"
        and run.config.model.n_labels is None
        and not is_unlisted(run)
    ]
    kinds = {(run.config.model.kind, _all_but_the_kind(run)) for run in models}

    def has_twin(run: Run) -> bool:
        other = {"ae": "vae", "vae": "ae"}[run.config.model.kind]
        return (other, _all_but_the_kind(run)) in kinds

    return [run for run in models if run.config.model.latent_dim == 2 or has_twin(run)]


def _all_but_the_kind(run: Run) -> tuple[Any, ...]:
    model = run.config.model
    return run.dataset, model.encoder, model.decoder, model.latent_dim, run.config.training
