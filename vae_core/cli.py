"""The command line: train, reproduce, sweep, list, evaluate, judge samples, export, download."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, get_args

from vae_core.config import BetaSchedule
from vae_core.data import DATASETS, data_root, download
from vae_core.errors import ConfigError, RunError, TrainingError, VaeCoreError
from vae_core.film import PLANS
from vae_core.presets import OVERRIDES, PRESETS, default_name, make_config
from vae_core.runs import Run, list_runs, load_run
from vae_core.sweeps import BACKENDS, SWEEPS, Member, get_sweep, table
from vae_core.systems import SYSTEMS

_EPILOG = """examples:
  python -m vae_core train vae-2d --dataset uci-digits
  python -m vae_core train vae-2d --dataset mnist --beta 4 --epochs 20
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
    train.add_argument(
        "--beta-schedule", choices=get_args(BetaSchedule), help="how beta gets there"
    )
    train.add_argument("--latent-dim", type=int, metavar="D", help="numbers in a code")
    train.add_argument("--seed", type=int, metavar="S", help="of everything random")
    train.add_argument("--lr", type=float, metavar="LR", help="peak learning rate")
    train.add_argument("--batch-size", type=int, metavar="N", help="images in a step")
    train.add_argument("--device", default="auto", help="auto, cpu, cuda or mps")
    train.add_argument("--name", help="name of the run (default: the preset and what you changed)")
    train.add_argument(
        "--film",
        choices=PLANS,
        default="log",
        help="when frames of the training's film are taken: about 40 times, evenly in log(step); "
        "every 75 batches and then each epoch; or never",
    )
    train.add_argument(
        "--save-every",
        type=float,
        default=30.0,
        metavar="SECONDS",
        help="how often the state is kept, to go on from if it is cut off (default: 30; 0: never)",
    )
    again = train.add_mutually_exclusive_group()
    again.add_argument(
        "--resume",
        action="store_true",
        default=True,
        help="go on with a training that was cut off, if there is one (this is the default)",
    )
    again.add_argument(
        "--fresh", dest="resume", action="store_false", help="forget it, and start over"
    )

    reproduce = _command(
        commands, "reproduce", _reproduce, "train published systems and compare with their figures"
    )
    reproduce.add_argument(
        "systems", nargs="*", metavar="PRESET", help=f"out of {', '.join(SYSTEMS)} (default: all)"
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

    _command(commands, "list", _list, "list the runs and their figures")

    evaluate = _command(commands, "evaluate", _evaluate, "measure a run on its test images")
    evaluate.add_argument("id", metavar="RUN", help="<dataset>/<name>")
    evaluate.add_argument(
        "--iwae-samples", type=int, default=100, metavar="K", help="of the IWAE bound (0: none)"
    )
    evaluate.add_argument(
        "--keep", action="store_true", help="write the figures into the run's metrics.json"
    )

    recogniser = _command(
        commands, "recogniser", _recogniser, "train a dataset's recogniser, or return the one there"
    )
    recogniser.add_argument("dataset", metavar="D", help=f"one of {', '.join(DATASETS)}")

    quality = _command(
        commands, "quality", _quality, "measure samples against the test set, and keep the figures"
    )
    quality.add_argument(
        "ids",
        nargs="*",
        metavar="RUN",
        help="<dataset>/<name> (default: every run of every dataset that has a recogniser)",
    )

    gaps = _command(
        commands,
        "gaps",
        _gaps,
        "measure what sets AEs and VAEs apart, and keep the figures and maps",
    )
    gaps.add_argument(
        "ids",
        nargs="*",
        metavar="RUN",
        help="<dataset>/<name> (default: runs of two numbers, and pairs of an AE and a VAE that "
        "differ in nothing else, of every dataset that has a recogniser)",
    )

    sweep = _command(
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
    from vae_core.train_or_reuse import train

    published_on = PRESETS[args.preset].published_on
    if published_on not in (None, args.dataset):
        print(
            f"note: {args.preset} was published on {published_on}; what it reaches on "
            f"{args.dataset} has no published figure to compare with.",
            file=sys.stderr,
        )
    with _progress_bar(args) as show:
        run = train(
            config,
            name,
            device=args.device,
            on_progress=show,
            film=args.film,
            resume=args.resume,
            keep_every=args.save_every,
        )
    if config.model.betas:
        from vae_core.any_beta import complete

        run = complete(run, None if args.json else _say_beta)
    _print(args, _summary(run), _describe(run))


def _say_beta(beta: float) -> None:
    print(f"measured at beta {beta:g}", file=sys.stderr)


def _reproduce(args: argparse.Namespace) -> None:
    from vae_core.report import table, write_report
    from vae_core.reproduction import reproduce

    command = " ".join(["python -m vae_core reproduce", *args.systems])
    with ExitStack() as stack:
        root = args.root or Path(stack.enter_context(TemporaryDirectory(prefix="reproduction-")))
        runs = []
        show = stack.enter_context(_progress_bar(args))
        for run in reproduce(args.systems, quick=args.quick, root=root, on_progress=show):
            print(_describe(run), file=sys.stderr)
            runs.append(run)
        if args.report:
            write_report(runs, args.report, command + (" --quick" if args.quick else ""))
        _print(args, [_summary(run) for run in runs], table(runs))


@contextmanager
def _progress_bar(args: argparse.Namespace) -> Iterator[Callable[[Any], None]]:
    """A function to call with each `Progress` (of one training after another)."""
    from tqdm import tqdm

    with tqdm(unit="step", disable=None if not args.json else True) as bar:

        def show(progress: Any) -> None:
            if progress.step < bar.n:
                bar.reset()
            bar.total = progress.total_steps
            bar.set_description(f"epoch {progress.epoch}", False)
            if progress.record:
                bar.set_postfix_str(f"loss {progress.record.val_loss:.2f}", False)
            bar.update(progress.step - bar.n)

        yield show


def _list(args: argparse.Namespace) -> None:
    runs, problems = list_runs()
    for problem in problems:
        print(f"warning: {problem}", file=sys.stderr)
    rows = "\n".join(_describe(run) for run in runs) or "There are no runs yet."
    _print(args, [_summary(run) for run in runs], rows)


def _evaluate(args: argparse.Namespace) -> None:
    run = load_run(args.id)
    if run.config.model.kind == "recogniser":
        raise ConfigError(f"{run.id} rebuilds nothing; 'list' shows how well it recognises.")
    from vae_core.data import load_dataset
    from vae_core.evaluation import evaluate
    from vae_core.inspection import inspect, typical
    from vae_core.runs import amend

    dataset, model = load_dataset(run.dataset), run.model()
    figures = evaluate(model, run.config, dataset, args.iwae_samples).to_dict()
    if args.keep:
        usual = typical(inspect(model, dataset.test.x(), run.config.training.binarize))
        amend(run, {"evaluation": figures, "typical": usual})
    width = max(map(len, figures))
    text = "\n".join(f"{name:<{width}}  {_figure(value)}" for name, value in figures.items())
    _print(args, {"run": run.id, **figures}, text)


def _recogniser(args: argparse.Namespace) -> None:
    from vae_core.recogniser import train_recogniser

    with _progress_bar(args) as show:
        run = train_recogniser(args.dataset, on_progress=show)
    _print(args, _summary(run), _describe(run))


def _quality(args: argparse.Namespace) -> None:
    from vae_core.quality import NOT_COMPARABLE, sample_quality
    from vae_core.runs import amend

    def models(runs: list[Run]) -> list[Run]:
        return [run for run in runs if run.config.model.kind != "recogniser"]

    runs, recognisers = _to_judge(args.ids, models)
    anchors = {
        name: recogniser.metrics["anchors"]
        for name, recogniser in recognisers.items()
        if recogniser and name in {run.dataset for run in runs}
    }
    measured = {}
    for run in runs:
        figures = sample_quality(run, recognisers[run.dataset]).to_dict()
        measured[run.id] = amend(run, {"quality": figures}).metrics["quality"]
    values = {"anchors": anchors, "runs": measured, "note": NOT_COMPARABLE}
    _print(args, values, _quality_table(anchors, measured) + f"\n\n{NOT_COMPARABLE}")


def _quality_table(anchors: dict[str, Any], measured: dict[str, Any]) -> str:
    """A dataset's anchors stand around its runs: the best that can be expected, then noise."""
    rows = []
    for dataset, anchor in anchors.items():
        rows.append((dataset, "training images", anchor["train"]))
        for run_id, quality in measured.items():
            if run_id.startswith(f"{dataset}/"):
                rows.append((run_id, "z ~ N(0, I)", quality["prior"]))
                if quality["fitted"]:
                    rows.append((run_id, "z ~ Gaussian fitted to its codes", quality["fitted"]))
        rows.append((dataset, "noise", anchor["noise"]))
    lines = [f"{'':<34} {'':<34} {'Frechet':>9} {'inception':>10}"]
    lines += [
        f"{name:<34} {what:<34} {score['frechet']:>9.1f} {score['inception']:>10.2f}"
        for name, what, score in rows
    ]
    return "\n".join(lines)


def _gaps(args: argparse.Namespace) -> None:
    from vae_core.data import is_here, load_dataset
    from vae_core.gaps import measure_gaps, usual_runs
    from vae_core.maps import keep_maps
    from vae_core.quality import NOT_COMPARABLE
    from vae_core.runs import amend

    runs, recognisers = _to_judge(args.ids, usual_runs)
    datasets = {run.dataset for run in runs if is_here(run.dataset)}
    images = {name: load_dataset(name) for name in datasets}
    measured = []
    for run in runs:
        figures = measure_gaps(run, recognisers[run.dataset], images.get(run.dataset)).to_dict()
        amend(run, {"gaps": figures})
        if run.config.model.latent_dim == 2:
            keep_maps(run, recognisers[run.dataset])
        measured.append({"run": run.id, **figures})
    values = measured[0] if len(args.ids) == 1 else measured
    _print(args, values, _gaps_table(measured) + f"\n\n{NOT_COMPARABLE}")


def _gaps_table(measured: list[dict[str, Any]]) -> str:
    """A figure a line, a run a column; a block for each dataset."""
    blocks = []
    for dataset in dict.fromkeys(gaps["run"].partition("/")[0] for gaps in measured):
        runs = [gaps for gaps in measured if gaps["run"].startswith(f"{dataset}/")]
        rows = [(dataset, [gaps["run"].partition("/")[2] for gaps in runs])]
        rows += [
            (figure, [_short(gaps[figure]) for gaps in runs])
            for figure in runs[0]
            if figure not in ("run", "seed", "recogniser", "intervals")
        ]
        lines = [f"{name:<34}" + "".join(f"{cell:>18}" for cell in cells) for name, cells in rows]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) or "There is no run to measure."


def _short(value: float | None) -> str:
    """Four digits, or all of a whole number."""
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _to_judge(
    ids: Sequence[str], usual: Callable[[list[Run]], list[Run]]
) -> tuple[list[Run], dict[str, Run | None]]:
    """The runs named, or the usual ones of all that have a recogniser; every recogniser."""
    from vae_core.recogniser import load_recogniser

    recognisers = {name: load_recogniser(name) for name in DATASETS}
    if ids:
        runs = [load_run(run_id) for run_id in ids]
    else:
        runs = usual([run for run in list_runs()[0] if recognisers[run.dataset]])
    if missing := [run for run in runs if not recognisers[run.dataset]]:
        raise RunError(
            f"There is no recogniser for {missing[0].dataset}; train one with "
            f"'python -m vae_core recogniser {missing[0].dataset}'."
        )
    return runs, recognisers


def _sweep(args: argparse.Namespace) -> None:
    from tqdm import tqdm

    from vae_core.ablation import run_sweep

    plans = [get_sweep(name) for name in args.names or SWEEPS]
    settings = {
        key: getattr(args, key)
        for key in ("betas", "seeds", "jobs", "backend", "scheduler", "root")
    }
    sweeps, failed = [], []
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
        f"{s.plan.name}, {s.seconds / 60:.0f} minutes of training\n{table(s)}" for s in sweeps
    )
    _print(args, {s.plan.name: [_member(m) for m in s.members] for s in sweeps}, text)
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
    training, model = run.config.training, run.config.model
    return {
        "run": run.id,
        "kind": model.kind,
        "latent_dim": model.latent_dim,
        # A model of every beta has none of its own, but a range; its figures are those at 1.
        "beta": training.beta if model.kind == "vae" and not model.betas else None,
        "betas": model.betas,
        "seed": training.seed,
        "epochs": training.epochs,
        "seconds": run.metrics["seconds"],
        "folder": str(run.folder),
        **run.metrics["evaluation"],
    }


def _describe(run: Run) -> str:
    figures = run.metrics["evaluation"]
    model = run.config.model
    if model.kind == "recogniser":
        return f"{run.id:<34} recognises {figures['accuracy']:.2%} of the test images"
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
