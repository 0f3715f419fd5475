"""The command that measures a run on its test images."""

from __future__ import annotations

import argparse
from typing import Any

from vae_core.cli.common import Commands, answer, command
from vae_core.errors import ConfigError, RunError
from vae_core.runs.load import load_run


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    evaluate = command(commands, "evaluate", _evaluate, "measure a run on its test images")
    evaluate.add_argument("id", metavar="RUN", help="<dataset>/<name>")
    evaluate.add_argument(
        "--iwae-samples", type=int, default=100, metavar="K", help="of the IWAE bound (0: none)"
    )
    evaluate.add_argument(
        "--keep", action="store_true", help="write the figures into the run's metrics.json"
    )


def _evaluate(args: argparse.Namespace) -> None:
    run = load_run(args.id)
    if run.config.model.kind == "recogniser":
        raise ConfigError(f"{run.id} rebuilds nothing; 'list' shows how well it recognises.")
    from vae_core.data.datasets import load_dataset
    from vae_core.evaluation.metrics import evaluate
    from vae_core.evaluation.per_image import inspect_images, typical_values
    from vae_core.runs.notes.noted_dataset import has_other_images
    from vae_core.runs.store import amend, check_changeable

    if args.keep:
        check_changeable(run)
    dataset, model = load_dataset(run.dataset), run.model()
    if has_other_images(run.config, run.metrics):
        raise RunError(
            f"{run.id} was trained on other images than {dataset.info.title} has now, so figures "
            "on these would not be its own."
        )
    figures = evaluate(model, run.config, dataset, args.iwae_samples).to_dict()
    if args.keep:
        usual = typical_values(
            inspect_images(
                model, dataset.test.x(), run.config.training.binarize, labels=dataset.test.labels
            )
        )
        amend(run, {"evaluation": figures, "typical": usual})
    width = max(map(len, figures))
    text = "\n".join(f"{name:<{width}}  {_figure(value)}" for name, value in figures.items())
    answer(args, {"run": run.id, **figures}, text)


def _figure(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_figure, value))
    return f"{value:.4f}" if isinstance(value, float) else str(value)
