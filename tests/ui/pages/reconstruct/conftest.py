"""The page Reconstruct with models of every size."""

import io
import shutil

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.support import pages

PAGE = "pages/3_Reconstruct.py"


@pytest.fixture(scope="session")
def every_size(of_every_size, recogniser, once):
    """VAEs of 1, 2 and 64 numbers, AEs of 2 and 10, and a recogniser."""

    def make(root):
        shutil.copytree(of_every_size, root)
        shutil.copytree(recogniser.folder, root / "uci-digits" / "recogniser")

    return once("sizes", make)


@pytest.fixture
def sized(every_size, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(every_size))
    return every_size


def open_page(**query: str) -> AppTest:
    return pages.open_page(PAGE, **query)


def titles(app: AppTest) -> list[str]:
    return [heading.value for heading in app.subheader]


def three() -> np.ndarray:
    """Something like a 3, dark on light paper."""
    picture = np.full((120, 90), 240, np.uint8)
    picture[20:28, 25:65] = picture[56:64, 30:65] = picture[92:100, 25:65] = 20
    picture[20:100, 58:66] = 20
    return picture


def png(picture: np.ndarray) -> bytes:
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def upload(app: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    app.file_uploader[0].set_value(list(files)).run()
    assert not app.exception
    return app
