"""The command line: train and watch, list and measure, export and fetch."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from typing import Any

from shtab import SUPPORTED_SHELLS, complete

from vae_core.cli import app, export, flow, importing, measuring, queue, runs, training
from vae_core.cli.data import download, own
from vae_core.errors import CutOffError, VaeCoreError
from vae_core.version import __version__

MODULE, CONSOLE = "python -m vae_core", "latent-explorer"
_EPILOG = """examples:
  {prog} train vae-2d --dataset uci-digits
  {prog} train vae-2d --dataset mnist --beta 4 --epochs 20
  {prog} train vae-2d --dataset mnist --queue
  {prog} queue
  {prog} watch mnist/vae-2d
  {prog} reproduce vae-dense-20
  {prog} list --dataset mnist --sort knn-accuracy
  {prog} show mnist/vae-2d
  {prog} evaluate mnist/vae-2d --iwae-samples 500
  {prog} recogniser mnist
  {prog} quality mnist/vae-2d mnist/ae-2d
  {prog} flow mnist/vae-dense-20
  {prog} sweep mnist-2d
  {prog} gaps mnist/ae-2d mnist/vae-2d
  {prog} factors shapes/vae-10d
  {prog} export mnist/vae-2d --to onnx
  {prog} import model.safetensors --dataset mnist --name mine
  {prog} download mnist
  {prog} data add flowers.zip --name flowers

Runs are kept in checkpoints/<dataset>/<name>/ (another place: VAE_CHECKPOINTS_DIR).
MNIST and Fashion-MNIST are read from VAE_DATA_DIR, or a cache folder in your home.
"""


def console() -> int:
    """Run the command given after `latent-explorer`; without one, open the app."""
    return main(sys.argv[1:] or ["app"], prog=CONSOLE)


def main(argv: Sequence[str] | None = None, prog: str = MODULE) -> int:
    """Run a command. Returns the exit status: 0 done, 1 refused with a sentence, 130 Ctrl-C."""
    try:
        args = make_parser(prog).parse_args(argv)
        args.run(args)
    except CutOffError as error:
        print(error, file=sys.stderr)
        return 130
    except VaeCoreError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Interrupted; nothing half-done was left behind.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 0
    return 0


def make_parser(prog: str = MODULE) -> argparse.ArgumentParser:
    """The parser of all commands; `prog` is what one types before them."""
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Train, list, measure and export autoencoders of small images.",
        epilog=_EPILOG.format(prog=prog),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "--version", action="version", version=f"latent-space-explorer {__version__}"
    )
    parser.add_argument(
        "--print-completion",
        action=_PrintCompletion,
        choices=SUPPORTED_SHELLS,
        metavar="SHELL",
        help=f"print what completes {CONSOLE} in a shell: {', '.join(SUPPORTED_SHELLS)}",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    app.add(commands)
    training.add(commands)
    queue.add(commands)
    runs.add(commands)
    own.add(commands)
    export.add(commands)
    importing.add(commands)
    measuring.add(commands)
    download.add(commands)
    flow.add(commands)
    # Messages that name a command name the one that was typed.
    parser.set_defaults(prog=prog)
    return parser


class _PrintCompletion(argparse.Action):
    """Prints the completion of the console script: a module's command cannot be completed."""

    def __call__(self, parser: argparse.ArgumentParser, *args: Any, **_: Any) -> None:
        _namespace, shell, *_rest = args
        print(complete(make_parser(CONSOLE), shell))
        parser.exit()
