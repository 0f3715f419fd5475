"""Commands that train what a study needs: reproduce, recogniser, sweep."""

from __future__ import annotations

import argparse
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vae_core.cli.common import Commands, answer, command, describe, progress_bar, summary
from vae_core.data.datasets import DATASETS
from vae_core.errors import TrainingError
from vae_core.models.published import SYSTEMS, System
from vae_core.studies.sweep.plan import BACKENDS, SWEEPS, get_sweep
from vae_core.studies.sweep.store import Member, Sweep
from vae_core.studies.sweep.table import sweep_table


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
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
