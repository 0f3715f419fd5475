"""Several images at once: the choice of the one shown, a table of all, and the table as CSV."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import streamlit as st

from ui.pages.reconstruct.image_input.input_image import Given, newest
from ui.services.caches import resources
from ui.services.caches.recogniser import Reading, readings
from ui.text.numbers import number
from ui.text.words import _
from ui.widgets.controls.downloads import csv_button
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.errors import RunError
from vae_core.runs.run import Run

if TYPE_CHECKING:
    from vae_core.evaluation.per_image import Inspection

_SHOWN_DIMS = 3
# First characters that a spreadsheet takes for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def choose(given: Sequence[Given]) -> Given | None:
    """The image to show; draws a choice if there are several. None if there is no image.

    One that was just given is shown at once.
    """
    new = newest(given)
    if new is not None:
        st.session_state["reconstruct_shown"] = new
    if len(given) < 2:
        return given[0] if given else None
    key = "reconstruct_shown"
    if not 0 <= st.session_state.get(key, 0) < len(given):
        st.session_state[key] = 0
    at = st.selectbox(
        _("Shown below, of {n} images").format(n=len(given)),
        range(len(given)),
        key=key,
        format_func=lambda i: f"{i + 1}. {given[i].name}",
    )
    return given[at]


def show(run: Run, given: Sequence[Given], shown: Given) -> None:
    """Draw a table with a row for each image, and a download button. Raises RunError."""
    st.subheader(_("All {n} images").format(n=len(given)), anchor=False)
    seen = resources.inspect_images(run, np.stack([one.x for one in given]))
    try:
        read = readings(run.dataset, seen.x_hat)
    except RunError:
        read = None
    rows = join(
        _row(run, i, one, seen, read[i] if read else None, one is shown)
        for i, one in enumerate(given)
    )
    show_html(
        html(
            '<div class="lse-scroll lse-many"><table class="lse-table"><thead><tr>{}</tr></thead>'
            "<tbody>{}</tbody></table></div>",
            join(html('<th scope="col">{}</th>', name) for name in _head(seen, read)),
            rows,
        )
    )
    csv_button(
        _("CSV, with all numbers of each code"),
        f"{run.dataset}-{run.name}-images",
        lambda: csv_rows(run, given, seen, read),
        key="reconstruct csv",
    )


def csv_rows(
    run: Run, given: Sequence[Given], seen: Inspection, read: Sequence[Reading] | None
) -> list[dict[str, str]]:
    """Rows of the CSV: one for each image, in nats, with mu and sigma of each latent dimension."""
    dims = range(1, seen.mu.shape[1] + 1)
    head = ["name", "recon_nats", "pixel_mse", *(f"mu_{i}" for i in dims)]
    columns = [
        [_no_formula(one.name) for one in given],
        _column(seen.recon),
        _column(seen.pixel_mse),
        *map(_column, seen.mu.T),
    ]
    if seen.kl is not None and seen.neg_elbo is not None and seen.logvar is not None:
        head += ["kl_nats", "neg_elbo_nats", *(f"sigma_{i}" for i in dims)]
        columns += [
            _column(seen.kl),
            _column(seen.neg_elbo),
            *map(_column, np.exp(0.5 * seen.logvar).T),
        ]
    if read:
        head += ["reads_as", "reads_share"]
        classes = run.dataset_info.classes
        columns += [[classes[r.label] for r in read], [f"{r.share:.4f}" for r in read]]
    return [dict(zip(head, row, strict=True)) for row in zip(*columns, strict=True)]


def _head(seen: Inspection, read: Sequence[Reading] | None) -> list[str]:
    head = [_("image"), _("back"), _("name"), _("code"), _("reconstruction"), _("MSE")]
    if seen.kl is not None:
        head[5:5] = [_("KL"), _("−ELBO")]
    return head + ([_("reads as")] if read else [])


def _row(
    run: Run, i: int, one: Given, seen: Inspection, reading: Reading | None, here: bool
) -> Markup:
    cells = [
        strips.picture_html(one.x, one.name, 2, 1),
        strips.picture_html(seen.x_hat[i], _("What comes back"), 2, 1),
        one.name,
        _code(seen, i),
        _("{value} nats").format(value=f"{seen.recon[i]:.1f}"),
    ]
    if seen.kl is not None and seen.neg_elbo is not None:
        cells += [
            _("{value} nats").format(value=f"{value[i]:.1f}") for value in (seen.kl, seen.neg_elbo)
        ]
    cells.append(f"{seen.pixel_mse[i]:.4f}")
    if reading:
        name = run.dataset_info.classes[reading.label]
        cells.append(f"{name}, {100 * reading.share:.0f} %")
    return html(
        "<tr{}>{}</tr>",
        Markup(' aria-current="true" class="lse-chosen-row"') if here else "",
        join(html("<td>{}</td>", cell) for cell in cells),
    )


def _code(seen: Inspection, i: int) -> str:
    mu = seen.mu[i]
    shown = ", ".join(number(value) for value in mu[:_SHOWN_DIMS])
    return f"({shown}{', …' if len(mu) > _SHOWN_DIMS else ''})"


def _column(values: np.ndarray) -> list[str]:
    return [f"{value:.6g}" for value in values]


def _no_formula(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULA) else name
