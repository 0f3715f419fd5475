"""The figures of a run in the sidebar, each with its meaning."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import streamlit as st

from ui.text.outside import code, in_markdown
from ui.text.words import _, all_values
from ui.widgets import terms
from ui.widgets.html import Markup, explained, html, join, show_html
from vae_core.runs.notes.metadata import metadata
from vae_core.runs.run import Run


@dataclass(frozen=True)
class Figure:
    """One figure, as written on screen. note: a remark that holds for this run only.

    measured: taken on the test images, so not comparable with a run of another dataset.
    """

    name: str
    value: str
    meaning: str
    note: str = ""
    measured: bool = True

    @property
    def explained(self) -> str:
        """Meaning and note."""
        return f"{self.meaning} {self.note}".rstrip()


def show(run: Run) -> None:
    """Draw the table of figures in the sidebar, their meanings in tooltips and in a popover."""
    shown = figures(run)
    with st.sidebar:
        st.divider()
        show_html(table(shown, _("This run")))
        with st.popover(_("What do these mean?"), type="tertiary"):
            terms.markdown(
                "\n".join(
                    f"- **{figure.name}**: {in_markdown(figure.explained)}" for figure in shown
                )
            )
            terms.markdown(_training_settings(run))
        if notes := metadata(run).notes:
            terms.caption("  \n".join(map(in_markdown, notes.splitlines())))
        n = run.metrics["evaluation"]["n"]
        terms.caption(_("{n} test images, none seen in training.").format(n=f"{n:,}"))


def table(shown: Sequence[Figure], caption: str) -> Markup:
    """Figures as an HTML table, their meanings in tooltips."""
    rows = join(
        html(
            '<tr><th scope="row">{}</th><td>{}</td></tr>',
            explained(figure.name, figure.explained),
            figure.value,
        )
        for figure in shown
    )
    return html('<table class="lse-figures"><caption>{}</caption>{}</table>', caption, rows)


def figures(run: Run) -> list[Figure]:
    """All figures of a run in the order of the table: first the one it was trained on."""
    measured, training = run.metrics["evaluation"], run.config.training
    weights = sum(run.metrics["parameters"].values())
    is_vae, is_squared = run.config.model.kind == "vae", training.likelihood == "mse"
    is_told = run.config.model.n_labels is not None or run.told is not None
    note = _("This is cross-entropy, which it was not trained on.") if is_squared else ""
    if is_told:
        note = _(
            "It is told the label, so this is of log p(x|y): it does not compare with the log p(x) "
            "of other models."
        )
    bound = [
        Figure(
            _("Test −ELBO"),
            _nats(measured["neg_elbo"]),
            _(
                "Reconstruction + KL per test image: how surprising it is to the model, at most. "
                "Lower is better."
            ),
            note,
        )
    ]
    divergence = [
        Figure(
            _("KL"),
            _nats(measured["kl"]),
            _("How much a code tells about its image: how far its cloud is from the prior."),
        )
    ]
    beta = [
        Figure(
            _("KL weight β"),
            f"{training.beta:g}",
            _("What the KL counted in training."),
            measured=False,
        )
    ]
    squared = [
        Figure(
            _("Squared error"),
            f"{1000 * measured['pixel_mse']:.1f} × 10⁻³",
            _("Squared difference of a pixel from 0 to 1, mean over all test images."),
            _trained_on(run) if is_squared else "",
        )
    ]
    neighbours = [
        Figure(
            _("k-NN accuracy"),
            f"{100 * measured['knn_accuracy']:.1f} %" if measured.get("knn_accuracy") else "–",
            _("Share of test images whose 20 nearest training codes vote for the right label."),
            _("It is low on purpose: the label is told, so the code need not hold it.")
            if is_told
            else "",
        )
    ]
    return [
        *(squared if is_squared else []),
        *(bound if is_vae else []),
        Figure(
            _("Reconstruction"),
            _nats(measured["recon"]),
            _(
                "Cross-entropy between a test image and what comes back, summed over {values}. "
                "A nat is 1.44 bits."
            ).format(values=all_values(run.config.model.image_shape)),
            note,
        ),
        *(divergence if is_vae else []),
        *([] if is_squared else squared),
        *(neighbours if run.dataset_info.is_labelled else []),
        *(beta if is_vae and not run.imported_from else []),
        Figure(
            _("Parameters"),
            _count(weights),
            _("Trainable parameters of encoder and decoder together."),
            measured=False,
        ),
        *_of_training(run),
    ]


def _of_training(run: Run) -> list[Figure]:
    """What its training took; of an imported run, the file that it was made of."""
    if run.imported_from:
        meaning = _("The file of its weights. It was not trained here, so its training is unknown.")
        return [Figure(_("Imported from"), run.imported_from, meaning, measured=False)]
    took = Figure(
        _("Trained in"),
        _duration(run.metrics["seconds"]),
        _("Wall-clock time of the training, on the device “{device}”.").format(
            device=run.metrics["device"]
        ),
        measured=False,
    )
    return [_epochs(run), took]


def epochs_trained(run: Run) -> float:
    """How many epochs a run was trained for: not a whole number where it was stopped in one."""
    planned = run.config.training.epochs
    stopped = run.metrics.get("stopped")
    return planned * stopped["step"] / stopped["of"] if stopped else float(planned)


def _epochs(run: Run) -> Figure:
    """The number of epochs trained, and of those planned if it was stopped earlier."""
    planned, meaning = run.config.training.epochs, _("Passes over the training images.")
    if run.metrics.get("stopped") is None:
        return Figure(_("Epochs"), f"{planned:,}", meaning, measured=False)
    done = _("{done} of {planned}")
    value = done.format(done=f"{epochs_trained(run):,.1f}", planned=f"{planned:,}")
    return Figure(_("Epochs"), value, meaning, _("It was stopped and kept."), measured=False)


def _trained_on(run: Run) -> str:
    """A sentence that relates the squared error to the training loss and its curve."""
    shape = run.config.model.image_shape
    total = f"{math.prod(shape) * run.metrics['evaluation']['pixel_mse']:.1f}"
    sentence = _("It was trained on this: {total} summed over the {values} of an image").format(
        total=total, values=all_values(shape)
    )
    if run.config.model.kind == "vae":
        return sentence + _(", decoded from μ; its training curve decodes samples and lies higher.")
    return sentence + _(", as in its training curve.")


def _training_settings(run: Run) -> str:
    training = run.config.training
    if run.imported_from:
        return _("Its weights were imported; this app measured them.")
    return _(
        "Made from the preset {preset}: batches of {batch}, peak learning rate {lr}, seed {seed}."
    ).format(
        preset=code(run.config.preset),
        batch=training.batch_size,
        lr=f"{training.lr:g}",
        seed=training.seed,
    )


def _nats(value: float | None) -> str:
    return "" if value is None else _("{value} nats").format(value=f"{value:.1f}")


def _count(n: int) -> str:
    return f"{n / 1e6:.2f} M" if n >= 1e6 else f"{n / 1e3:.0f} k"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return _("{n} s").format(n=f"{seconds:.0f}")
    return _("{n} min").format(n=f"{seconds / 60:.0f}")
