"""The reconstruction of one image by every run of the dataset, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import streamlit as st

from ui.pages.reconstruct.image_input.input_image import Given
from ui.services.caches import resources
from ui.services.caches.recogniser import Reading, readings, reads_as, recogniser_run
from ui.services.errors import show_error
from ui.text.outside import quoted
from ui.text.words import _, all_values, latent
from ui.widgets import terms
from ui.widgets.frame import shell
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.errors import RunError
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from vae_core.evaluation.per_image import Inspection

_TIMES, _TIMES_PHONE = 3, 2


@dataclass(frozen=True)
class Seen:
    """One image through one run. reading: the recogniser's prediction for the reconstruction."""

    run: Run
    inspection: Inspection
    reading: Reading | None


def see(runs: Sequence[Run], shown: Given) -> list[Seen]:
    """The image through every sound run; a damaged run is left out with a warning on the page."""
    inspected = []
    for run in runs:
        try:
            inspected.append((run, resources.inspect_images(run, shown.x[None])))
        except RunError as error:
            show_error(error, st.warning)
    try:
        read: list[list[Reading] | None] = [
            readings(run.dataset, seen.x_hat) for run, seen in inspected
        ]
    except RunError as error:
        show_error(error, st.warning)
        read = [None] * len(inspected)
    return [
        Seen(run, inspection, reading[0] if reading else None)
        for (run, inspection), reading in zip(inspected, read, strict=True)
    ]


def show(seen: Sequence[Seen], chosen: Run, shown: Given) -> None:
    """Draw a card for each run by latent dimension, with the chosen run's card marked."""
    st.subheader(_("What each model gives back"), anchor=False)
    terms.caption(_intro(chosen.dataset, shown))
    longest = max((float(one.inspection.recon[0]) for one in seen), default=1.0)
    order = sorted(seen, key=lambda one: (_dim(one.run), one.run.config.model.kind, one.run.name))
    cards = join(_card(one, chosen.id, longest) for one in order)
    show_html(html('<ul class="lse-models">{}</ul>', cards))
    with st.popover(_("What do these mean?"), type="tertiary"):
        terms.markdown(
            "\n".join(f"- **{name}**: {meaning}" for name, meaning in _meanings(chosen).items())
        )


def _intro(dataset: str, shown: Given) -> str:
    how_to_read = _(
        "Left what comes back, right where it differs. Bar: reconstruction error, shorter is "
        "closer."
    )
    try:
        reading = readings(dataset, shown.x[None])
    except RunError:
        reading = None
    if not reading:
        return how_to_read
    return (
        _("{name}: the image itself {reads}.").format(
            name=quoted(shown.name, 80), reads=reads_as(dataset, reading[0])
        )
        + " "
        + how_to_read
    )


def _card(one: Seen, chosen: str, longest: float) -> Markup:
    run, seen = one.run, one.inspection
    title = shell.run_title(run)
    here = run.id == chosen
    facts = [latent(_dim(run))]
    if run.config.model.kind == "vae" and not run.imported_from:
        facts.append(_("β {beta}").format(beta=f"{run.config.training.beta:g}"))
    if run.told is not None:
        facts.append(_("told {label}").format(label=run.dataset_info.classes[run.told]))
    if run.config.training.binarize == "threshold":
        facts.append(_("gets it cut at 0.5"))
    if one.reading:
        facts.append(reads_as(run.dataset, one.reading))
    recon = float(seen.recon[0])
    figures = [_("MSE {mse}").format(mse=f"{seen.pixel_mse[0]:.4f}")]
    if seen.kl is not None:
        figures.append(_("KL {kl} nats").format(kl=f"{seen.kl[0]:.1f}"))
    back = strips.picture_html(
        seen.x_hat[0], _("What comes back from {title}").format(title=title), _TIMES, _TIMES_PHONE
    )
    differs = strips.picture_html(
        abs(seen.error[0]), _("Where it differs from the image"), _TIMES, _TIMES_PHONE
    )
    return html(
        '<li class="lse-model{chosen}"{current} title="{id}">{back}{differs}'
        "<div><b>{title}</b><span>{facts}</span>"
        '<span class="lse-nats-row"><i class="lse-nats"><i style="width:{share:.1f}%"></i></i>'
        "<b>{recon:.0f}</b></span><span>{figures}</span></div></li>",
        chosen=" lse-chosen" if here else "",
        current=" aria-current=true" if here else "",
        id=run.id,
        back=back,
        differs=differs,
        title=title,
        facts=" · ".join(facts),
        share=100 * recon / longest,
        recon=recon,
        figures=" · ".join(figures),
    )


def _meanings(run: Run) -> dict[str, str]:
    meanings = {
        _("The two pictures"): _(
            "What the decoder draws at the code (μ of a VAE), and the size of the difference to "
            "the image, value by value: the more ink or light, the more it differs."
        ),
        _("Bar"): _(
            "Reconstruction error in nats: cross-entropy between the image and what comes back, "
            "summed over the {values}. A VAE’s is the mean over 8 codes drawn from its "
            "posterior; an autoencoder’s is at its code. Shades between 0 and 1 never reach 0."
        ).format(values=all_values(run.config.model.image_shape)),
        _("MSE"): _("Mean squared error of a pixel (0 to 1), decoding μ."),
        _("KL"): _(
            "How much the code says about this image: how far its posterior is from the prior "
            "N(0, I). An autoencoder has none."
        ),
    }
    if recogniser_run(run.dataset):
        meanings[_("Reads as")] = _(
            "What a small recogniser, trained on the same dataset, takes the picture for, and how "
            "sure it is. It must choose a class, whatever it sees."
        )
    return meanings


def _dim(run: Run) -> int:
    return run.config.model.latent_dim
