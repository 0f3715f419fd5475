"""The command that writes a run for other programs."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from vae_core.cli.common import Commands, answer, command
from vae_core.errors import ConfigError, VaeCoreError
from vae_core.export.formats import FORMATS, export_file
from vae_core.files import atomic
from vae_core.runs.conditions.at_label import run_at_label
from vae_core.runs.load import load_run

_DTYPES = ("float16", "float32")


def add(commands: Commands) -> None:
    """Add the command to the parser."""
    export = command(commands, "export", _export, "write a run to take home")
    export.add_argument("id", metavar="RUN", help="<dataset>/<name>")
    export.add_argument(
        "--to",
        metavar="FORMAT",
        help="onnx (encoder and decoder), torch (a plain file of PyTorch and the weights), "
        f"notebook, {'html (one page that needs no server), ' if 'html' in FORMATS else ''}"
        "csv (the codes as a table), zip (the run as it is); "
        "any other word is a STEM: the decoder for a browser, in STEM.json and STEM.bin "
        "(default: the name)",
    )
    export.add_argument(
        "--out",
        type=Path,
        metavar="PATH",
        help="of a format: the file, or a folder that is there (default: <dataset>-<name>, here)",
    )
    export.add_argument(
        "--label",
        type=int,
        metavar="Y",
        help="of a conditional run: which label, from 0; csv, zip and the decoder for a browser "
        "are of all labels",
    )
    export.add_argument(
        "--dtype",
        choices=_DTYPES,
        help=f"of the decoder for a browser (default: {_DTYPES[0]})",
    )
    export.add_argument(
        "--beta",
        type=float,
        help="at which a model of every beta is written (default: 1); not with zip, which has all",
    )


def _export(args: argparse.Namespace) -> None:
    if args.to not in FORMATS:
        _export_decoder(args)
        return
    if args.dtype is not None:
        raise ConfigError(f"--dtype would change nothing of {args.to}.")
    run = load_run(args.id)
    if args.label is not None:
        run = run_at_label(run, args.label)
    path = export_file(run, args.to, args.out, args.beta)
    size = path.stat().st_size
    answer(args, {"file": str(path), "bytes": size}, f"{path}  {size:,} bytes")


def _export_decoder(args: argparse.Namespace) -> None:
    """Write the decoder as the app's pages read it (`runs/browser_export.py`)."""
    from vae_core.runs.browser_export import export_decoder

    if args.out is not None:
        raise ConfigError(f"--out is for a format: --to {', '.join(FORMATS)}.")
    if args.label is not None:
        raise ConfigError("The decoder for a browser is of all labels: leave out --label.")
    run = load_run(args.id)
    network = export_decoder(run, args.dtype or _DTYPES[0], args.beta)
    stem = Path(args.to or run.name)
    manifest = stem.with_name(stem.name + ".json")
    payload = stem.with_name(stem.name + ".bin")
    try:
        if not stem.parent.is_dir():
            raise FileNotFoundError(2, "No such file or directory")
        atomic.write_bytes(payload, network.payload)
        atomic.write_bytes(manifest, (json.dumps(network.manifest, indent=1) + "\n").encode())
    except OSError as error:
        raise VaeCoreError(f"Could not write {stem} ({error.strerror}).") from error
    written = {"manifest": str(manifest), "weights": str(payload), "bytes": len(network.payload)}
    answer(args, written, f"{manifest}\n{payload}  {len(network.payload):,} bytes")
