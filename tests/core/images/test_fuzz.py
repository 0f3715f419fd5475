"""Files with bytes changed, lost, doubled and swapped: a picture or a sentence, in bounded memory.

VAE_FUZZ=10000 tries that many instead of a thousand.
"""

import io
import os
import random
import warnings

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.support import peak_memory
from vae_core.errors import ImageError
from vae_core.images.decode import MAX_PIXELS
from vae_core.images.prepare import prepare_image

N = int(os.environ.get("VAE_FUZZ", "1000"))
# Pillow's own four bytes a pixel, and what else it takes.
MOST_MEMORY = 4 * MAX_PIXELS + 50_000_000
DATASETS = ("mnist", "uci-digits", "fashion-mnist")


def originals():
    """Sound files of every format, in every mode that it keeps."""
    picture = Image.new("RGBA", (60, 48), (255, 250, 240, 0))
    ImageDraw.Draw(picture).line([(12, 8), (44, 10), (20, 42)], (20, 30, 40, 255), width=5)
    rgb = picture.convert("RGB")
    fine = Image.fromarray(np.asarray(rgb.convert("L"), dtype=np.uint16) * 200)
    exif = Image.Exif()
    exif[0x0112] = 6
    frames = {"save_all": True, "append_images": [rgb.rotate(20), rgb.rotate(40)]}
    kinds = [
        (picture, "PNG", {"exif": exif}),
        (rgb.quantize(8), "PNG", {"transparency": 0}),
        (rgb.convert("1"), "PNG", {}),
        (fine, "PNG", {}),
        (rgb, "JPEG", {"exif": exif}),
        (rgb, "JPEG", {"progressive": True}),
        (rgb.convert("CMYK"), "JPEG", {}),
        (picture, "WEBP", {}),
        (rgb, "WEBP", frames),
        (rgb, "BMP", {}),
        (rgb.quantize(8), "BMP", {}),
        (picture, "TIFF", {"compression": "tiff_lzw", "exif": exif}),
        (fine, "TIFF", {}),
        (rgb.convert("F"), "TIFF", {"compression": "tiff_adobe_deflate"}),
        (rgb, "TIFF", {"compression": "jpeg"}),
        (rgb, "GIF", frames),
    ]
    files = []
    for image, kind, settings in kinds:
        file = io.BytesIO()
        image.save(file, kind, **settings)
        files.append(file.getvalue())
    return files


def mutated(content, others, rng):
    """One to four things that happen to files; mostly near the beginning, where they hurt."""
    data = bytearray(content)
    for _ in range(rng.randint(1, 4)):
        if not data:
            return b""
        limit = len(data) if rng.random() < 0.75 else min(len(data), 64)
        at, length = rng.randrange(limit), rng.randint(1, 40)
        match rng.randrange(7):
            case 0:
                data[at] = rng.randrange(256)
            case 1:
                data[at] ^= 1 << rng.randrange(8)
            case 2:
                del data[at : at + length]
            case 3:
                data[at:at] = data[at : at + length]
            case 4:
                data[at : at + 4] = rng.choice(
                    (b"\xff" * 4, bytes(4), b"\x7f\xff\xff\xff", b"\0\0\1\0")
                )
            case 5:
                del data[at:]
            case 6:
                other = rng.choice(others)
                data[at:] = other[rng.randrange(len(other)) :]
    return bytes(data)


@pytest.fixture(scope="module")
def outcomes():
    """{"picture": how many, sentence: how many}."""
    files, rng, counts = originals(), random.Random(4), {}
    for file in files:
        prepare_image(file)  # All of them are sound, and what they need is loaded.
    before = peak_memory.reset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, about damaged tags.
        for n in range(N):
            content = mutated(rng.choice(files), files, rng)
            try:
                x = prepare_image(content, DATASETS[n % 3]).x
            except ImageError as error:
                outcome = str(error)
            else:
                outcome = "picture"
                assert x.shape == (1, 28, 28)
                assert np.isfinite(x).all()
                assert x.min() >= 0.0
                assert x.max() <= 1.0
            counts[outcome] = counts.get(outcome, 0) + 1
    return counts, peak_memory.peak() - before


def test_a_picture_or_a_sentence(outcomes):
    counts, _ = outcomes
    assert sum(counts.values()) == N
    assert counts["picture"] > N / 20
    assert any("damaged" in outcome for outcome in counts)
    assert any("not a picture" in outcome for outcome in counts)
    assert all(outcome == "picture" or outcome.endswith(".") for outcome in counts)


def test_memory_stays_bounded(outcomes):
    assert outcomes[1] < MOST_MEMORY
