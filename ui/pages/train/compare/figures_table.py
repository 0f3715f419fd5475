"""The table of all figures of the compared runs, to sort and to download."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import streamlit as st

from ui.pages.train.compare.curves import LETTERS
from ui.text.words import _
from ui.widgets.frame import shell
from vae_core.runs.notes.metadata import metadata, trained_at
from vae_core.runs.run import Run


@dataclass(frozen=True)
class Column:
    """A column of the table.

    key: its name in the CSV. format: of a number; "" for text, "date" for a time.
    """

    key: str
    label: str
    meaning: str
    format: str
    value: Callable[[Run], Any]
    width: str | None = None


def columns(runs: Sequence[Run]) -> dict[str, list]:
    """The table as a list of values for each column; the first holds the letters of the lines."""
    shown = {column.key: [_shown(column, run) for run in runs] for column in _columns()}
    return {"line": list(LETTERS[: len(runs)]), **shown}


def rows(runs: Sequence[Run]) -> list[dict[str, Any]]:
    """Rows of the CSV, one for each run, under names that are the same in every language."""
    return [
        {"run": run.id, **{column.key: column.value(run) for column in _columns()}} for run in runs
    ]


def config() -> dict[str, Any]:
    """The `column_config` of `st.dataframe`: labels, meanings and formats of the columns."""
    kinds = st.column_config
    settings: dict[str, Any] = {
        "line": kinds.TextColumn(
            _("Line"), help=_("The letter of its line in the charts."), pinned=True, width=48
        )
    }
    for column in _columns():
        how: dict[str, Any] = {"label": column.label, "help": column.meaning, "width": column.width}
        if column.format == "date":
            settings[column.key] = kinds.DatetimeColumn(
                **how, format="D MMM YYYY, HH:mm", timezone=st.context.timezone
            )
        elif column.format:
            settings[column.key] = kinds.NumberColumn(**how, format=column.format)
        else:
            settings[column.key] = kinds.TextColumn(**how, pinned=column.key == "title")
    return settings


def _shown(column: Column, run: Run) -> Any:
    value = column.value(run)
    if column.format != "date":
        return value
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return None


def _columns() -> list[Column]:
    nats = _("Per test image. Lower is better.")
    return [
        Column("title", _("Run"), _("What it is called."), "", shell.run_title, "medium"),
        Column(
            "dataset",
            _("Data set"),
            _("Figures of different data sets do not compare."),
            "",
            lambda run: run.dataset_info.title,
        ),
        Column(
            "kind",
            _("Kind"),
            _("AE: plain autoencoder. VAE: with a prior and a KL term."),
            "",
            lambda run: run.config.model.kind.upper(),
        ),
        Column(
            "latent_dim",
            "D",
            _("Latent dimension: how many numbers a code has."),
            "%d",
            lambda run: run.config.model.latent_dim,
        ),
        Column(
            "beta",
            "β",
            _("The KL weight, what the KL counted in training; none where it learned many."),
            "%g",
            _beta,
        ),
        Column(
            "parameters",
            _("Parameters"),
            _("Trainable parameters of encoder and decoder together."),
            "localized",
            lambda run: sum(run.metrics["parameters"].values()),
        ),
        Column(
            "neg_elbo",
            _("−ELBO, nats"),
            _("Reconstruction + KL: how surprising an image is to the model, at most.")
            + f" {nats}",
            "%.1f",
            _measured("neg_elbo"),
        ),
        Column(
            "recon",
            _("Reconstruction, nats"),
            _("Cross-entropy between an image and what comes back, summed over all of its values.")
            + f" {nats}",
            "%.1f",
            _measured("recon"),
        ),
        Column(
            "kl",
            _("KL, nats"),
            _("How much a code tells about its image: how far its cloud is from the prior."),
            "%.1f",
            _measured("kl"),
        ),
        Column(
            "iwae",
            _("IWAE, nats"),
            _("A closer bound on how surprising an image is, from many samples of its code.")
            + f" {nats}",
            "%.1f",
            _measured("iwae"),
        ),
        Column(
            "pixel_mse",
            _("Squared error, 10⁻³"),
            _(
                "Squared difference of a pixel from 0 to 1, mean over all test images. "
                "Lower is better."
            ),
            "%.1f",
            lambda run: 1000 * run.metrics["evaluation"]["pixel_mse"],
        ),
        Column(
            "knn_accuracy",
            _("k-NN accuracy, %"),
            _("Test images whose 20 nearest training codes vote for the right label."),
            "%.1f",
            lambda run: _percent(run.metrics["evaluation"].get("knn_accuracy")),
        ),
        Column(
            "frechet",
            _("Fréchet distance"),
            _(
                "How far decoded draws from N(0, I) lie from test images in a recogniser’s "
                "features, no unit; lower is nearer. Measured by `python -m vae_core quality`."
            ),
            "%.1f",
            lambda run: (run.metrics.get("quality") or {}).get("prior", {}).get("frechet"),
        ),
        Column(
            "pixels",
            _("Pixels"),
            _("What test pixels it was measured on: grey levels, colours, or 0 and 1."),
            "",
            _pixels,
        ),
        Column(
            "epochs",
            _("Epochs"),
            _("Passes over the training images that were made."),
            "%d",
            lambda run: len(run.metrics["history"]) or None,
        ),
        Column(
            "seconds",
            _("Trained, s"),
            _("Seconds of training, without pauses, on the machine it ran on."),
            "%.0f",
            lambda run: None if run.imported_from else run.metrics["seconds"],
        ),
        Column("made", _("Made"), _("When its training ended."), "date", trained_at, "medium"),
        Column(
            "notes",
            _("Notes"),
            _("What was noted down about it."),
            "",
            lambda run: metadata(run).notes,
            "medium",
        ),
    ]


def _measured(key: str) -> Callable[[Run], Any]:
    return lambda run: run.metrics["evaluation"].get(key)


def _pixels(run: Run) -> str | None:
    """The pixels that a run was measured on; those noted as "grey" are colours in colour images."""
    noted = run.metrics["evaluation"].get("pixels")
    return "colour" if noted == "grey" and run.config.model.image_shape[0] == 3 else noted


def _beta(run: Run) -> float | None:
    model = run.config.model
    has_beta = model.kind == "vae" and not model.betas and not run.imported_from
    return run.config.training.beta if has_beta else None


def _percent(share: float | None) -> float | None:
    return None if share is None else 100 * share
