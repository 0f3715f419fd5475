"""The offer to fetch a data set's own images, drawn where they are missing, and only there."""

from __future__ import annotations

import streamlit as st

from ui.services.caches import resources
from ui.services.errors import show_error
from ui.text.words import _, dataset_title
from vae_core.data.built_in.download import download, download_bytes
from vae_core.data.datasets import is_downloaded
from vae_core.errors import DataError
from vae_core.runs.run import Run


def offer_originals(of: Run | str, key: str) -> None:
    """One quiet line that offers the images where they cannot be shown; nothing where they can.

    of: a run, or the name of a dataset.  key: of the button, the only one of its name on the page.
    """
    images, problem = resources.test_images(of)
    if images is not None:
        return
    if problem:
        st.warning(problem + " " + _("All that is drawn from codes is here all the same."))
    dataset = of if isinstance(of, str) else of.dataset
    offer_download(dataset, key, _("Show the original images too: {size} MB"))


def offer_download(dataset: str, key: str, label: str) -> None:
    """A button that fetches the files that are missing or damaged, with its progress.

    label: of the button; {size} is filled in. A failure is a sentence below it.
    """
    if is_downloaded(dataset):
        return
    size = max(1, round(download_bytes(dataset) / 1e6))
    pressed = st.button(
        label.format(size=size),
        icon=":material/download:",
        type="tertiary",
        key=key,
        help=_("The published {title}, checked file by file, into the data folder.").format(
            title=dataset_title(dataset)
        ),
    )
    if not pressed:
        return
    bar = st.progress(0.0)
    shown = -1

    def advance(done: int, total: int) -> None:
        nonlocal shown
        if (percent := 100 * done // total) == shown:
            return
        shown = percent
        amounts = {"done": f"{done / 1e6:.1f}", "total": f"{total / 1e6:.1f}"}
        bar.progress(done / total, text=_("{done} of {total} MB").format(**amounts))

    try:
        download(dataset, on_progress=advance)
    except DataError as error:
        bar.empty()
        show_error(error)
        return
    st.rerun()
