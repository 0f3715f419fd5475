"""Write the tables of the documentation that come from measurement, and the cards of shipped runs.

    python -m docs.tables            # rewrite the marked blocks and the cards that are stale
    python -m docs.tables --check    # name them, and end with 1 where there are any

A marked block of a Markdown file starts with a line `<!-- table: NAME -->` and ends with a line
`<!-- end -->`. What stands between is made from the figures that are kept with the shipped runs
(`metrics.json`, `sweeps/`); `TABLES` has a function for each name. A card is the `README.md` of a
shipped run (`vae_core/runs/reports/card.py`).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import fmean

from benchmarks.kept import Figure, read_kept
from vae_core.files.disk import read_json
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.notes.metadata import SHIPPED
from vae_core.runs.reports.card import README, model_card
from vae_core.runs.run import Run
from vae_core.studies.sweep.plan import is_unlisted
from vae_core.studies.sweep.store import Member, load_bounds, load_sweep
from vae_core.studies.sweep.table import sweep_table

FOLDER = Path(__file__).parent
ROOT = FOLDER.parent / "checkpoints"
_STUDY = (("β-VAE", "shapes-beta-vae"), ("β-TCVAE", "shapes-beta-tcvae"))
_BLOCK = re.compile(r"^<!-- table: ([\w-]+) -->\n(.*?)^<!-- end -->$", re.M | re.S)


def shipped_models() -> str:
    """The figures of every shipped model that is not a member of a sweep only."""
    head = ("run", "−ELBO", "reconstruction", "KL", "IWAE", "k-NN, %", "minutes")
    runs = [r for r in list_runs(ROOT)[0] if r.config.model.kind != "recogniser"]
    return _table(head, [_model_row(run) for run in runs if not is_unlisted(run)])


def sample_quality() -> str:
    """All figures of MNIST samples, between the two anchors, and the edges of test images."""
    names = ("vae-2d", "ae-2d", "vae-gan-20", "vae-gan-20-twin")
    runs = {name: load_run(f"mnist/{name}", ROOT) for name in names}
    vae, ae, gan, twin = (run.metrics["quality"] for run in runs.values())
    edges = runs["vae-gan-20"].metrics["evaluation"]["edges_of_images"]
    anchors = load_run("mnist/recogniser", ROOT).metrics["anchors"]
    rows = [
        ("training images", anchors["train"]),
        ("`vae-2d`", vae["prior"]),
        ("`vae-gan-20`", gan["prior"]),
        ("`vae-gan-20-twin`", twin["prior"]),
        ("`ae-2d`, codes from a Gaussian fitted to its own", ae["fitted"]),
        ("`ae-2d`, codes from N(0, I)", ae["prior"]),
        ("uniform noise", anchors["noise"]),
    ]
    head = ("MNIST", "Fréchet distance", "inception score", "precision", "recall", "edges")
    digits = {"frechet": 1, "inception": 2, "precision": 3, "recall": 3, "edges": 3}
    table = _table(
        head, [(name, *(f"{score[k]:.{n}f}" for k, n in digits.items())) for name, score in rows]
    )
    return f"{table}\n\nThe test images themselves have edges of {edges:.3f}."


def learned_priors() -> str:
    """What a flow over the codes and a mixture gain as a prior, of every run with a flow."""
    head = (
        "run",
        "Fréchet, N(0, I)",
        "Fréchet, mixture",
        "Fréchet, flow",
        "precision",
        "recall",
        "−ELBO, N(0, I)",
        "−ELBO, flow",
        "seconds",
    )
    runs = [run for run in list_runs(ROOT)[0] if run.metrics.get("flow")]
    return _table(head, [_flow_row(run) for run in runs])


def recognisers() -> str:
    """The accuracy of each shipped recogniser."""
    runs = [run for run in list_runs(ROOT)[0] if run.config.model.kind == "recogniser"]
    return _table(
        ("recogniser", "accuracy on test images, %"),
        [(f"`{run.id}`", f"{100 * run.metrics['evaluation']['accuracy']:.1f}") for run in runs],
    )


def gaps() -> str:
    """What the AE and the VAE on MNIST score from a mixture fitted to their codes."""
    ae, vae = (load_run(f"mnist/{name}", ROOT).metrics["gaps"] for name in ("ae-2d", "vae-2d"))
    return f"""\
Drawn from such a mixture `ae-2d` comes as near to the test set
(Fréchet distance {ae["frechet_mixture"]:.1f}) as `vae-2d` does ({vae["frechet_mixture"]:.1f}), \
and nearer than `vae-2d` from its
prior ({vae["frechet_prior"]:.1f}): what the VAE has over it is a distribution to draw from that \
was known beforehand."""


def bounds() -> str:
    """The two bounds on the distortion of MNIST's test images."""
    known = load_bounds("mnist", ROOT)
    if known is None:
        raise SystemExit(f"There are no bounds of MNIST in {ROOT}.")
    return f"""\
What the data alone decide: no model has a D below {known.floor:.2f}, the entropy of the pixels; \
and one that
decodes every image to the mean training image, which needs no rate, has {known.collapsed:.2f}."""


def ladder(name: str) -> str:
    """The table of a sweep, and how long its training took."""
    sweep = load_sweep(name, ROOT)
    return f"""\
{sweep_table(sweep)}

Training these {len(sweep.members)} models took {sweep.seconds / 120:.0f} minutes, two at a time."""


