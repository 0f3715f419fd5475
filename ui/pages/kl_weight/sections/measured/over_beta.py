"""One figure after another over beta."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ui.components.planes.dial.by_beta import along
from ui.pages.kl_weight.beta_models import BetaModels
from ui.pages.kl_weight.charts import chart_frame
from ui.pages.kl_weight.charts.labels import file_name, ladder_name
from ui.pages.kl_weight.measurements import protocol, spread_if_known
from ui.services.caches.recogniser import can_be_read, none_reads
from ui.styles.inks import theme
from ui.text.words import _
from ui.widgets.charts import line_charts
from ui.widgets.charts.line_charts import Series
from vae_core.evaluation.samples.classify import MIN_CERTAINTY
from vae_core.evaluation.samples.quality import DEFAULT_SAMPLES

_MODELS = ("flat", "dial", "deep")


@dataclass(frozen=True)
class Figure:
    """A chart of one figure over beta."""

    key: str
    name: str
    unit: str
    meaning: str
    scale: float = 1.0


def figures() -> tuple[Figure, ...]:
    """The figures that are shown, in this order."""
    share = _("share read with at least {certain} %").format(certain=f"{100 * MIN_CERTAINTY:.0f}")
    samples = f"{DEFAULT_SAMPLES:,}"
    return (
        Figure(
            "active_units",
            _("Active units"),
            _("dimensions"),
            _("Latent dimensions whose μ varies by more than 0.01 over the test images."),
        ),
        Figure(
            "mean_sigma",
            _("Mean σ"),
            "",
            _("How wide the clouds are, mean over images and dimensions; the prior’s σ is 1."),
        ),
        Figure(
            "knn_accuracy",
            _("k-NN accuracy, %"),
            "%",
            _("Test images whose 20 nearest training codes vote for the right label."),
            scale=100,
        ),
        Figure(
            "frechet_prior",
            _("Fréchet distance of draws"),
            "",
            _(
                "Of {n} decoded z ~ N(0, I) to the test images, in a recogniser’s features, no "
                "unit; lower is nearer. It compares with nothing measured elsewhere."
            ).format(n=samples),
        ),
        Figure(
            "recognised_share_prior",
            _("Draws that are recognised, %"),
            "%",
            _(
                "Of {n} decoded z ~ N(0, I), the {share}. Where the code has collapsed all draws "
                "are one picture, read as one class or not at all."
            ).format(n=samples, share=share),
            scale=100,
        ),
    )


def over_beta(models: BetaModels, figure: Figure) -> None:
    """Draw the chart of a figure for every kind of model that has it; else why none has."""
    series = [
        made
        for kind in _MODELS
        if (made := _series(models, kind, figure.key, figure.scale)) is not None
    ]
    if not series:
        chart_frame.absent(figure.name, _missing(models, figure.key))
        return
    drawn = line_charts.against_beta(figure.name, figure.unit, series, theme(), from_zero=True)
    kinds = [name for name in _MODELS if _series(models, name, figure.key, 1.0)]
    chart_frame.show(
        drawn,
        figure.name,
        figure.meaning,
        protocol(models, kinds),
        _series_rows(series),
        file_name(models, figure.key.replace("_", "-")),
    )


def _series(models: BetaModels, kind: str, key: str, scale: float) -> Series | None:
    """A figure of one kind of model over beta; None where no such model has it."""
    if kind == "dial":
        points = [p for p in along(models.dial) if p.get(key) is not None]
        if not points:
            return None
        values = [scale * p[key] for p in points]
        return Series(_("the dial’s network"), [p["beta"] for p in points], values, "line")
    sweep = models.flat if kind == "flat" else models.deep
    steps = {
        beta: value
        for beta, members in (sweep.ladder.items() if sweep else ())
        if (value := spread_if_known(members, key)) is not None
    }
    if not steps:
        return None
    return Series(
        ladder_name(sweep),
        list(steps),
        [scale * value.mean for value in steps.values()],
        "joined" if kind == "flat" else "squares",
        [None if value.sd is None else scale * value.sd for value in steps.values()],
    )


def _missing(models: BetaModels, key: str) -> str:
    if key in ("frechet_prior", "recognised_share_prior"):
        if not can_be_read(models.dataset):
            return none_reads()
        return _(
            "Not measured: it takes a recogniser. `python -m vae_core recogniser {name}` trains "
            "one."
        ).format(name=models.dataset)
    return _("Not measured by these models.")


def _series_rows(series: Iterable[Series]) -> list[dict[str, Any]]:
    return [
        {"model": item.name, "beta": beta, "value": value, "sd": sd}
        for item in series
        for beta, value, sd in zip(
            item.betas, item.values, item.sd or [None] * len(item.betas), strict=True
        )
    ]
