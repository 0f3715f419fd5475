"""What reading a picture takes is known beforehand, and all that are read share so much memory."""

import io
import json
import subprocess
import sys
import threading
import tracemalloc
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw

from tests.support.processes import peak_memory
from vae_core.errors import BusyError, ImageError
from vae_core.images.prepare import prepare_image
from vae_core.images.reading import compact as compact_module
from vae_core.images.reading.compact import KEPT_SIDE, SMALL_BYTES, compact
from vae_core.images.reading.decode import decode
from vae_core.images.reading.memory import MAX_MEMORY, MEMORY, PREPARING, Memory

ROOT = Path(__file__).parents[4]
# In a process of its own: one that has lived longer may have as much memory lying free.
_MEASURE = """
import io, json
from PIL import Image
from tests.support.processes import peak_memory
from vae_core.images.reading import decode
from vae_core.images.reading import memory
SIDE = 2200
KINDS = [
    ("RGB", "PNG", {}, None), ("RGBA", "PNG", {}, None), ("LA", "PNG", {}, None),
    ("P", "PNG", {}, None), ("I;16", "PNG", {}, None), ("RGB", "PNG", {}, (0, 0, 1, 1)),
    ("RGB", "JPEG", {"progressive": True, "subsampling": 0}, None),
    ("CMYK", "JPEG", {"progressive": True, "subsampling": 0}, None),
    ("RGB", "WEBP", {"lossless": True}, None), ("RGBA", "WEBP", {}, (0, 0, 1, 1)),
    ("CMYK", "TIFF", {"compression": "tiff_lzw", "tiffinfo": {278: SIDE}}, None),
    ("F", "TIFF", {"compression": "tiff_adobe_deflate", "tiffinfo": {278: SIDE}}, None),
    ("P", "BMP", {}, None), ("P", "GIF", {}, None),
]
wanted, usual = [], memory.MEMORY.reserved
memory.MEMORY.reserved = lambda size: wanted.append(size) or usual(size)
small = io.BytesIO()
Image.new("RGBA", (50, 50)).save(small, "PNG")
decode.decode(small.getvalue())
for mode, kind, options, region in KINDS:
    file = io.BytesIO()
    Image.new(mode, (SIDE, SIDE)).save(file, kind, **options)
    content = file.getvalue()
    before = peak_memory.reset()
    decode.decode(content, region)
    print(json.dumps([f"{kind} {mode} {region}", peak_memory.peak() - before, wanted[-1]]))
"""


def saved(picture, kind, **options):
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


@pytest.mark.slow
def test_no_decoder_takes_more_than_is_reserved_for_it():
    peak_memory.reset()  # Skips where nobody counts.
    words = [sys.executable, "-c", _MEASURE]
    text = subprocess.check_output(words, cwd=ROOT, encoding="utf-8")
    rows = [json.loads(line) for line in text.splitlines()]
    assert len(rows) == 14
    assert [row for row in rows if row[1] > row[2]] == []


def test_a_webp_of_few_bytes_that_would_take_700_megabytes_is_refused():
    content = saved(Image.new("RGB", (7_000, 7_000)), "WEBP", lossless=True, method=0)
    before = peak_memory.reset()
    with pytest.raises(ImageError, match="at most 21 million of a WebP like this"):
        decode(content)
    assert peak_memory.peak() - before < 50_000_000
    assert MEMORY.free == MAX_MEMORY


def squared_paper(side=512):
    """A 7 on squared paper, as large as pictures are when they are prepared, and transparent."""
    picture = Image.new("RGBA", (side, side), (235, 235, 230, 250))
    draw = ImageDraw.Draw(picture)
    for at in range(10, side, 24):
        draw.line((0, at, side, at), (120, 140, 200, 250), 2)
        draw.line((at, 0, at, side), (120, 140, 200, 250), 2)
    draw.line((200, 150, 300, 150, 240, 350), (20, 20, 40, 250), 14)
    return picture


def specks(side=512):
    """Dots of ink all over the paper: as many lines as are looked for go through enough of them."""
    rng = np.random.default_rng(0)
    paper = np.where(rng.random((side, side)) < 0.3, 20, 240).astype(np.uint8)
    return Image.fromarray(np.dstack([paper, paper, paper, np.full_like(paper, 250)]))


@pytest.mark.slow
@pytest.mark.parametrize(("picture", "lines"), [(squared_paper(), 42), (specks(), 80)])
def test_preparing_takes_no_more_than_is_reserved_for_it(picture, lines):
    prepare_image(picture)  # What is imported or worked out only once is no part of it.
    tracemalloc.start()
    try:
        prepared = prepare_image(picture)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert next(step for step in prepared.steps if step.name == "rules").note["lines"] == lines
    assert peak < PREPARING


def test_who_finds_too_little_memory_waits_and_is_served_in_turn():
    memory, order, inside = Memory(100), [], threading.Event()

    def read(name, size):
        with memory.reserved(size, patience=60):
            order.append(name)

    with memory.reserved(80):
        threads = []
        for number, (name, size) in enumerate((("large", 90), ("small", 10)), 1):
            threads.append(threading.Thread(target=read, args=(name, size)))
            threads[-1].start()
            while len(memory._waiting) < number:
                inside.wait(0.001)
        assert order == []  # The small one would fit, but came later.
    for thread in threads:
        thread.join(60)
    assert order == ["large", "small"]
    assert memory.free == 100


def test_who_waited_long_enough_is_told_to_try_again():
    memory = Memory(100)
    with memory.reserved(80):
        with pytest.raises(BusyError, match="Try again"), memory.reserved(30, patience=0.01):
            pass
        with memory.reserved(20, patience=0.01):
            pass
    with pytest.raises(ImageError, match="too much memory"), memory.reserved(101):
        pass
    assert memory.free == 100


def noise(*shape):
    return np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8)


@pytest.mark.parametrize(
    ("picture", "kind", "options"),
    [
        (Image.fromarray(noise(900, 1_200, 3)), "JPEG", {"quality": 97}),
        (Image.fromarray(noise(900, 1_200, 4)), "PNG", {}),
        (Image.fromarray(noise(900, 1_200).astype(np.uint16) * 257), "PNG", {}),
    ],
    ids=["photograph", "transparent", "16 bits"],
)
def test_a_large_file_is_kept_as_a_small_one_of_the_same_picture(picture, kind, options):
    exif = Image.Exif()
    exif[0x0112] = 6
    content = saved(picture, kind, exif=exif, **options)
    small, size = compact(content)
    assert size == (1_200, 900)
    assert len(small) < len(content)
    kept, whole = decode(small), decode(content)
    assert max(Image.open(io.BytesIO(small)).size) == KEPT_SIDE
    assert kept.orientation == whole.orientation == 6
    assert kept.pixels.dtype == whole.pixels.dtype
    assert kept.pixels.shape == whole.pixels.shape


def test_a_small_file_is_kept_byte_for_byte(monkeypatch):
    monkeypatch.setattr(compact_module, "decode", lambda *a, **k: pytest.fail("decoded"))
    assert compact(bytes(SMALL_BYTES)) is None
