"""The command train: a preset or a file of settings, here or in the queue."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, get_args

from vae_core.cli.common import Commands, answer, command, describe, progress_bar, summary
from vae_core.cli.training.settings import requested_config
from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError
from vae_core.models.config import BetaSchedule, Estimator, Likelihood, RunConfig
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.presets import PRESETS, get_preset
from vae_core.runs.recording.film import PLANS

if TYPE_CHECKING:
    from vae_core.training.fit import Progress


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    train = command(commands, "train", _train, "train a preset, or return the run that exists")
    what = train.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "preset",
        nargs="?",
        metavar="PRESET",
        help="; ".join(f"{p.name}: {p.summary}" for p in PRESETS.values()),
    )
    train.add_argument(
        "--dataset",
        metavar="D",
        help=f"one of {', '.join(DATASETS)} (default: uci-digits, or the file's)",
    )
    what.add_argument(
        "--config",
        type=Path,
        metavar="FILE",
        help="a file like a run's config.json, for a preset; returns the run that has it",
    )
    train.add_argument(
        "--set",
        dest="settings",
        action="append",
        metavar="NAME=VALUE",
        help="any setting of config.json, like training.ema=0.99; can be given again",
    )
    train.add_argument(
        "--objective",
        metavar="NAME",
        help="what is minimised in place of the ELBO: "
        f"{', '.join(OBJECTIVES)}; parameters with --set training.objective.PARAMETER=VALUE",
    )
    train.add_argument("--epochs", type=int, metavar="N", help="passes over the training images")
    train.add_argument("--beta", type=float, metavar="B", help="weight of the KL term, 0 or more")
    train.add_argument(
        "--beta-schedule", choices=get_args(BetaSchedule), help="how beta gets there"
    )
    train.add_argument("--latent-dim", type=int, metavar="D", help="latent dimensions")
    train.add_argument("--seed", type=int, metavar="S", help="of everything random")
    train.add_argument("--lr", type=float, metavar="LR", help="peak learning rate")
    train.add_argument("--batch-size", type=int, metavar="N", help="images in a step")
    train.add_argument(
        "--likelihood",
        choices=get_args(Likelihood),
        help="cross-entropy of the pixels, or their squared error",
    )
    train.add_argument(
        "--estimator", choices=get_args(Estimator), help="of the KL term: exact, or by one sample"
    )
    train.add_argument(
        "--threads",
        type=int,
        default=0,
        metavar="N",
        help="processor threads to train with (default: torch's own number; in the queue that of "
        "limits.toml)",
    )
    train.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    train.add_argument("--name", help="name of the run (default: the preset and what you changed)")
    train.add_argument(
        "--film",
        choices=PLANS,
        default="log",
        help="when frames of the training's film are taken: about 40 times, evenly in log(step); "
        "every 75 batches and then each epoch; or never",
    )
    train.add_argument(
        "--save-every",
        type=float,
        metavar="SECONDS",
        help="how often the state is kept, to go on from if it is cut off (default: 30; 0: never)",
    )
    train.add_argument(
        "--log",
        choices=("tensorboard",),
        help="write curves and the manifold to logs/<dataset>/<name>; "
        "'tensorboard --logdir logs' shows them",
    )
    train.add_argument(
        "--queue", action="store_true", help="wait in the queue behind others; return at once"
    )
    again = train.add_mutually_exclusive_group()
    again.add_argument(
        "--resume",
        action="store_true",
        default=True,
        help="go on with a training that was cut off, if there is one (this is the default)",
    )
    again.add_argument(
        "--fresh", dest="resume", action="store_false", help="forget it, and start over"
    )


def _train(args: argparse.Namespace) -> None:
    config, name = requested_config(args)
    published_on = get_preset(args.preset).published_on if args.preset else None
    if published_on not in (None, config.dataset):
        print(
            f"note: {args.preset} was published on {published_on}; what it reaches on "
            f"{config.dataset} has no published figure to compare with.",
            file=sys.stderr,
        )
    if args.queue:
        here = {
            "--log": args.log,
            "--device": args.device != "auto",
            "--save-every": args.save_every is not None,
            "--fresh": not args.resume,
        }
        if given := [option for option, is_given in here.items() if is_given]:
            raise ConfigError(f"{given[0]} is for a training of this process: leave out --queue.")
        _enqueue(args, config, name)
        return
    from vae_core.jobs.processes.worker import work_here
    from vae_core.training.loop.checkpoint import KEEP_EVERY

    on_beta = None if args.json else _print_beta
    run_id = f"{config.dataset}/{name}"
    with ExitStack() as stack:
        show, log = stack.enter_context(progress_bar(args)), None
        if args.log:
            from vae_core.training.tensorboard import training_log

            log = stack.enter_context(training_log(run_id, config.model.kind == "vae"))

        def on_progress(progress: Progress) -> None:
            show(progress)
            if log:
                log.hear(progress)

        run = work_here(
            run_id,
            config,
            film=args.film,
            device=args.device,
            resume=args.resume,
            threads=args.threads,
            keep_every=KEEP_EVERY if args.save_every is None else args.save_every,
            on_progress=on_progress,
            on_beta=on_beta,
        )
        if log:
            log.finish(run)
    if config.model.betas:  # A run that was there already may have been cut off before this
        from vae_core.studies.beta_conditioned import complete_beta_run

        run = complete_beta_run(run, on_beta)
    answer(args, summary(run), describe(run))


def _enqueue(args: argparse.Namespace, config: RunConfig, name: str) -> None:
    """Put a training into the queue, without waiting for it."""
    from vae_core.jobs.queue import enqueue, positions

    request = enqueue(config, name, film=args.film, threads=args.threads)
    position = positions().get(request.id)
    values = {
        "run": request.id,
        "there": request.there,
        "joined": request.joined,
        "place": position,
    }
    if request.there:
        text = f"{request.id} is there already."
    else:
        state = f"place {position}" if position else "about to begin"
        text = f"{request.id}: {state}. '{args.prog} watch {request.id}' follows it."
    answer(args, values, text)


def _print_beta(beta: float) -> None:
    from tqdm import tqdm

    tqdm.write(f"measured at beta {beta:g}", file=sys.stderr)
