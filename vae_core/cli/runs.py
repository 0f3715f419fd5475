"""Commands for runs that are there: list, show, rename and remove them."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from typing import Any

from vae_core.cli.common import Commands, answer, command, confirmed, describe, summary
from vae_core.data.datasets import DATASETS
from vae_core.errors import ConfigError
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.notes.metadata import (
    disk_bytes,
    is_shipped,
    metadata,
    refuse_shipped,
    trained_at,
    update_metadata,
)
from vae_core.runs.run import Run

_LIST_FORMAT = 1
# What `list` can be sorted by, and whether the largest comes first. Runs without it come last.
_SORTS: dict[str, bool] = {
    "id": False,
    "made": True,
    "latent-dim": False,
    "neg-elbo": False,
    "recon": False,
    "knn-accuracy": True,
    "seconds": False,
}


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    listing = command(commands, "list", _list, "list the runs and their figures")
    listing.add_argument("--dataset", metavar="D", help="only runs of this dataset")
    listing.add_argument("--kind", choices=("ae", "vae", "recogniser"), help="only runs of this")
    listing.add_argument(
        "--sort", choices=tuple(_SORTS), default="id", help="the best or newest first (default: id)"
    )

    show = command(commands, "show", _show, "show what is known of a run")
    show.add_argument("id", metavar="RUN", help="<dataset>/<name>")

    rename = command(commands, "rename", _rename, "give a run another title")
    rename.description = (
        "Give a run another title. Its folder and its id stay, so that links to it stay good."
    )
    rename.add_argument("id", metavar="RUN", help="<dataset>/<name>")
    rename.add_argument("title", metavar="TITLE", help='one line; "" for none')

    remove = command(commands, "rm", _remove, "delete a run for good")
    remove.add_argument("id", metavar="RUN", help="<dataset>/<name>")
    remove.add_argument("--yes", action="store_true", help="delete it without asking")
    remove.set_defaults(parser=remove)


def _list(args: argparse.Namespace) -> None:
    runs, problems = list_runs()
    for problem in problems:
        print(f"warning: {problem}", file=sys.stderr)
    # Runs outlive their dataset, and one that was registered is known to its own process only.
    known = dict.fromkeys((*DATASETS, *(run.dataset for run in runs)))
    if args.dataset not in (None, *known):
        raise ConfigError(
            f"There is no dataset {args.dataset!r}, and no run of one; there are "
            f"{', '.join(known)}."
        )
    chosen = [
        run
        for run in runs
        if args.dataset in (None, run.dataset) and args.kind in (None, run.config.model.kind)
    ]
    chosen = _sorted(chosen, args.sort)
    values = {
        "format": _LIST_FORMAT,
        "runs": [summary(run) for run in chosen],
        "problems": list(map(str, problems)),
    }
    none = "There are no such runs." if runs else "There are no runs yet."
    answer(args, values, "\n".join(map(describe, chosen)) or none)


def _sorted(runs: list[Run], by: str) -> list[Run]:
    """The runs sorted by one of `_SORTS`; ties keep their order, runs without a value are last."""
    if by == "id":
        return runs
    key: Callable[[Run], Any] = {
        "made": trained_at,
        "latent-dim": lambda run: run.config.model.latent_dim,
        "seconds": lambda run: run.metrics["seconds"],
    }.get(by, lambda run: run.metrics["evaluation"].get(by.replace("-", "_")))
    measured = [run for run in runs if key(run) not in (None, "")]
    others = [run for run in runs if key(run) in (None, "")]
    return sorted(measured, key=key, reverse=_SORTS[by]) + others


def _show(args: argparse.Namespace) -> None:
    run = load_run(args.id)
    details = metadata(run)
    values = {
        **summary(run),
        "title": details.title,
        "notes": details.notes,
        "pinned": details.pinned,
        "shipped": is_shipped(run.id, run.folder.parent.parent),
        "made": trained_at(run),
        "bytes": disk_bytes(run),
        "parameters": run.metrics["parameters"],
        "config": run.config.to_dict(),
    }
    lines = [describe(run)]
    for name, text in (
        ("title", details.title),
        ("notes", details.notes),
        ("made", values["made"]),
        ("folder", f"{run.folder}  ({values['bytes'] / 1e6:.1f} MB)"),
        ("shipped", "yes: it stays as it is" if values["shipped"] else ""),
        ("parameters", ", ".join(f"{n:,} {part}" for part, n in values["parameters"].items())),
        ("model", _settings(run.config.model)),
        ("training", _training(run)),
    ):
        if text:
            lines.append(f"{name:<11} {text}")
    answer(args, values, "\n".join(lines))


def _training(run: Run) -> str:
    """How the run was trained, in one line."""
    if run.imported_from:
        return f"elsewhere, nobody knows how: imported from {run.imported_from}"
    return _settings(run.config.training)


def _settings(config: Any) -> str:
    """The plain settings of a config, like "epochs 20, lr 0.001"; not its layers."""
    plain = {name: value for name, value in vars(config).items() if name not in _LAYERS}
    return ", ".join(f"{name} {value}" for name, value in plain.items() if value is not None)


_LAYERS = ("encoder", "decoder")


def _rename(args: argparse.Namespace) -> None:
    title = update_metadata(load_run(args.id), title=args.title).title
    text = f"{args.id} is now called {title!r}." if title else f"{args.id} has no title now."
    answer(args, {"run": args.id, "title": title}, text)


def _remove(args: argparse.Namespace) -> None:
    from vae_core.jobs.retention import delete

    run = load_run(args.id)
    refuse_shipped(run)
    if not confirmed(args, f"Delete {run.id} for good?", f"delete {run.id}"):
        print("Nothing was deleted.")
        return
    delete(run)
    answer(args, {"run": args.id, "removed": True}, f"{args.id} is deleted.")
