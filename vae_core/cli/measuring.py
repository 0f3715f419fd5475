"""Commands that measure runs, and fetch datasets."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from typing import Any

from vae_core.cli.common import Commands, answer, command
from vae_core.data.built_in.download import download
from vae_core.data.datasets import DATASETS, data_root
from vae_core.errors import ConfigError, RunError
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.run import Run
from vae_core.studies.sweep.plan import is_unlisted


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    evaluate = command(commands, "evaluate", _evaluate, "measure a run on its test images")
    evaluate.add_argument("id", metavar="RUN", help="<dataset>/<name>")
    evaluate.add_argument(
        "--iwae-samples", type=int, default=100, metavar="K", help="of the IWAE bound (0: none)"
    )
    evaluate.add_argument(
        "--keep", action="store_true", help="write the figures into the run's metrics.json"
    )

    quality = command(
        commands, "quality", _quality, "measure samples against the test set, and keep the figures"
    )
    quality.add_argument(
        "ids",
        nargs="*",
        metavar="RUN",
        help="<dataset>/<name> (default: every run of every dataset that has a recogniser)",
    )

    gaps = command(
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

    factors = command(
        commands,
        "factors",
        _factors,
        "measure how latent dimensions match known factors (MIG, DCI), and keep the figures",
    )
    factors.add_argument(
        "ids",
        nargs="*",
        metavar="RUN",
        help="<dataset>/<name> (default: every VAE of every dataset whose factors are known)",
    )

    fetch = command(commands, "download", _download, "fetch or repair a dataset")
    fetch.add_argument("dataset", metavar="D", help=f"one of {', '.join(DATASETS)}")


def _evaluate(args: argparse.Namespace) -> None:
    run = load_run(args.id)
    if run.config.model.kind == "recogniser":
        raise ConfigError(f"{run.id} rebuilds nothing; 'list' shows how well it recognises.")
    from vae_core.data.datasets import load_dataset
    from vae_core.evaluation.metrics import evaluate
    from vae_core.evaluation.per_image import inspect_images, typical_values
    from vae_core.runs.notes.noted_dataset import has_other_images
    from vae_core.runs.store import amend, check_changeable

    if args.keep:
        check_changeable(run)
    dataset, model = load_dataset(run.dataset), run.model()
    if has_other_images(run.config, run.metrics):
        raise RunError(
            f"{run.id} was trained on other images than {dataset.info.title} has now, so figures "
            "on these would not be its own."
        )
    figures = evaluate(model, run.config, dataset, args.iwae_samples).to_dict()
    if args.keep:
        usual = typical_values(
            inspect_images(
                model, dataset.test.x(), run.config.training.binarize, labels=dataset.test.labels
            )
        )
        amend(run, {"evaluation": figures, "typical": usual})
    width = max(map(len, figures))
    text = "\n".join(f"{name:<{width}}  {_figure(value)}" for name, value in figures.items())
    answer(args, {"run": run.id, **figures}, text)


def _quality(args: argparse.Namespace) -> None:
    from vae_core.evaluation.samples.quality import NOT_COMPARABLE, sample_quality
    from vae_core.runs.store import amend
    from vae_core.training.train_recogniser import with_all_anchors

    def models(runs: list[Run]) -> list[Run]:
        return [run for run in runs if run.config.model.kind != "recogniser"]

    runs, recognisers = _to_judge(args.prog, args.ids, models)
    anchors = {
        name: with_all_anchors(recogniser).metrics["anchors"]
        for name, recogniser in recognisers.items()
        if name in {run.dataset for run in runs}
    }
    measured = {}
    for run in runs:
        figures = sample_quality(run, recognisers[run.dataset]).to_dict()
        measured[run.id] = amend(run, {"quality": figures}).metrics["quality"]
    values = {"anchors": anchors, "runs": measured, "note": NOT_COMPARABLE}
    answer(args, values, _quality_table(anchors, measured) + f"\n\n{NOT_COMPARABLE}")


def _quality_table(anchors: dict[str, Any], measured: dict[str, Any]) -> str:
    """Table of scores; each dataset's runs stand between its anchors (test images, then noise)."""
    rows = []
    for dataset, anchor in anchors.items():
        rows.append((dataset, "training images", anchor["train"]))
        for run_id, quality in measured.items():
            if run_id.startswith(f"{dataset}/"):
                rows.append((run_id, "z ~ N(0, I)", quality["prior"]))
                if quality["fitted"]:
                    rows.append((run_id, "z ~ Gaussian fitted to its codes", quality["fitted"]))
                if quality["mixture"]:
                    rows.append((run_id, "z ~ mixture of ten Gaussians", quality["mixture"]))
                if quality["flow"]:
                    rows.append((run_id, "z ~ flow fitted to its codes", quality["flow"]))
        rows.append((dataset, "noise", anchor["noise"]))
    head = f"{'Frechet':>9} {'inception':>10} {'precision':>10} {'recall':>7} {'edges':>7}"
    lines = [f"{'':<34} {'':<34} {head}"]
    lines += [
        f"{name:<34} {source:<34} {score['frechet']:>9.1f} {score['inception']:>10.2f}"
        f" {_digits(score, 'precision', 2):>10} {_digits(score, 'recall', 2):>7}"
        f" {_digits(score, 'edges', 3):>7}"
        for name, source, score in rows
    ]
    return "\n".join(lines)


def _digits(score: dict[str, Any], name: str, digits: int) -> str:
    """A figure with so many digits; "-" where an older measurement lacks it."""
    value = score.get(name)
    return "-" if value is None else f"{value:.{digits}f}"


