"""Commands that train: train, reproduce, recogniser, sweep."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, get_args

from vae_core.cli.common import Commands, answer, command, describe, progress_bar, summary
from vae_core.cli.settings import requested_config
from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError, TrainingError
from vae_core.models.config import BetaSchedule, Estimator, Likelihood, RunConfig
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.presets import PRESETS, get_preset
from vae_core.models.published import SYSTEMS, System
from vae_core.runs.recording.film import PLANS
from vae_core.studies.sweep.plan import BACKENDS, SWEEPS, get_sweep
from vae_core.studies.sweep.store import Member, Sweep
from vae_core.studies.sweep.table import sweep_table

if TYPE_CHECKING:
    from vae_core.training.fit import Progress


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
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
        default=30.0,
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

    reproduce = command(
        commands, "reproduce", _reproduce, "train published systems and compare with their figures"
    )
    reproduce.add_argument(
        "systems",
        nargs="*",
        metavar="PRESET",
        help=f"out of these (default: all): {'; '.join(map(_published, SYSTEMS.values()))}",
    )
    reproduce.add_argument(
        "--quick", action="store_true", help="one epoch each: tries everything, compares nothing"
    )
    reproduce.add_argument(
        "--root",
        type=Path,
        metavar="DIR",
        help="keep the runs here, and take what is there already (default: train all, keep none)",
    )
    reproduce.add_argument(
        "--report", type=Path, metavar="FILE.md", help="write the table and pictures to this file"
    )

    recogniser = command(
        commands, "recogniser", _recogniser, "train a dataset's recogniser, or return the one there"
    )
    recogniser.add_argument("dataset", metavar="D", help=f"one of {', '.join(DATASETS)}")

    sweep = command(
        commands, "sweep", _sweep, "train a model for each weight of the KL term, and measure all"
    )
    sweep.add_argument(
        "names", nargs="*", metavar="NAME", help=f"out of {', '.join(SWEEPS)} (default: all)"
    )
    sweep.add_argument(
        "--betas", nargs="+", type=float, metavar="B", help="only these weights, 0 or more"
    )
    sweep.add_argument("--seeds", type=int, metavar="N", help="of each weight (default: its own)")
    sweep.add_argument(
        "--jobs", type=int, default=2, metavar="N", help="trained at a time here (default: 2)"
    )
    sweep.add_argument(
        "--backend",
        choices=BACKENDS,
        default="loky",
        help="processes of this machine, or the workers of a Dask cluster",
    )
    sweep.add_argument("--scheduler", metavar="ADDRESS", help="of Dask, like tcp://10.0.0.2:8786")
    sweep.add_argument("--root", type=Path, metavar="DIR", help="keep everything here instead")


def _published(system: System) -> str:
    """A system in one line: its name, its source, and whether it has published figures."""
    figures = "figures to compare with" if system.figures else "no figure published"
    if system.elsewhere:
        figures = "its figures are of other images: nothing is compared"
    parts = (system.document, system.author, system.address)
    return f"{system.name}: {', '.join(filter(None, parts))} ({figures})"


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
        if args.log:
            raise ConfigError("--log is for a training of this process: leave out --queue.")
        _enqueue(args, config, name)
        return
    from vae_core.jobs.processes.worker import work_here

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
            keep_every=args.save_every,
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


def _reproduce(args: argparse.Namespace) -> None:
    from vae_core.studies.report import reproduction_table, write_report
    from vae_core.studies.reproduction import reproduce

    command = " ".join(["python -m vae_core reproduce", *args.systems])
    with ExitStack() as stack:
        root = args.root or Path(stack.enter_context(TemporaryDirectory(prefix="reproduction-")))
        runs = []
        show = stack.enter_context(progress_bar(args))
        for run in reproduce(args.systems, quick=args.quick, root=root, on_progress=show):
            print(describe(run), file=sys.stderr)
            runs.append(run)
        if args.report:
            write_report(runs, args.report, command + (" --quick" if args.quick else ""))
        answer(args, [summary(run) for run in runs], reproduction_table(runs))


def _recogniser(args: argparse.Namespace) -> None:
    from vae_core.training.train_recogniser import train_recogniser

    with progress_bar(args) as show:
        run = train_recogniser(args.dataset, on_progress=show)
    answer(args, summary(run), describe(run))


def _sweep(args: argparse.Namespace) -> None:
    from tqdm import tqdm

    from vae_core.studies.sweep.runner import run_sweep

    plans = [get_sweep(name) for name in args.names or SWEEPS]
    settings = {
        key: getattr(args, key)
        for key in ("betas", "seeds", "jobs", "backend", "scheduler", "root")
    }
    sweeps: list[Sweep] = []
    failed: list[str] = []
    for plan in plans:
        with tqdm(unit="model", desc=plan.name, disable=None if not args.json else True) as bar:

            def show(outcome: Any, n: int, bar: Any = bar) -> None:
                bar.total = n
                bar.set_postfix_str(outcome.name, False)
                bar.update()

            sweep, outcomes = run_sweep(plan.name, **settings, on_member=show)
        sweeps.append(sweep)
        failed += [f"{o.name} ({o.failed.rstrip('.')})" for o in outcomes if o.failed]
        for problem in sweep.problems:
            print(f"warning: {problem}", file=sys.stderr)
    text = "\n\n".join(
        f"{s.plan.name}, {s.seconds / 60:.0f} minutes of training\n{sweep_table(s)}" for s in sweeps
    )
    answer(args, {s.plan.name: [_member(m) for m in s.members] for s in sweeps}, text)
    if failed:
        raise TrainingError(
            f"{len(failed)} of the models failed: {'; '.join(failed)}. The others are kept; start "
            "the sweep again to try these once more."
        )


def _member(member: Member) -> dict[str, Any]:
    return {
        "run": member.run_id,
        "beta": member.beta,
        "seed": member.seed,
        "seconds": member.seconds,
        **member.figures,
    }
