"""scikit-learn's digits on sheets of paper, as files that people might upload."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from PIL import Image, ImageFilter
from sklearn.datasets import load_digits

SIDE = 200
SCALES = (100, 160)
PAPER, INK = 225, 30
NOISE, BLUR = 0.03 * 255, 1.5
SEED = 4


@dataclass(frozen=True)
class Upload:
    """A digit on its paper: grey, (200, 200) uint8, as it would be photographed."""

    grey: np.ndarray
    label: int
    dark_on_light: bool
    scale: int


def uploads() -> list[Upload]:
    """All 1,797 digits, each in one of the four kinds, anywhere on the paper where it fits."""
    digits = load_digits()
    rng = np.random.default_rng(SEED)
    kinds = [(dark, scale) for dark in (True, False) for scale in SCALES]
    chosen = rng.permutation(np.resize(np.arange(len(kinds)), len(digits.target)))
    return [
        _upload(small, int(label), *kinds[kind], rng)
        for small, label, kind in zip(digits.images, digits.target, chosen, strict=True)
    ]


def _upload(
    small: np.ndarray, label: int, dark: bool, scale: int, rng: np.random.Generator
) -> Upload:
    ink = Image.fromarray((small / 16.0).astype(np.float32))
    ink = np.clip(np.asarray(ink.resize((scale, scale), Image.Resampling.BICUBIC)), 0.0, 1.0)
    sheet = np.zeros((SIDE, SIDE), dtype=np.float32)
    left, top = rng.integers(0, SIDE - scale + 1, 2)
    sheet[top : top + scale, left : left + scale] = ink
    paper, pen = (PAPER, INK) if dark else (INK, PAPER)
    grey = Image.fromarray((paper + (pen - paper) * sheet).astype(np.uint8))
    blurred = np.asarray(grey.filter(ImageFilter.GaussianBlur(BLUR)), dtype=np.float64)
    noisy = blurred + rng.normal(0.0, NOISE, blurred.shape)
    return Upload(np.clip(noisy + 0.5, 0, 255).astype(np.uint8), label, dark, scale)


def as_png(upload: Upload) -> bytes:
    """As it is."""
    return png(Image.fromarray(upload.grey))


def turned_png(upload: Upload) -> bytes:
    """Lying on its side, with the EXIF note that says so, as phones store pictures."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return png(Image.fromarray(upload.grey).transpose(Image.Transpose.ROTATE_90), exif=exif)


def transparent_png(upload: Upload) -> bytes:
    """Ink of one shade, all its form in the alpha channel, as drawing programs store pictures."""
    shade = INK if upload.dark_on_light else PAPER
    alpha = 255 - upload.grey if upload.dark_on_light else upload.grey
    return png(Image.fromarray(np.dstack([np.full_like(alpha, shade), alpha]), mode="LA"))


def png(picture: Image.Image, **settings: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG", **settings)
    return file.getvalue()
