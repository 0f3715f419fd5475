"""Picture files, sound and broken."""

import io
import random
from collections.abc import Sequence
from typing import Any

import numpy as np
from PIL import Image, ImageDraw


def originals() -> list[bytes]:
    """Sound files of every format, in every mode that it keeps."""
    picture = Image.new("RGBA", (60, 48), (255, 250, 240, 0))
    ImageDraw.Draw(picture).line([(12, 8), (44, 10), (20, 42)], (20, 30, 40, 255), width=5)
    rgb = picture.convert("RGB")
    fine = Image.fromarray(np.asarray(rgb.convert("L"), dtype=np.uint16) * 200)
    exif = Image.Exif()
    exif[0x0112] = 6
    frames = {"save_all": True, "append_images": [rgb.rotate(20), rgb.rotate(40)]}
    kinds: list[tuple[Image.Image, str, dict[str, Any]]] = [
        (picture, "PNG", {"exif": exif}),
        (rgb.quantize(8), "PNG", {"transparency": 0}),
        (rgb.convert("1"), "PNG", {}),
        (rgb.convert("LA"), "PNG", {}),
        (rgb, "PNG", frames),
        (fine, "PNG", {}),
        (rgb, "JPEG", {"exif": exif}),
        (rgb, "JPEG", {"progressive": True}),
        (rgb.convert("CMYK"), "JPEG", {}),
        (rgb.convert("CMYK"), "TIFF", {"compression": "tiff_lzw"}),
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


def huge() -> list[bytes]:
    """Sound files of few bytes and many pixels, within the limits and beyond."""
    kinds = [
        ("RGB", 7_000, "WEBP", {"lossless": True}),
        ("RGB", 4_500, "WEBP", {"lossless": True}),
        ("RGBA", 5_000, "PNG", {"compress_level": 6}),
        ("P", 7_000, "GIF", {}),
        ("RGB", 5_000, "JPEG", {"progressive": True}),
        ("CMYK", 5_000, "TIFF", {"compression": "tiff_lzw"}),
    ]
    files = []
    for mode, side, kind, settings in kinds:
        file = io.BytesIO()
        Image.new(mode, (side, side)).save(file, kind, **settings)
        files.append(file.getvalue())
    return files


def mutated(content: bytes, others: Sequence[bytes], rng: random.Random) -> bytes:
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
