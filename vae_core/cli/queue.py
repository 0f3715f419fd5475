"""Commands around the queue of trainings: queue and watch."""

from __future__ import annotations

import argparse
import sys
import time
from dataclasses import asdict
from typing import Any

from vae_core.cli.common import Commands, answer, command, describe
from vae_core.errors import ConfigError, RunError, TrainingError
from vae_core.files import disk
from vae_core.jobs import records
from vae_core.jobs.processes import supervisor
from vae_core.jobs.records import ENDED, Job, Status
from vae_core.runs.layout import run_folder
from vae_core.runs.load import load_run

_ASKS = ("go", "pause", "stop", "discard")
_LOOKS_EVERY = 0.3


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    queue = command(commands, "queue", _queue, "show the trainings, and say how they go on")
    queue.add_argument(
        "action",
        nargs="?",
        default="list",
        choices=("list", *_ASKS, "serve"),
        metavar="ACTION",
        help="list (the default); go, pause, stop (and keep) or discard RUN; serve: work off the "
        "queue here until Ctrl-C, as the app does by itself",
    )
    queue.add_argument("id", nargs="?", metavar="RUN", help="<dataset>/<name>")
    queue.add_argument(
        "--until-idle", action="store_true", help="with serve: end when nothing is left to do"
    )

    watch = command(commands, "watch", _watch, "follow a training, wherever it was started")
    watch.add_argument("id", metavar="RUN", help="<dataset>/<name>")


def _queue(args: argparse.Namespace) -> None:
    from vae_core.jobs import queue

    if (args.action in _ASKS) != (args.id is not None):
        raise ConfigError("Write 'queue', 'queue serve', or one of go, pause, stop, discard RUN.")
    if args.action == "serve":
        if args.until_idle:
            supervisor.supervise()
        else:
            supervisor.supervise(idle=None)
    elif args.action == "list":
        _list(args)
    else:
        queue.want(args.id, args.action)
        state = records.status(args.id)
        answer(args, {"run": args.id, "want": args.action}, f"{args.id}: {args.action}")
        if state.state == "waiting" and not args.json:
            print("It waits in the queue.", file=sys.stderr)


def _list(args: argparse.Namespace) -> None:
    from vae_core.jobs.queue import positions

    supervisor.ensure_supervisor()
    queue_positions = positions()
    jobs = [(job, records.status(job.id)) for job in records.jobs()]
    values = [
        {
            **_figures(state),
            "job": job.id,
            "run": state.run or job.id,
            "title": job.title,
            "place": queue_positions.get(job.id),
        }
        for job, state in jobs
    ]
    lines = [_line(job, state, queue_positions.get(job.id)) for job, state in jobs]
    answer(args, values, "\n".join(lines) or "Nothing is being trained, and nothing waits.")
    for problem in records.damaged_jobs():
        print(problem, file=sys.stderr)


def _figures(state: Status) -> dict[str, Any]:
    """The values of a job's status, without its curves."""
    values = asdict(state)
    del values["points"], values["history"]
    return values


def _line(job: Job, state: Status, position: int | None) -> str:
    share = f"{state.step / state.total_steps:>4.0%}" if state.total_steps else "    "
    left = f"{state.left:,.0f} s left" if state.left and state.state == "training" else ""
    note = f"place {position}" if position else left or state.message
    return f"{job.id:<34} {state.state:<10} {share}  {note}".rstrip()


def _watch(args: argparse.Namespace) -> None:
    """Show the progress of a training until it ends, then its figures."""
    from tqdm import tqdm

    from vae_core.jobs.processes.supervisor import ensure_supervisor
    from vae_core.jobs.queue import positions

    job = records.read_job(args.id)
    if job is None and not disk.is_taken(run_folder(args.id)):
        raise RunError(f"{args.id} is not being trained, does not wait to be, and is no run.")
    state = records.status(args.id)
    lines = _Lines() if not args.json and not sys.stderr.isatty() else None
    with tqdm(unit="step", disable=None if not args.json else True) as bar:
        while job and state.state not in ENDED:
            ensure_supervisor()
            position = positions().get(args.id) if state.state == "waiting" else None
            _show(bar, state, position)
            if lines:
                lines.print_new(job, state, position)
            time.sleep(_LOOKS_EVERY)
            job, state = records.read_job(args.id), records.status(args.id)
    if lines and job:
        lines.print_epochs(job, state)
    if state.state == "failed":
        raise TrainingError(state.message)
    if state.state == "discarded":
        answer(args, {"run": None}, f"{args.id} was discarded.")
        return
    run = load_run(state.run or args.id)
    answer(args, {"run": run.id, **run.metrics["evaluation"]}, describe(run))


class _Lines:
    """What `watch` prints where there is no terminal: a line for each state and each epoch."""

    def __init__(self) -> None:
        self._state = ""
        self._epochs = 0

    def print_new(self, job: Job, state: Status, position: int | None) -> None:
        """Print what has changed since the last call."""
        self.print_epochs(job, state)
        words = f"place {position} in the queue" if position else state.state
        if words != self._state:
            print(words, file=sys.stderr, flush=True)
            self._state = words

    def print_epochs(self, job: Job, state: Status) -> None:
        """Print the epochs that have ended since the last call."""
        from vae_core.training.progress import epoch_line

        for record in state.history[self._epochs :]:
            loss, epochs = record["val_recon"] + record["val_kl"], job.config.training.epochs
            line = epoch_line(record["epoch"], epochs, loss, record["seconds"])
            print(line, file=sys.stderr, flush=True)
        self._epochs = max(self._epochs, len(state.history))


def _show(bar: Any, state: Status, position: int | None) -> None:
    if state.total_steps:
        bar.total = state.total_steps
        bar.update(state.step - bar.n)
    description = (
        f"place {position} in the queue" if position else f"{state.state}, epoch {state.epoch}"
    )
    bar.set_description(description, False)
    if state.history:
        last = state.history[-1]
        bar.set_postfix_str(f"loss {last['val_recon'] + last['val_kl']:.2f}", False)
    bar.refresh()
