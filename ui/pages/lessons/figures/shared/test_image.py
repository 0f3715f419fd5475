"""One test image for a figure, also where the data set is not on this machine."""

from __future__ import annotations

import numpy as np
import streamlit as st

from ui.services.caches import resources
from ui.text.words import _
from ui.widgets.controls.original_images import offer_originals
from vae_core.runs.run import Run


def test_image(run: Run, index: int) -> np.ndarray:
    """Test image `index` of the run's data set, uint8, (28, 28), ink 255; without the data set,
    what the run decodes from the code of that image."""
    images, _problem = resources.test_images(run)
    if images is not None:
        return images[index]
    code = run.latents.mu[index].astype(np.float32).tolist()
    return np.round(255 * resources.decode(run, code)).astype(np.uint8)


def note_decoded(dataset: str, key: str) -> None:
    """One line, with the offer to fetch them, where the images shown are decoded ones."""
    images, _problem = resources.test_images(dataset)
    if images is None:
        st.caption(
            _(
                "Images here are decoded from the codes of test images: losses are not those "
                "of the real ones."
            )
        )
        offer_originals(dataset, key)
