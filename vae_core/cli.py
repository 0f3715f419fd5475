"""The command line: train, list, evaluate, export and download."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from vae_core.data import DATASETS, data_root, download
from vae_core.errors import VaeCoreError
from vae_core.presets import OVERRIDES, PRESETS, default_name, make_config
from vae_core.runs import Run, list_runs, load_run

_EPILOG = """examples:
  python -m vae_core train vae-2d --dataset uci-digits
  python -m vae_core train vae-2d --dataset mnist --beta 4 --epochs 20
  python -m vae_core list
  python -m vae_core evaluate mnist/vae-2d --iwae-samples 500
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

    train = _command(commands, "train", _train, "train a preset, or return the run that exists")
    train.add_argument(
        "preset",
        metavar="PRESET",
        help="; ".join(f"{p.name}: {p.summary}" for p in PRESETS.values()),
    )
    train.add_argument(
        "--dataset", default="uci-digits", metavar="D", help=f"one of {', '.join(DATASETS)}"
    )
    train.add_argument("--epochs", type=int, metavar="N", help="passes over the training images")
    train.add_argument("--beta", type=float, metavar="B", help="weight of the KL term, 0 or more")
    train.add_argument("--latent-dim", type=int, metavar="D", help="numbers in a code")
    train.add_argument("--seed", type=int, metavar="S", help="of everything random")
    train.add_argument("--lr", type=float, metavar="LR", help="peak learning rate")
    train.add_argument("--batch-size", type=int, metavar="N", help="images in a step")
    train.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    train.add_argument("--name", help="name of the run (default: the preset and what you changed)")

    _command(commands, "list", _list, "list the runs and their figures")

    evaluate = _command(commands, "evaluate", _evaluate, "measure a run on its test images")
    evaluate.add_argument("id", metavar="RUN", help="<dataset>/<name>")
    evaluate.add_argument(
        "--iwae-samples", type=int, default=100, metavar="K", help="of the IWAE bound (0: none)"
    )

    export = _command(commands, "export", _export, "write a run's decoder for the browser")
    export.add_argument("id", metavar="RUN", help="<dataset>/<name>")
    export.add_argument(
        "--to", type=Path, metavar="STEM", help="write STEM.json and STEM.bin (default: the name)"
    )
    export.add_argument("--dtype", choices=("float16", "float32"), default="float16")

    fetch = _command(commands, "download", _download, "fetch a dataset with torchvision")
    fetch.add_argument("dataset", metavar="D", help=f"one of {', '.join(DATASETS)}")
    return parser


def _command(commands: Any, name: str, run: Callable, text: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text.capitalize() + ".")
    parser.add_argument("--json", action="store_true", help="print JSON and nothing else")
    parser.set_defaults(run=run)
    return parser


def _train(args: argparse.Namespace) -> None:
    overrides = {key: getattr(args, key) for key in OVERRIDES}
    config = make_config(args.preset, args.dataset, **overrides)
    name = args.name or default_name(args.preset, args.dataset, **overrides)
    from tqdm import tqdm

    from vae_core.train_or_reuse import train

    with tqdm(unit="step", disable=None if not args.json else True) as bar:

        def show(progress: Any) -> None:
            bar.total = progress.total_steps
            if record := progress.record:
                bar.set_description(f"epoch {record.epoch}/{config.training.epochs}", False)
                bar.set_postfix_str(f"validation loss {record.val_loss:.2f}", False)
            bar.update(progress.step - bar.n)

        run = train(config, name, device=args.device, on_progress=show)
    _print(args, _summary(run), _describe(run))


def _list(args: argparse.Namespace) -> None:
    runs, problems = list_runs()
    for problem in problems:
        print(f"warning: {problem}", file=sys.stderr)
    rows = "\n".join(_describe(run) for run in runs) or "There are no runs yet."
    _print(args, [_summary(run) for run in runs], rows)


def _evaluate(args: argparse.Namespace) -> None:
    run = load_run(args.id)
    from vae_core.data import load_dataset
    from vae_core.evaluation import evaluate

    dataset = load_dataset(run.dataset)
    figures = evaluate(run.model(), run.config, dataset, args.iwae_samples).to_dict()
    width = max(map(len, figures))
    text = "\n".join(f"{name:<{width}}  {_figure(value)}" for name, value in figures.items())
    _print(args, {"run": run.id, **figures}, text)


def _export(args: argparse.Namespace) -> None:
    from vae_core.browser import export_decoder

    run = load_run(args.id)
    network = export_decoder(run, args.dtype)
    stem = args.to or Path(run.name)
    manifest = stem.with_name(stem.name + ".json")
    payload = stem.with_name(stem.name + ".bin")
    try:
        manifest.write_text(json.dumps(network.manifest, indent=1) + "\n")
        payload.write_bytes(network.payload)
    except OSError as error:
        raise VaeCoreError(f"Could not write {stem} ({error.strerror}).") from error
    written = {"manifest": str(manifest), "weights": str(payload), "bytes": len(network.payload)}
    _print(args, written, f"{manifest}\n{payload}  {len(network.payload):,} bytes")


def _download(args: argparse.Namespace) -> None:
    def show(done: int, total: int) -> None:
        if not args.json:
            print(f"{done} of {total} files", file=sys.stderr)

    download(args.dataset, on_progress=show)
    _print(args, {"dataset": args.dataset, "root": str(data_root())}, f"In {data_root()}.")


def _summary(run: Run) -> dict[str, Any]:
    training = run.config.training
    return {
        "run": run.id,
        "kind": run.config.model.kind,
        "latent_dim": run.config.model.latent_dim,
        "beta": training.beta if run.config.model.kind == "vae" else None,
        "seed": training.seed,
        "epochs": training.epochs,
        "seconds": run.metrics["seconds"],
        "folder": str(run.folder),
        **run.metrics["evaluation"],
    }


def _describe(run: Run) -> str:
    figures = run.metrics["evaluation"]
    model = run.config.model
    loss = f"recon {figures['recon']:.2f}"
    if figures["neg_elbo"] is not None:
        loss = f"-ELBO {figures['neg_elbo']:.2f}  {loss}  KL {figures['kl']:.2f}"
    return (
        f"{run.id:<34} {model.kind:<3} {model.latent_dim:>3}-D  {loss} nats  "
        f"kNN {figures['knn_accuracy']:.1%}"
    )


def _figure(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_figure, value))
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def _print(args: argparse.Namespace, values: Any, text: str) -> None:
    print(json.dumps(values, indent=1) if args.json else text)
