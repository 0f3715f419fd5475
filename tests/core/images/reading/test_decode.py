"""Files become pixels, or one sentence; the limits hold before anything large is read."""

import io
import os
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from tests.support.processes import peak_memory
from vae_core.errors import ImageError
from vae_core.images.reading import decode as decode_module
from vae_core.images.reading.decode import decode

FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "TIFF", "GIF")


def saved(picture, kind="PNG", **settings):
    file = io.BytesIO()
    picture.save(file, kind, **settings)
    return file.getvalue()


@pytest.fixture
def scene():
    """Four corners of different shades, so that every turn is told from every other."""
    pixels = np.full((48, 64, 3), 200, dtype=np.uint8)
    pixels[:24, :32] = (250, 20, 20)
    pixels[24:, 32:] = (20, 20, 250)
    return Image.fromarray(pixels)


def png_of_size(width, height):
    """A PNG that claims a size and holds hardly anything."""

    def chunk(kind, content):
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("kind", FORMATS)
def test_every_format_is_read_by_its_content(scene, kind):
    decoded = decode(saved(scene, kind))
    assert decoded.size == (64, 48)
    difference = np.abs(decoded.pixels[..., :3].astype(int) - np.asarray(scene)).mean()
    assert difference < 8  # JPEG, WebP and GIF's palette change a little.


def test_a_path_and_a_picture_are_read_too(scene, tmp_path):
    path = tmp_path / "photo.jpg"  # A PNG all the same: the name does not count.
    path.write_bytes(saved(scene))
    assert np.array_equal(decode(path).pixels, np.asarray(scene))
    assert np.array_equal(decode(str(path)).pixels, np.asarray(scene))
    assert np.array_equal(decode(scene).pixels, np.asarray(scene))


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_the_orientation_is_read(scene, kind, orientation):
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert decode(saved(scene, kind, exif=exif)).orientation == orientation


def test_a_tiff_is_turned_once(scene):
    exif = Image.Exif()
    exif[0x0112] = 6
    content = saved(scene, "TIFF", exif=exif)
    decoded = decode(content)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    assert decoded.orientation == 1
    assert np.array_equal(decoded.pixels, np.asarray(upright))


def test_an_orientation_that_is_none_is_upright(scene):
    exif = Image.Exif()
    exif[0x0112] = 77
    assert decode(saved(scene, exif=exif)).orientation == 1


def test_sixteen_bits_keep_their_fineness():
    ramp = np.tile(np.arange(64, dtype=np.uint16), (48, 1))  # All of it under one level of 256.
    pixels = decode(saved(Image.fromarray(ramp))).pixels
    assert pixels.shape == (48, 64)
    assert np.allclose(pixels[0], np.arange(64) / 65_535)


def test_floating_point_runs_from_its_darkest_to_its_lightest():
    field = np.linspace(-1e38, 3e38, 64 * 48, dtype=np.float32).reshape(48, 64)
    field[3, 3] = np.nan
    pixels = decode(saved(Image.fromarray(field), "TIFF")).pixels
    assert pixels.min() == 0.0
    assert pixels.max() == 1.0


def test_other_colour_spaces_come_as_red_green_blue(scene):
    cmyk = decode(saved(scene.convert("CMYK"), "JPEG", quality=95)).pixels
    assert np.abs(cmyk.astype(int) - np.asarray(scene)).mean() < 8
    bits = decode(saved(scene.convert("1"))).pixels
    assert bits.shape == (48, 64, 3)
    assert set(np.unique(bits)) == {0, 255}


def test_a_palette_with_transparency_has_an_alpha(scene):
    palette = scene.quantize(4)
    content = saved(palette, transparency=palette.getpixel((0, 0)))
    pixels = decode(content).pixels
    assert pixels.shape == (48, 64, 4)
    assert (pixels[:24, :32, 3] == 0).all()
    assert (pixels[24:, :, 3] == 255).all()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "TIFF"])
def test_of_moving_pictures_the_first_frame_is_read(scene, kind):
    others = [Image.new("RGB", scene.size, shade) for shade in ("black", "white")]
    settings = {"lossless": True} if kind == "WEBP" else {}
    content = saved(scene, kind, save_all=True, append_images=others, **settings)
    assert Image.open(io.BytesIO(content)).n_frames == 3
    assert np.abs(decode(content).pixels[..., :3].astype(int) - np.asarray(scene)).mean() < 8


