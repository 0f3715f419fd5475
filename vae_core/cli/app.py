"""The command that opens the app in the browser."""

from __future__ import annotations

import argparse
import runpy
import sys

from vae_core.cli.common import Commands, command
from vae_core.errors import RunError
from vae_core.files.roots import shipped_root

_MAX_PORT = 65_535


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    app = command(commands, "app", _app, "open the app in the browser", json=False)
    app.add_argument("--port", type=int, metavar="N", help="of the app's server (default: 8501)")
    app.add_argument(
        "--address", metavar="A", help="on which it listens; 0.0.0.0: for the whole network"
    )
    app.add_argument(
        "--headless", action="store_true", help="open no browser, only start the server"
    )


def _app(args: argparse.Namespace) -> None:
    """Run Streamlit in this process; it reads its settings from `.streamlit` beside the app."""
    script = shipped_root().parent / "app.py"
    if not script.is_file():
        raise RunError(f"The app is not here: {script} is missing. Install the package again.")
    if args.port is not None and not 0 < args.port <= _MAX_PORT:
        raise RunError(f"A port is a whole number from 1 to {_MAX_PORT}, not {args.port}.")
    words = ["streamlit", "run", str(script)]
    for option in ("port", "address"):
        if (value := getattr(args, option)) is not None:
            words += [f"--server.{option}", str(value)]
    if args.headless:
        words += ["--server.headless", "true"]
    sys.argv = words
    # As `python -m streamlit`: the library itself imports nothing of the app's.
    runpy.run_module("streamlit", run_name="__main__", alter_sys=True)