def _gaps(args: argparse.Namespace) -> None:
    from vae_core.data.datasets import is_downloaded, load_dataset
    from vae_core.evaluation.codes.ae_vs_vae import measure_gaps
    from vae_core.evaluation.plane.maps import save_maps
    from vae_core.evaluation.samples.quality import NOT_COMPARABLE
    from vae_core.runs.store import amend

    runs, recognisers = _to_judge(args.prog, args.ids, usual_runs)
    datasets = {run.dataset for run in runs if is_downloaded(run.dataset)}
    images = {name: load_dataset(name) for name in datasets}
    measured = []
    for run in runs:
        figures = measure_gaps(run, recognisers[run.dataset], images.get(run.dataset)).to_dict()
        amend(run, {"gaps": figures})
        if run.config.model.latent_dim == 2:
            save_maps(run, recognisers[run.dataset])
        measured.append({"run": run.id, **figures})
    values = measured[0] if len(args.ids) == 1 else measured
    answer(args, values, _gaps_table(measured) + f"\n\n{NOT_COMPARABLE}")


def _gaps_table(measured: list[dict[str, Any]]) -> str:
    """Table with a line for each figure and a column for each run, one block for each dataset."""
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


def _factors(args: argparse.Namespace) -> None:
    from vae_core.evaluation.factors.disentanglement import measure_disentanglement
    from vae_core.runs.store import amend, check_changeable

    runs = [load_run(run_id) for run_id in args.ids] if args.ids else _with_known_factors()
    for run in runs:
        check_changeable(run)
    measured = {}
    for run in runs:
        measured[run.id] = measure_disentanglement(run).to_dict()
        amend(run, {"factors": measured[run.id]})
    answer(args, measured, _factors_table(measured))


def _with_known_factors() -> list[Run]:
    """Every VAE that figures can be written to, of every dataset whose factors are known."""
    from vae_core.data.datasets import is_downloaded, load_dataset
    from vae_core.runs.store import is_read_only

    known = {name for name in DATASETS if is_downloaded(name) and load_dataset(name).read_factors}
    return [
        run
        for run in list_runs()[0]
        if run.dataset in known and run.config.model.kind == "vae" and not is_read_only(run)
    ]


def _factors_table(measured: dict[str, dict[str, Any]]) -> str:
    """Table with a line for each run, and below it what each dimension knows of each factor."""
    blocks = []
    for run_id, figures in measured.items():
        scores = ("mig", "disentanglement", "completeness")
        lines = [f"{run_id}: " + ", ".join(f"{name} {figures[name]:.3f}" for name in scores)]
        lines.append(f"{'nats':<8}" + "".join(f"{name:>10}" for name in figures["factors"]))
        rows = [(f"z{j}", row) for j, row in enumerate(figures["information"], 1)]
        rows.append(("entropy", figures["entropy"]))
        lines += [f"{name:<8}" + "".join(f"{v:>10.2f}" for v in row) for name, row in rows]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) or "There is no run to measure."


def _short(value: float | None) -> str:
    """A number with four significant digits, or all digits of an integer."""
    if value is None:
        return "–"
    return f"{value:.4g}" if isinstance(value, float) else str(value)


def _to_judge(
    prog: str, ids: Sequence[str], usual: Callable[[list[Run]], list[Run]]
) -> tuple[list[Run], dict[str, Run]]:
    """(the runs named, or else `usual` of all with a recogniser; the recognisers).

    Runs of an installed package, to which no figures can be written, are left out. Raises RunError
    where one is named.
    """
    from vae_core.runs.store import check_changeable, is_read_only
    from vae_core.training.train_recogniser import check_can_be_read, load_recogniser

    loaded = {name: load_recogniser(name) for name in DATASETS}
    recognisers = {name: recogniser for name, recogniser in loaded.items() if recogniser}
    if ids:
        runs = [load_run(run_id) for run_id in ids]
        for run in runs:
            check_changeable(run)
    else:
        measurable = [run for run in list_runs()[0] if not is_read_only(run)]
        runs = usual([run for run in measurable if run.dataset in recognisers])
    if missing := [run for run in runs if run.dataset not in recognisers]:
        check_can_be_read(missing[0].dataset)
        raise RunError(
            f"There is no recogniser for {missing[0].dataset}; train one with "
            f"'{prog} recogniser {missing[0].dataset}'."
        )
    return runs, recognisers


def _download(args: argparse.Namespace) -> None:
    shown = -1

    def show(done: int, total: int) -> None:
        nonlocal shown
        if not args.json and done // 10**6 != shown:
            shown = done // 10**6
            print(f"{done / 1e6:.0f} of {total / 1e6:.0f} MB", file=sys.stderr)

    download(args.dataset, on_progress=show)
    answer(args, {"dataset": args.dataset, "root": str(data_root())}, f"In {data_root()}.")


def _figure(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(_figure, value))
    return f"{value:.4f}" if isinstance(value, float) else str(value)


def usual_runs(runs: Sequence[Run]) -> list[Run]:
    """The runs that `gaps` measures unasked: those with a 2-D latent, or with a twin.

    Twins differ in nothing but in being an AE or a VAE. Members of a ladder and conditional runs
    are left out.
    """
    models = [
        run
        for run in runs
        if run.config.model.kind != "recogniser"
        and run.config.model.n_labels is None
        and not is_unlisted(run)
    ]
    kinds = {(run.config.model.kind, _all_but_the_kind(run)) for run in models}

    def has_twin(run: Run) -> bool:
        other = {"ae": "vae", "vae": "ae"}[run.config.model.kind]
        return (other, _all_but_the_kind(run)) in kinds

    return [run for run in models if run.config.model.latent_dim == 2 or has_twin(run)]


def _all_but_the_kind(run: Run) -> tuple[Any, ...]:
    model = run.config.model
    return run.dataset, model.encoder, model.decoder, model.latent_dim, run.config.training
