"""The tables of the lesson on few numbers: errors, search and labels, bytes."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from ui.pages.lessons.figures.few_numbers import study
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.table import Row, table
from vae_core.runs.run import Run
from vae_core.studies.few_numbers import AES, DIMS, LABELLED, Packed

_WAITS, _NONE = "?", "–"


def show_errors(methods: Sequence[str], key: str) -> None:
    """Errors by method and D."""
    rows = [
        Row(
            study.names()[method],
            tuple(
                f"{row.error:.1f}" if (row := study.study().row(method, dim)) else _NONE
                for dim in DIMS
            ),
        )
        for method in methods
    ]
    table(rows, [f"D\u00a0=\u00a0{dim}" for dim in DIMS], key=key)
    terms.caption(
        _(
            "Squared error of an image, a sum over its 784 pixels; mean over the 10,000 test "
            "images. –: no such model is shipped."
        )
    )


def show_uses(key: str, *, revealed: bool) -> None:
    """Search and labels by code. revealed: False leaves the labels out."""
    kinds = (*study.READERS, ("pca", 2), ("ae", 2), ("vae", 2))
    rows = []
    for kind in kinds:
        row = study.row(*kind)
        shares = [_percent(row.labels[str(n)]) if revealed else _WAITS for n in LABELLED]
        name = _("{method}, {dim}").format(method=study.names()[row.method], dim=row.dim)
        rows.append(Row(name, (_percent(row.search), *shares)))
    labels = [_("{n} labels").format(n=f"{n:,}") for n in LABELLED]
    table(rows, [_("Search"), *labels], key=key)
    terms.caption(
        _(
            "Search: share of the ten nearest test images with the right label, 1,000 asked. "
            "Labels: share of 5,000 test images read right by the one nearest labelled image, mean "
            "of ten draws; these are from the other 5,000, as many of each digit."
        )
    )


def show_files(key: str, *, revealed: bool) -> None:
    """Bytes and errors of codes and files. revealed: False leaves the bytes out."""
    codes = [
        Row(
            _("{method}, {dim} numbers").format(method=study.names()[row.method], dim=row.dim),
            (_bytes(study.BYTES_A_NUMBER * row.dim, revealed), f"{row.error:.1f}"),
        )
        for row in (study.row("pca", 20), study.row("ae", 20), study.row("vae", 20))
    ]
    files = [
        Row(_format_name(file), (_bytes(file.size, revealed), f"{file.error:.1f}"))
        for file in study.study().packed
    ]
    table([*codes, *files], [_("Bytes an image"), _("Squared error")], key=key)
    run = chosen_run(AES[20])
    terms.caption(
        _(
            "Codes in half precision, 2 bytes a number; files: mean of 1,000 test images. The AE's "
            "decoder takes {n:,} bytes more, once."
        ).format(n=_decoder_bytes(run.id, run.weights_hash, run))
    )


def _percent(share: float) -> str:
    return f"{100 * share:.0f}\u00a0%"


def _format_name(file: Packed) -> str:
    if not file.quality:
        return file.format
    return _("{format}, quality {n}").format(format=file.format, n=file.quality)


def _bytes(size: float, revealed: bool) -> str:
    return f"{size:.0f}" if revealed else _WAITS


@st.cache_data(show_spinner=False, max_entries=20)
def _decoder_bytes(run_id: str, weights_hash: str, _run: Run) -> int:
    """Bytes of the decoder's weights, as they are kept on disk."""
    return sum(w.nbytes for name, w in _run.weights.items() if name.startswith("decoder"))
