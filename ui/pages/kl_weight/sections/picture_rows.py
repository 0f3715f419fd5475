"""Rows of pictures under one another, a model each: the same pictures at every beta."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.pages.kl_weight.beta_models import Step
from ui.services import pictures
from ui.services.caches import resources
from ui.services.caches.labels import first_images
from ui.text.words import _
from ui.widgets.html import Markup, html, join, show_html
from ui.widgets.pictures import strips
from vae_core.runs.run import Run

# One test image of each of these labels.
_LABELS = (0, 1, 3, 4, 5, 7, 8, 9)
N = len(_LABELS)
_GAP, _TIMES, _TIMES_PHONE = 2, 2, 1.5
_SEED = 0


@dataclass(frozen=True)
class Line:
    """A row: name, a note under it, and blocks of N pictures, or why there is none."""

    name: str
    note: str
    blocks: Sequence[np.ndarray | str]


def draw(lines: Sequence[Line], heads: Sequence[str]) -> None:
    """Draw the rows, with `heads` over the blocks."""
    show_html(
        html(
            '<div class="lse-kl-sheet" style="--blocks:{}"><i></i>{}{}</div>',
            len(heads),
            join(html("<h3>{}</h3>", head) for head in heads),
            join(_line(line, heads) for line in lines),
        )
    )


def test_index(run: Run) -> list[int]:
    """Indices of the test images, the same for every model: the first of each of `_LABELS`."""
    return first_images(run.latents.label, _LABELS, N)


def prior_codes(dim: int) -> np.ndarray:
    """The same z ~ N(0, I) for every model, (N, D)."""
    rng = np.random.default_rng(_SEED)
    return rng.standard_normal((N, dim)).astype(np.float32)


def originals(run: Run, index: Sequence[int]) -> np.ndarray | None:
    """The test images in [0, 1]; None where they are not on this machine."""
    images, _problem = resources.test_images(run)
    return None if images is None else images[list(index)].astype(np.float32) / 255


def originals_line(run: Run, index: Sequence[int], *others: str) -> list[Line]:
    """The row of the test images themselves, as a list; empty where they are not on this machine.

    others: what stands in the further blocks of the row.
    """
    shown = originals(run, index)
    if shown is None:
        return []
    return [Line(_("Test images"), _("as they are"), (shown, *others))]


def decode(step: Step, z: np.ndarray) -> np.ndarray:
    """Pictures decoded by a step at z, (N, D) of its own plane, in [0, 1].

    Imports torch. Raises RunError.
    """
    return _decoded(step.run.id, step.weights, step.at, z.astype(np.float32), step)


@st.cache_data(show_spinner=False, max_entries=300)
def _decoded(run_id: str, weights: str, at: float | None, z: np.ndarray, _step: Step) -> np.ndarray:
    import torch

    decode = _step.decoder()
    with torch.no_grad():
        logits = decode(torch.from_numpy(z))
    return pictures.from_tensor(logits.sigmoid())


def _line(line: Line, heads: Sequence[str]) -> Markup:
    note = html("<small>{}</small>", line.note) if line.note else ""
    cells = join(
        html("<div>{}</div>", _block(block, f"{line.name}. {head}"))
        for block, head in zip(line.blocks, heads, strict=True)
    )
    return html('<div class="lse-kl-name"><strong>{}</strong>{}</div>{}', line.name, note, cells)


def _block(block: np.ndarray | str, alt: str) -> Markup:
    if isinstance(block, str):
        return html('<p class="lse-kl-none">{}</p>', block)
    row, side = strips.tiled(block, len(block), _GAP), max(block.shape[1:3])
    return strips.picture_html(row, alt, _TIMES, _TIMES_PHONE, side=side)
