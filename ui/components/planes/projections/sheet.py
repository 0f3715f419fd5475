"""Many small images as one picture, for the browser to cut from."""

from __future__ import annotations

import io

import numpy as np
import streamlit as st
from PIL import Image


@st.cache_data(max_entries=8, show_spinner=False)
def image_sheet(images: np.ndarray, columns: int) -> bytes:
    """A WebP without loss of images, (N, H, W) or (N, H, W, 3) uint8, row by row without gaps.

    Grey images are ink: black, with the grey level as opacity, so that a page can give them its own
    colours. Colour images are opaque.
    """
    count, height, width = images.shape[:3]
    rows = -(-count // columns)
    padded = np.zeros((rows * columns, *images.shape[1:]), np.uint8)
    padded[:count] = images
    tiles = padded.reshape(rows, columns, *images.shape[1:])
    sheet = tiles.swapaxes(1, 2).reshape(rows * height, columns * width, *images.shape[3:])
    if images.ndim == 3:
        sheet = np.dstack([np.zeros((*sheet.shape, 3), np.uint8), sheet])
    content = io.BytesIO()
    # Under clear pixels, too, the colour stays black: `exact`.
    Image.fromarray(sheet).save(content, "WEBP", lossless=True, quality=0, method=1, exact=True)
    return content.getvalue()