def test_too_many_frames(monkeypatch, scene):
    monkeypatch.setattr(decode_module, "MAX_FRAMES", 2)
    others = [Image.new("RGB", scene.size, shade) for shade in ("black", "white")]
    content = saved(scene, "GIF", save_all=True, append_images=others)
    with pytest.raises(ImageError, match="more than 2 frames"):
        decode(content)


def test_a_large_picture_is_made_smaller():
    decoded = decode(saved(Image.new("RGB", (3000, 1000), "white"), "JPEG"))
    assert decoded.size == (3000, 1000)
    assert decoded.pixels.shape == (171, 512, 3)


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "P", "I;16"])
def test_a_huge_picture_takes_its_own_memory_and_little_more(mode, tmp_path):
    path = tmp_path / "huge.png"
    Image.new(mode, (5000, 5000)).save(path, compress_level=1)
    peak_memory.reset()  # Skips where nobody counts.
    # In a process of its own: one that has lived longer may have as much memory lying free.
    program = f"""
from tests.support.processes import peak_memory
from pathlib import Path
from vae_core.images.reading.decode import decode
before = peak_memory.reset()
assert decode(Path({str(path)!r})).size == (5000, 5000)
print(peak_memory.peak() - before)
"""
    root = Path(__file__).parents[4]
    words = [sys.executable, "-c", program]
    done = subprocess.run(
        words,
        check=True,
        cwd=root,
        env=os.environ | {"PYTHONPATH": str(root)},
        capture_output=True,
        encoding="utf-8",
    )
    assert 20_000_000 < int(done.stdout) < 4 * 5000**2 + 50_000_000


def test_a_picture_of_the_caller_stays_as_it_is(scene, tmp_path):
    path = tmp_path / "large.jpg"
    scene.resize((3000, 2000)).save(path)
    with Image.open(path) as picture:
        decode(picture)
        assert picture.size == (3000, 2000)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b"a letter to a friend", "not a picture"),
        (b"%PDF-1.7\n" + bytes(100), "not a picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', "not a picture"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(100), "HEIC"),
        (b"P5 8 8 255\n" + bytes(64), "not a picture"),  # Pillow could, but it is not on the list.
    ],
)
def test_what_is_no_picture_is_said(content, words):
    with pytest.raises(ImageError, match=words):
        decode(content)


@pytest.mark.parametrize("kind", FORMATS)
def test_a_file_cut_off_is_said(kind):
    noise = np.random.default_rng(0).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    content = saved(Image.fromarray(noise), kind)
    with pytest.raises(ImageError, match=r"damaged or cut off|not a picture"):
        decode(content[: len(content) // 2])


def test_a_missing_file_is_said(tmp_path):
    with pytest.raises(ImageError, match=r"nothing\.png cannot be read"):
        decode(tmp_path / "nothing.png")
    with pytest.raises(ImageError, match="cannot be read"):
        decode(tmp_path)


def test_too_many_bytes_are_not_even_looked_at(monkeypatch, tmp_path):
    monkeypatch.setattr(Image, "open", lambda *a, **k: pytest.fail("opened"))
    content = bytes(decode_module.MAX_BYTES + 1)
    (tmp_path / "large").write_bytes(content)
    for source in (content, tmp_path / "large"):
        with pytest.raises(ImageError, match="at most 20 MB"):
            decode(source)


@pytest.mark.parametrize("size", [(20_000, 10), (10, 20_000), (8_000, 8_000), (60_000, 60_000)])
def test_too_many_pixels_are_refused_before_they_take_memory(size):
    before = peak_memory.reset()
    with pytest.raises(ImageError, match="at most 10,000 a side and 50 million"):
        decode(png_of_size(*size))
    assert peak_memory.peak() - before < 20_000_000


@pytest.mark.parametrize("size", [(1, 1), (3, 400)])
def test_too_few_pixels(size):
    with pytest.raises(ImageError, match="at least 4 × 4"):
        decode(saved(Image.new("RGB", size)))
