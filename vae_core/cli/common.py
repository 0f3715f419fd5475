"""What the commands share: how they are added to the parser, and how they print."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeAlias

from vae_core.runs.run import Run

# What `ArgumentParser.add_subparsers` returns.
Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"


def command(
    commands: Commands,
    name: str,
    run: Callable[[argparse.Namespace], None],
    text: str,
    *,
    json: bool = True,
) -> argparse.ArgumentParser:
    """Add a command to the parser; `run` is called with its arguments. json: it takes --json."""
    parser = commands.add_parser(
        name, help=text, description=text[:1].upper() + text[1:] + ".", allow_abbrev=False
    )
    if json:
        parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    parser.set_defaults(run=run)
    return parser


def add_runs(parser: argparse.ArgumentParser, default: str) -> None:
    """Add the runs that a command is for, as `ids`. default: which they are where none is named."""
    parser.add_argument(
        "ids", nargs="*", metavar="RUN", help=f"<dataset>/<name> (default: {default})"
    )


@contextmanager
def progress_bar(args: argparse.Namespace) -> Iterator[Callable[[Any], None]]:
    """Yield a function to call with each `Progress`, of one training after another."""
    if args.json:
        yield lambda _: None
        return
    from vae_core.training.progress import printed_progress

    with printed_progress() as show:
        yield show


def summary(run: Run) -> dict[str, Any]:
    """The values of a run, as --json prints them."""
    training, model = run.config.training, run.config.model
    return {
        "run": run.id,
        "kind": model.kind,
        "latent_dim": model.latent_dim,
        # A beta-conditioned run has a range of betas; its figures are those at beta 1.
        # An imported run was trained elsewhere, nobody knows at which.
        "beta": training.beta
        if model.kind == "vae" and not model.betas and not run.imported_from
        else None,
        "imported_from": run.imported_from,
        "betas": model.betas,
        "seed": training.seed,
        "epochs": training.epochs,
        "seconds": run.metrics["seconds"],
        "folder": str(run.folder),
        **run.metrics["evaluation"],
    }


def describe(run: Run) -> str:
    """A run and its main figures in one line."""
    figures = run.metrics["evaluation"]
    model = run.config.model
    if model.kind == "recogniser":
        return f"{run.id:<34} recognises {figures['accuracy']:.2%} of the test images"
    loss = f"recon {figures['recon']:.2f}"
    if figures["neg_elbo"] is not None:
        loss = f"-ELBO {figures['neg_elbo']:.2f}  {loss}  KL {figures['kl']:.2f}"
    line = f"{run.id:<34} {model.kind:<3} {model.latent_dim:>3}-D  {loss} nats"
    if figures["knn_accuracy"] is None:  # Images without labels
        return line
    return f"{line}  kNN {figures['knn_accuracy']:.1%}"


def confirmed(args: argparse.Namespace, question: str, what: str) -> bool:
    """True where --yes was given or the person at the terminal says yes; False where not.

    Where there is nobody to ask it is a fault of usage, like a missing option: exit status 2.
    what: what --yes is for, for that sentence.
    """
    if args.yes:
        return True
    try:
        if not args.json:
            return input(f"{question} [y/N] ").strip().lower() in ("y", "yes")
    except EOFError:
        print()
    parser: argparse.ArgumentParser = args.parser
    parser.error(f"there is nobody to ask: add --yes to {what}")


def answer(args: argparse.Namespace, values: Any, text: str) -> None:
    """Print the values as JSON where that was asked for, else the text."""
    print(json.dumps(values, indent=1) if args.json else text)
