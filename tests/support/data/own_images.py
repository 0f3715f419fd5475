"""Small files of own images, made where a test needs them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

import numpy as np
from PIL import Image


def images(n: int = 200, size: tuple[int, int] = (8, 8), channels: int = 1) -> np.ndarray:
    """n different images: uint8, (n, H, W) or (n, H, W, 3), dark at the edge."""
    shape = (n, *size) if channels == 1 else (n, *size, channels)
    x = np.random.default_rng(0).integers(0, 256, shape, np.uint8)
    for side in (x[:, 0], x[:, -1], x[:, :, 0], x[:, :, -1]):
        side[:] = 0
    return x


def png(image: np.ndarray | Image.Image, kind: str = "PNG", **options) -> bytes:
    """A picture as the content of a file."""
    content = io.BytesIO()
    picture = image if isinstance(image, Image.Image) else Image.fromarray(image)
    picture.save(content, kind, **options)
    return content.getvalue()


def pictures(folders: Mapping[str, int], size: tuple[int, int] = (8, 8)) -> dict[str, bytes]:
    """Content of pictures by their path: as many in each folder as it says."""
    left = iter(images(sum(folders.values()), size))
    return {
        f"{folder}/{i}.png".lstrip("/"): png(next(left))
        for folder, n in folders.items()
        for i in range(n)
    }


def folder(at: Path, files: Mapping[str, bytes]) -> Path:
    """The folder `at` with these files."""
    for name, content in files.items():
        path = at / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return at


def zipped(at: Path, files: Mapping[str, bytes]) -> Path:
    """The zip `at` with these files."""
    with zipfile.ZipFile(at, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return at


def set_flags(path: Path, flags: int) -> None:
    """Give every file in a zip these flags: 0 for none, 1 for locked."""
    content = bytearray(path.read_bytes())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.find(mark)
        while at >= 0:
            content[at + offset : at + offset + 2] = flags.to_bytes(2, "little")
            at = content.find(mark, at + 4)
    path.write_bytes(content)
