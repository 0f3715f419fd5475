"""The data set's own images, which can be downloaded where they are not on this machine."""

from __future__ import annotations

import streamlit as st

from ui.services import resources
from ui.text.words import _
from vae_core.data.datasets import DATASETS, download
from vae_core.errors import DataError
from vae_core.runs.run import Run


def offer(run: Run) -> None:
    """Offer the dataset's own images where they are not on this machine."""
    info = DATASETS[run.dataset]
    images, problem = resources.test_images(run.dataset)
    if images is not None:
        return
    with st.sidebar:
        if problem:
            st.error(problem)
            return
        st.caption(
            _(
                "The original {title} images are not on this machine, so only what the model "
                "rebuilds can be shown."
            ).format(title=info.title)
        )
        if not st.button(
            _("Download them ({size} MB)").format(size=info.download_mb), icon=":material/download:"
        ):
            return
        bar = st.progress(0.0, text=_("Downloading…"))

        def advance(done: int, total: int) -> None:
            bar.progress(done / total)

        try:
            download(info.name, on_progress=advance)
        except (DataError, OSError) as error:
            bar.empty()
            st.error(str(error))
            return
    st.rerun()
