"""The command that fetches a dataset."""

from __future__ import annotations

import argparse
import sys

from vae_core.cli.common import Commands, answer, command
from vae_core.data.built_in.download import download
from vae_core.data.datasets import DATASETS, data_root


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    fetch = command(commands, "download", _download, "fetch or repair a dataset")
    fetch.add_argument("dataset", metavar="D", help=f"one of {', '.join(DATASETS)}")


def _download(args: argparse.Namespace) -> None:
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        if not args.json and done // 10**6 != shown:
            shown = done // 10**6
            print(f"{done / 1e6:.0f} of {total / 1e6:.0f} MB", file=sys.stderr)

    download(args.dataset, on_progress=show)
    answer(args, {"dataset": args.dataset, "root": str(data_root())}, f"In {data_root()}.")
