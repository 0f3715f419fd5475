"""The section Same pictures: the same test images and the same random codes at every beta."""

from __future__ import annotations

import streamlit as st

from ui.pages.kl_weight.beta_models import (
    ONE,
    SEPARATE,
    BetaModels,
    Step,
    beside,
    source_names,
    sources,
    steps_of,
)
from ui.pages.kl_weight.sections import picture_rows
from ui.text.words import _
from ui.widgets import terms


def show(models: BetaModels) -> None:
    """Draw the grid, a row for each beta. Raises RunError where a file of a run is damaged."""
    source = choose_source(models, "pictures")
    if source is None:
        return
    steps = steps_of(models, source)
    index = picture_rows.test_index(steps[0].run)
    extra = beside(models) if source == SEPARATE else {}
    first, last = extra.get("ae"), extra.get("kl")
    with st.spinner(_("Decoding…")):
        lines = [
            *picture_rows.originals_line(
                steps[0].run, index, _("– A random code has no original.")
            ),
            *([_line(first, index)] if first else []),
            *(_line(step, index) for step in steps),
            *([_line(last, index)] if last else []),
        ]
    picture_rows.draw(
        lines, (_("Decoded from μ of test images"), _("Decoded from these z ~ N(0, I)"))
    )
    terms.caption(_caption(steps, source, bool(extra)))


def choose_source(models: BetaModels, section: str) -> str | None:
    """The chosen one of `SOURCES`; None, with a sentence on the page, where there are no models."""
    available = sources(models)
    if not available:
        st.info(_("No model of a ladder, and none of every β, is here to draw anything."))
        return None
    if len(available) == 1:
        terms.caption(_("Shown: {name}.").format(name=source_names()[available[0]].lower()))
        return available[0]
    return st.segmented_control(
        _("Models"),
        available,
        required=True,
        default=available[0],
        format_func=source_names().__getitem__,
        key=f"kl_source_{section}",
        label_visibility="collapsed",
        persist_state="session",
    )


def note(step: Step) -> str:
    """The figures of a step in short; a dash where they were not measured."""
    recon, kl = step.figures.get("recon"), step.figures.get("kl")
    if recon is None:
        return "D –, R –"
    return f"D {recon:.1f}" if kl is None else f"D {recon:.1f} · R {kl:.1f}"


def _line(step: Step, index: list[int]) -> picture_rows.Line:
    mu, _logvar = step.codes()
    # The same z of the shown plane for all models: each is rotated back into the model's own plane.
    z = picture_rows.prior_codes(mu.shape[1])
    own = z if step.rotation is None else z @ step.rotation.T
    return picture_rows.Line(
        step.label,
        note(step),
        (picture_rows.decode(step, mu[index]), picture_rows.decode(step, own)),
    )


def _caption(steps: list[Step], source: str, with_extra: bool) -> str:
    sentences = [_("D and R in nats for each test image.")]
    if source == ONE:
        return " ".join(
            [
                _(
                    "One network, asked at these β; it was trained for all of them. Its weights "
                    "are shared, so its pictures change less than those of networks trained "
                    "apart: what β moves is mostly how far the codes spread."
                ),
                *sentences,
            ]
        )
    sentences.insert(
        0,
        _(
            "A network for each β, the first seed, trained from scratch; their planes are turned "
            "onto one another, so that one z means the same place as far as it can. What comes "
            "back of the test images loses detail as β grows, until all come back as the mean "
            "image. Of random codes: where nothing holds the codes, N(0, I) meets only the middle "
            "of them; where β is too strong, all draws are alike."
        ),
    )
    measured = [s for s in steps if s.figures.get("frechet_prior") is not None]
    if measured:
        best = min(measured, key=lambda step: step.figures["frechet_prior"])
        sentences.append(
            _("Draws are nearest to the test images (Fréchet distance) at {label}.").format(
                label=best.label
            )
        )
    if with_extra:
        sentences.append(
            _(
                "The plain AE has no KL term and no noise, which β = 0 still has; KL alone was "
                "never shown how far its pictures are off."
            )
        )
    return " ".join(sentences)
