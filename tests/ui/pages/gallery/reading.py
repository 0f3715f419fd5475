"""What the Gallery shows, read from its page."""

import shutil
from pathlib import Path

from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.pages import plain


def open_page(**query: str) -> AppTest:
    return pages.open_page("pages/5_Gallery.py", **query)


def drawn(app: AppTest) -> str:
    """All HTML, text and captions."""
    return plain(
        " ".join(e.value for kind in (app.get("html"), app.markdown, app.caption) for e in kind)
    )


def paired(app: AppTest) -> list[str]:
    """The rows of pictures of two side by side, all in one box that scrolls."""
    boxes = [e.value for e in app.get("html") if e.value.startswith('<div class="lse-scroll lse-p')]
    assert len(boxes) <= 1
    return boxes[0].split('<div class="lse-pair">')[1:] if boxes else []


def headings(app: AppTest) -> list[str]:
    return [e.value for e in app.subheader]


def copied(root: Path, checkpoints: Path, name: str) -> Path:
    folder = checkpoints / "uci-digits" / name
    shutil.copytree(root / "uci-digits" / name, folder)
    return folder
