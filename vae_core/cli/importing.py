"""The command that takes weights from elsewhere as a run."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import get_args

from vae_core.cli.common import Commands, answer, command, describe, summary
from vae_core.cli.training.settings import read_config
from vae_core.errors import ConfigError
from vae_core.models.layers import Activation
from vae_core.models.presets import make_config

_DATASET = "mnist"


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    parser = command(
        commands, "import", _import, "take weights that were trained elsewhere as a run"
    )
    parser.add_argument(
        "file",
        type=Path,
        metavar="FILE",
        help=".safetensors, .npz, Keras's .weights.h5, or .pt of torch.save(model.state_dict())",
    )
    of = parser.add_mutually_exclusive_group()
    of.add_argument(
        "--config",
        type=Path,
        metavar="CONFIG.json",
        help="what the weights are of, as a run's config.json says it (default: dense layers, told "
        "from the shapes of the weights)",
    )
    of.add_argument("--preset", metavar="PRESET", help="the same, as a preset")
    parser.add_argument(
        "--activation",
        choices=get_args(Activation),
        default="relu",
        help="of hidden dense layers that are told from their shapes (default: relu)",
    )
    parser.add_argument(
        "--dataset",
        metavar="D",
        help=f"what it is measured on (default: {_DATASET}, or the file's)",
    )
    parser.add_argument("--name", help="name of the run (default: the file's)")
    parser.add_argument(
        "--iwae-samples",
        type=int,
        metavar="K",
        help="of the bound on a VAE's log p(x); 0 leaves it out (default: as after a training)",
    )


def _import(args: argparse.Namespace) -> None:
    from vae_core.evaluation.metrics import DEFAULT_IWAE_SAMPLES
    from vae_core.importing.files import MAX_BYTES, read_weights
    from vae_core.importing.match import MisfitError
    from vae_core.importing.run_of_weights import import_run

    config = read_config(args.config) if args.config else None
    dataset = args.dataset or (config.dataset if config else _DATASET)
    if args.preset:
        config = make_config(args.preset, dataset)
    try:
        with args.file.open("rb") as opened:
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        raise ConfigError(f"{args.file} cannot be read ({error.strerror}).") from error
    file = read_weights(content, args.file.name, allow_pt=True)
    try:
        run = import_run(
            file,
            dataset,
            args.name,
            model=config.model if config else None,
            activation=args.activation,
            iwae_samples=DEFAULT_IWAE_SAMPLES if args.iwae_samples is None else args.iwae_samples,
        )
    except MisfitError as error:
        print(error.table(), file=sys.stderr)
        raise
    answer(args, summary(run), describe(run))
