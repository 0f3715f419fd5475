"""The command line: train and watch, list and measure, export and fetch."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from vae_core.cli import measuring, queue, training
from vae_core.errors import CutOffError, VaeCoreError

_EPILOG = """examples:
  python -m vae_core train vae-2d --dataset uci-digits
  python -m vae_core train vae-2d --dataset mnist --beta 4 --epochs 20
  python -m vae_core train vae-2d --dataset mnist --queue
  python -m vae_core queue
  python -m vae_core watch mnist/vae-2d
  python -m vae_core reproduce vae-dense-20
  python -m vae_core list
  python -m vae_core evaluate mnist/vae-2d --iwae-samples 500
  python -m vae_core recogniser mnist
  python -m vae_core quality mnist/vae-2d mnist/ae-2d
  python -m vae_core sweep mnist-2d
  python -m vae_core gaps mnist/ae-2d mnist/vae-2d
  python -m vae_core export mnist/vae-2d --to decoder
  python -m vae_core download mnist

Runs are kept in checkpoints/<dataset>/<name>/ (another place: VAE_CHECKPOINTS_DIR).
MNIST and Fashion-MNIST are read from VAE_DATA_DIR, or a cache folder in your home.
"""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command. Returns the exit status: 0 done, 1 refused with a sentence, 130 Ctrl-C."""
    args = _parser().parse_args(argv)
    try:
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


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m vae_core",
        description="Train, list, measure and export autoencoders of 28x28 images.",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    training.add(commands)
    queue.add(commands)
    measuring.add(commands)
    return parser
