"""The report of a reproduction: obtained and published figures as a table, and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from vae_core.errors import RunError
from vae_core.files import atomic
from vae_core.models.published import SYSTEMS, PublishedFigure, System
from vae_core.runs.run import Run
from vae_core.studies.comparison import Comparison, compare, departures

_HEAD = "| system | on | figure | obtained | published | agrees | source | seconds |"
_NAMES = {
    "first_loss_per_pixel": "cross-entropy a pixel, first batch",
    "last_epoch_loss_per_pixel": "cross-entropy a pixel, last epoch",
    "last_epoch_recon": "reconstruction, last epoch",
    "last_epoch_kl": "KL, last epoch",
    "test_neg_elbo": "test −ELBO",
}


def reproduction_table(runs: Sequence[Run]) -> str:
    """A Markdown table of obtained and published figures, and a sentence wherever they differ."""
    rows, remarks = [_HEAD, "|---" * _HEAD.count(" | ") + "|---|"], []
    for run in runs:
        system = SYSTEMS[run.config.preset]
        comparisons = compare(run)
        rows += [_row(run, system, comparison) for comparison in comparisons] or [
            _bare_row(run, system)
        ]
        remarks += [
            f"- `{run.id}`, {_NAMES[c.figure.quantity]}: {100 * c.deviation:+.1f} % off. "
            f"{c.figure.known}"
            for c in comparisons
            if not c.agrees and c.deviation is not None
        ]
    if remarks:
        rows += ["", "Why some differ:", "", *remarks]
    return "\n".join(rows)


def write_report(runs: Sequence[Run], path: Path, command: str) -> None:
    """Write the report to `path` (Markdown), with pictures in a folder of the same name beside it.

    The pictures are what the models draw; no image of a dataset is among them.
    Raises RunError where they cannot be written.
    """
    folder = path.with_suffix("")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shown = [run for run in runs if run.config.training.seed == 0]
        sections = [_section(run, folder) for run in shown]
        text = "\n".join([_head(runs, command), *sections])
        atomic.write_bytes(path, text.encode())
    except OSError as error:
        raise RunError(f"The report could not be written to {path} ({error.strerror}).") from error


def _head(runs: Sequence[Run], command: str) -> str:
    minutes = sum(run.metrics["seconds"] for run in runs) / 60
    threads = max(run.metrics["threads"] for run in runs)
    devices = ", ".join(sorted({run.metrics["device"] for run in runs}))
    tolerance = _percent({figure.tolerance for figure in _figures()})
    return f"""# The published systems, trained again

Made by `{command}`: every figure and picture is of the runs it trained, in {minutes:.0f} minutes
of training in all (device: {devices}, {threads} {"thread" if threads == 1 else "threads"}).

A figure agrees when it lies within {tolerance} of the published number or range; which of the two
is said in `vae_core/models/published`. Reconstruction, KL and −ELBO are in nats an image. Those
of a last epoch are means over its batches 0, 100, 200, 300 and 400, as the documents print them.

{reproduction_table(runs)}
"""


def _section(run: Run, folder: Path) -> str:
    system = SYSTEMS[run.config.preset]
    lines = [
        f"## `{run.id}`",
        "",
        f"{system.summary} {_protocol(run)}",
        "",
        f"Source: {source(system)}.",
        *(["", f"Left open, and chosen here: {system.chosen}"] if system.chosen else []),
        *(["", f"Published elsewhere: {system.elsewhere}"] if system.elsewhere else []),
        *_printed(run),
    ]
    if run.film:
        picture = folder / f"{run.dataset}-{system.name}.webp"
        picture.write_bytes(run.film.pictures[-1])
        caption = {
            "manifold": "What the decoder draws over the plane, at normal quantiles 0.05 to 0.95",
            "samples": "Draws z ~ N(0, I), decoded",
            "reconstructions": "Test images as they come back",
        }[run.film.shows]
        lines += ["", f"![{caption}]({folder.name}/{picture.name})", "", f"{caption}."]
    return "\n".join([*lines, ""])


def _protocol(run: Run) -> str:
    training = run.config.training
    return (
        f"Adam at {training.lr:g}, batches of {training.batch_size}, {training.epochs} epochs, "
        f"seed {training.seed}."
    )


def _printed(run: Run) -> list[str]:
    """Lines with the single values of every figure that is a mean of several."""
    lines = []
    for comparison in compare(run):
        if comparison.values:
            mine = ", ".join(_figure(v) for v in comparison.values)
            theirs = ", ".join(_figure(v) for v in comparison.figure.values)
            published = f" (published: {theirs})" if theirs else ""
            lines += ["", f"{_NAMES[comparison.figure.quantity]}: {mine}{published}."]
    return lines


def _row(run: Run, system: System, comparison: Comparison) -> str:
    figure = comparison.figure
    obtained = "–" if comparison.obtained is None else _figure(comparison.obtained)
    published = _figure(figure.low)
    if figure.high != figure.low:
        published += f" to {_figure(figure.high)}"
    agrees = "yes" if comparison.agrees else "no"
    return _cells(run, system, _NAMES[figure.quantity], obtained, published, agrees)


def _bare_row(run: Run, system: System) -> str:
    """A run without a comparison: its own figure of merit, and why there is none."""
    figures = run.metrics["evaluation"]
    if run.config.training.likelihood == "mse":
        name, value = "test squared error a pixel", figures["pixel_mse"]
    elif figures["neg_elbo"] is not None:
        name, value = "test −ELBO", figures["neg_elbo"]
    else:
        name, value = "test reconstruction", figures["recon"]
    why = (
        f"not by the protocol: {'; '.join(off)}"
        if (off := departures(run.config))
        else "not comparable"
        if system.elsewhere
        else "none published"
    )
    return _cells(run, system, name, _figure(value), "–", why)


def _cells(run: Run, system: System, *middle: str) -> str:
    seed = run.config.training.seed
    name = f"`{system.name}`" + (f", seed {seed}" if len(system.seeds) > 1 else "")
    cells = [name, run.dataset, *middle, source(system)]
    return "| " + " | ".join([*cells, f"{run.metrics['seconds']:.0f}"]) + " |"


def source(system: System) -> str:
    """The document of a system as Markdown, with its author, and a link where there is one."""
    document = f"[{system.document}]({system.address})" if system.address else system.document
    return f"{document}, {system.author}" if system.author else document


def _figure(value: float) -> str:
    """A figure with two decimals, or four where it is under 1."""
    return f"{value:.4f}" if abs(value) < 1 else f"{value:.2f}"


def _figures() -> list[PublishedFigure]:
    return [figure for system in SYSTEMS.values() for figure in system.figures]


def _percent(shares: set[float]) -> str:
    return " or ".join(f"{100 * share:g} %" for share in sorted(shares))
