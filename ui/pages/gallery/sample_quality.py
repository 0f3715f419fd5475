"""Sample quality of a run beside its anchors: training images (the best possible) and noise."""

from __future__ import annotations

from ui.services.caches.recogniser import can_be_read, none_reads
from ui.text.outside import code
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.table import Row, table
from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.samples.quality import NOT_COMPARABLE
from vae_core.runs.load import load_run
from vae_core.runs.run import Run

_RECOGNISER = "recogniser"


def show(run: Run) -> None:
    """Draw a table of the scores with their anchors, or a sentence if they were not measured."""
    quality = run.metrics.get("quality")
    if not quality and not can_be_read(run.dataset):
        terms.caption(none_reads())
        return
    if not quality:
        terms.markdown(
            _("Not measured for this run yet. Measure it with")
            + f" {code(f'python -m vae_core quality {run.id}')}."
        )
        return
    anchors = _anchors(run)
    scores = [(_("Samples, z from N(0, I)"), quality["prior"], _draws(run))]
    if quality["fitted"]:
        scores.append(
            (
                _("Samples, z from a fitted Gaussian"),
                quality["fitted"],
                _("With the mean and covariance of the test codes."),
            )
        )
    learned = {
        "mixture": (_("Samples, z from a mixture"), _("Ten Gaussians fitted to the test codes.")),
        "flow": (
            _("Samples, z from a flow"),
            _("A normalising flow fitted to the codes of the training images."),
        ),
    }
    scores += [
        (name, quality[key], text) for key, (name, text) in learned.items() if quality.get(key)
    ]
    if anchors:
        scores = [
            (
                _("Training images"),
                anchors["train"],
                _("The best to hope for: {n} real images.").format(n=f"{anchors['n_train']:,}"),
            ),
            *scores,
            (_("Noise"), anchors["noise"], _("Pixels drawn evenly between 0 and 1.")),
        ]
    table(
        [
            Row(name, (_distance(score), f"{score['inception']:.2f}", *_shares(score)), meaning)
            for name, score, meaning in scores
        ],
        (
            _("Fréchet distance ↓"),
            _("Inception score ↑"),
            _("Precision ↑"),
            _("Recall ↑"),
            _("Edges"),
        ),
        key="quality",
    )
    if sentence := farther_than_noise(run):
        terms.markdown(sentence)
    terms.caption(
        _(
            "{n} decoded samples against the test images. Fréchet distance: how far their features "
            "lie from the test set’s, 0 is the same. Inception score: from 1, unsure or always "
            "the same class, to the number of classes. Precision: share of the samples that are "
            "like some test image; recall: share of the test images that are like some sample. "
            "Edges: mean change from a pixel to the next, in grey levels from 0 to 1; {images}."
        ).format(n=f"{quality['n']:,}", images=_edges_of_images(run))
        + f" **{_(NOT_COMPARABLE)}**"
    )
    if not anchors:
        terms.caption(
            _("The recogniser that measured this is not here, so there is nothing to compare with.")
        )


def headline(run: Run) -> tuple[str, str]:
    """(the Fréchet distance in one line for a card, its meaning); empty if it was not measured.

    For an autoencoder, which has no prior, with codes from a fitted Gaussian: the fairer draw.
    """
    quality = run.metrics.get("quality")
    if not quality:
        return "", ""
    line = _("Samples: Fréchet {distance}").format(
        distance=_distance(quality["fitted"] or quality["prior"])
    )
    if anchors := _anchors(run):
        noise = f"{anchors['noise']['frechet']:,.0f}"
        line += _(" (noise\N{NO-BREAK SPACE}{noise})").format(noise=noise)
    drawn = _draws(run)
    if quality["fitted"]:
        drawn = _(
            "Codes from a Gaussian fitted to the test codes; {prior} with codes from N(0, I)."
        ).format(prior=_distance(quality["prior"]))
    return line, f"{_meaning(run)} {drawn} {_(NOT_COMPARABLE)}"


def comparison(a: Run, b: Run) -> list[Row]:
    """Rows of the Fréchet distances of two runs of one dataset, for each source of z either has."""
    qualities = [run.metrics.get("quality") or {} for run in (a, b)]
    names = {
        "prior": _("Fréchet distance, z from N(0, I)"),
        "fitted": _("Fréchet distance, z from a fitted Gaussian"),
    }
    rows = []
    for kind, name in names.items():
        scores = [quality.get(kind) for quality in qualities]
        if any(scores):
            rows.append(Row(name, tuple(_distance(s) if s else "–" for s in scores), _meaning(a)))
    return rows


def farther_than_noise(run: Run) -> str:
    """An explanation if samples score worse than noise; empty otherwise."""
    quality, anchors = run.metrics.get("quality"), _anchors(run)
    if not quality or not anchors:
        return ""
    worst = max(s["frechet"] for s in (quality["prior"], quality["fitted"]) if s)
    if worst <= anchors["noise"]["frechet"]:
        return ""
    return _(
        "**Farther than noise**: {distance} against {noise}. What is measured is how far mean and "
        "spread of the recogniser’s features lie from those of test images. Noise leaves it near "
        "the middle of its features; draws that all go wrong in the same way lie farther off, to "
        "one side. Noise is a mark on the scale, not its end."
    ).format(distance=f"{worst:,.1f}", noise=_distance(anchors["noise"]))


def _meaning(run: Run) -> str:
    """The meaning of the Fréchet distance, with its two anchors if they are known."""
    text = _("How far samples lie from test images in a recogniser’s features; lower is better.")
    if anchors := _anchors(run):
        text += " " + _("Training images: {train}, noise: {noise}.").format(
            train=_distance(anchors["train"]), noise=_distance(anchors["noise"])
        )
    return text


def _distance(score: dict[str, float]) -> str:
    return f"{score['frechet']:,.1f}"


def _shares(score: dict[str, float]) -> tuple[str, str, str]:
    """Precision, recall and edges of a score; a dash for what was not measured when it was made."""
    digits = {"precision": 2, "recall": 2, "edges": 3}
    values = ((score.get(name), places) for name, places in digits.items())
    precision, recall, edges = ("–" if v is None else f"{v:.{places}f}" for v, places in values)
    return precision, recall, edges


def _edges_of_images(run: Run) -> str:
    """How strong the edges of the test images are, to compare those of samples with."""
    edges = run.metrics["evaluation"].get("edges_of_images")
    if edges is None:
        return _("those of the test images were not measured for this run")
    return _("the test images have {edges}").format(edges=f"{edges:.3f}")


def _draws(run: Run) -> str:
    if run.config.model.kind == "vae":
        return _("Random codes from the prior, decoded.")
    return _("Random codes, decoded. Nothing asked this autoencoder’s codes to follow N(0, I).")


def _anchors(run: Run) -> dict | None:
    """Anchors of the recogniser that measured the run; None if it is not here."""
    quality = run.metrics.get("quality")
    try:
        recogniser = load_run(f"{run.dataset}/{_RECOGNISER}", run.folder.parent.parent)
    except (RunError, ConfigError):
        return None
    weights = recogniser.metrics["files"]["weights.safetensors"]
    same = quality is not None and weights["sha256"] == quality["recogniser"]
    return recogniser.metrics.get("anchors") if same else None