def known_factors() -> str:
    """MIG, DCI and both halves of the ELBO of every member of the study of known factors."""
    head = ("objective", "β", "seed", "MIG", "D", "C", "I", "reconstruction", "KL")
    sweeps = [(title, load_sweep(name, ROOT)) for title, name in _STUDY]
    rows = [
        (title, f"{member.beta:g}", str(member.seed), *_factor_cells(member))
        for title, sweep in sweeps
        for members in sweep.ladder.values()
        for member in members
    ]
    trained = sum(len(sweep.members) for _title, sweep in sweeps)
    minutes = sum(sweep.seconds for _title, sweep in sweeps) / 60
    return f"""\
{_table(head, rows)}

Training these {trained} models took {minutes:.0f} minutes, all added up."""


def benchmark(name: str) -> str:
    """The figures that a benchmark kept (`benchmarks/kept.py`), beside their targets."""
    kept = read_kept()[name]
    figures = [Figure(**values) for values in kept["figures"]]
    head = (f"`python -m benchmarks.{name}`", "measured", "target")
    return f"""\
{_table(head, [_figure_row(figure) for figure in figures])}

Measured on {kept["measured"]} with {kept["processors"]} processors ({kept["machine"]})."""


TABLES: dict[str, Callable[[], str]] = {
    "shipped-models": shipped_models,
    "sample-quality": sample_quality,
    "learned-priors": learned_priors,
    "recognisers": recognisers,
    "gaps": gaps,
    "bounds": bounds,
    "ladder-mnist-2d": lambda: ladder("mnist-2d"),
    "ladder-mnist-20d": lambda: ladder("mnist-20d"),
    "known-factors": known_factors,
    "benchmark-page": lambda: benchmark("page"),
    "benchmark-training": lambda: benchmark("training"),
}


def rewritten(text: str) -> str:
    """A Markdown text with every marked block made anew. Raises KeyError on an unknown name."""
    return _BLOCK.sub(
        lambda block: f"<!-- table: {block[1]} -->\n{TABLES[block[1]]()}\n<!-- end -->", text
    )


def stale_files() -> dict[Path, str]:
    """Every file with a stale block, every stale card, and its text as it should be."""
    texts = {path: path.read_text(encoding="utf-8") for path in sorted(FOLDER.rglob("*.md"))}
    stale = {path: new for path, text in texts.items() if (new := rewritten(text)) != text}
    return stale | {path: card for path, card in cards().items() if _text(path) != card}


def cards() -> dict[Path, str]:
    """The card of every shipped run, by the path of its file."""
    runs = (load_run(run_id, ROOT) for run_id in read_json(ROOT / SHIPPED))
    return {run.folder / README: model_card(run.id, run.config, run.metrics) for run in runs}


def main(argv: list[str] | None = None) -> int:
    """Rewrite stale files, or with --check only name them. Returns the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--check", action="store_true", help="change nothing; 1 where stale")
    check = parser.parse_args(argv).check
    stale = stale_files()
    for path, text in stale.items():
        name = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path.name
        print(f"{name} {'is stale: run python -m docs.tables' if check else 'written'}")
        if not check:
            temporary = path.with_name(f".{path.name}")
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)
    return 1 if check and stale else 0


def _text(path: Path) -> str | None:
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _model_row(run: Run) -> tuple[str, ...]:
    figures = run.metrics["evaluation"]
    nats = (figures[name] for name in ("neg_elbo", "recon", "kl", "iwae"))
    return (
        f"`{run.id}`",
        *("–" if value is None else f"{value:.2f}" for value in nats),
        f"{100 * figures['knn_accuracy']:.1f}",
        f"{run.metrics['seconds'] / 60:.0f}",
    )


def _figure_row(figure: Figure) -> tuple[str, ...]:
    digits = 0 if abs(figure.value) >= 100 or figure.value == int(figure.value) else 2
    bound = "at most" if figure.most else "at least"
    unit = f" {figure.unit}".rstrip()
    aim = "" if figure.target is None else f"{bound} {figure.target:g}{unit}"
    missed = "" if figure.is_met else ", **missed**"
    return (figure.name, f"{figure.value:,.{digits}f}{unit}", aim + missed)


def _flow_row(run: Run) -> tuple[str, ...]:
    quality, flow = run.metrics["quality"], run.metrics["flow"]
    if not quality.get("flow"):
        raise SystemExit(f"{run.id} has a flow without scores: python -m vae_core quality {run.id}")
    scores = [quality[source] for source in ("prior", "mixture", "flow")]
    shares = (
        " → ".join(f"{scores[i][key]:.2f}" for i in (0, 2)) for key in ("precision", "recall")
    )
    bounds = (run.metrics["evaluation"]["neg_elbo"], flow["neg_elbo"])
    return (
        f"`{run.id}`",
        *(f"{score['frechet']:.1f}" for score in scores),
        *shares,
        *("–" if bound is None else f"{bound:.2f}" for bound in bounds),
        f"{flow['seconds']:.0f}",
    )


def _factor_cells(member: Member) -> tuple[str, ...]:
    figures = member.known_factors
    if figures is None:
        raise SystemExit(f"{member.name} was not held against known factors.")
    shares = (figures["mig"], figures["disentanglement"], figures["completeness"])
    informativeness = fmean(figures["informativeness"])
    return (
        *(f"{share:.3f}" for share in (*shares, informativeness)),
        f"{member.figures['recon']:.1f}",
        f"{member.figures['kl']:.1f}",
    )


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join("|" + "|".join(_cell(cell) for cell in line) + "|" for line in lines)


def _cell(text: str) -> str:
    return text if text == "---" else f" {text} "


if __name__ == "__main__":
    sys.exit(main())
