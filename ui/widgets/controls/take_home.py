"""The control under a run's figures that offers the run in each format to take home."""

from __future__ import annotations

import streamlit as st

from ui.text.numbers import megabytes
from ui.text.outside import code, error_sentence
from ui.text.words import _
from ui.widgets import terms
from ui.widgets.controls.downloads import file_button
from ui.widgets.network.unknown_layers import unknown_layers
from vae_core.errors import RunError
from vae_core.export.formats import FORMATS, Format, export_bytes
from vae_core.runs.conditions.at_label import RunAtLabel
from vae_core.runs.run import Run

# In the order of the panel: a label, an icon, and what it is.
_FORMATS = {
    "html": (
        _("Web page"),
        "web",
        _("The live plane in one file. It opens from the disk, without a server."),
    ),
    "notebook": (
        _("Notebook"),
        "menu_book",
        _("Plain PyTorch from top to bottom: codes, manifold, a walk, the training."),
    ),
    "torch": (_("PyTorch"), "code", _("The network as one plain Python file, and its weights.")),
    "onnx": (
        _("ONNX"),
        "deployed_code",
        _("Encoder and decoder for other programs, checked against PyTorch."),
    ),
    "csv": (
        _("Codes"),
        "table",
        _("A table for pandas or a spreadsheet: label and code of each test image."),
    ),
    "zip": (_("The run"), "folder_zip", _("Its folder as it is: weights, codes, figures, film.")),
}


def show(run: Run, label: str = "") -> None:
    """Draw the control. A file is made when its button is pressed.

    run: also one at one of its betas (`run_at_beta`), whose folder is not offered, or at one of its
        labels (`run_at_label`), of which table and folder are of all labels.
    label: of the control, where a page has it for more than one run.
    """
    with st.popover(
        label or _("Take it home"),
        icon=":material/download:",
        type="tertiary",
        key=f"lse-take-home {run.id}",
    ):
        for name, words in _FORMATS.items():
            if FORMATS[name].is_for(run):
                kind = FORMATS[name]
                whole = run.whole if isinstance(run, RunAtLabel) and kind.whole else run
                _offer(whole, kind, *words)


def _offer(run: Run, kind: Format, label: str, icon: str, what: str) -> None:
    """Draw one format: its button, and what it is; or why it is not to be had."""
    if why := _hindrance(run, kind):
        terms.markdown(f"**{label}**")
        terms.caption(f"{what} {why}")
        return
    file_button(
        label,
        kind.file_name(run),
        lambda: export_bytes(run, kind.name),
        icon=icon,
        key=f"take home {kind.name} of {run.id}",
    )
    size = _("About {size}.").format(size=megabytes(max(kind.size(run), 100_000)))
    terms.caption(f"{what} {size}")


def _hindrance(run: Run, kind: Format) -> str:
    """Why a run cannot be had in a format, in a sentence of Markdown; "" where it can."""
    if kind.missing:
        return _("Not on this server: it needs {command}.").format(
            command=code(f"pip install {' '.join(kind.missing)}")
        )
    if run.config.model.n_labels is not None and not kind.whole:
        return _("It is of one label: {command}.").format(
            command=code(f"python -m vae_core export {run.id} --to {kind.name} --label 0")
        )
    try:
        return unknown_layers(run, *kind.layers)
    except RunError as error:  # The page still shows what can be read of a damaged run.
        return error_sentence(error)
