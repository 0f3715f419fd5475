"""What the tests of pages share: opening a page as a link does, and reading what it says."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import streamlit as st
from streamlit.testing.v1 import AppTest

from vae_core.training.train import train

ROOT = Path(__file__).parents[2]


def open_page(page: str | None = None, **query: str) -> AppTest:
    """The app at "pages/...", or Explore, with a query and nothing cached; no page may raise."""
    st.cache_resource.clear()
    app = AppTest.from_file(str(ROOT / "app.py"), default_timeout=120)
    if page:
        app.switch_page(page)
    for key, value in query.items():
        app.query_params[key] = value
    app.run()
    assert not app.exception
    return app


def button(app: AppTest, label: str):
    """The button with this label."""
    return next(b for b in app.button if b.label == label)


def page_html(app: AppTest) -> str:
    """All HTML of the page as one text."""
    return " ".join(element.proto.body for element in app.get("html"))


def plain(text: str) -> str:
    """`text` without the links to the glossary."""
    return re.sub(r"\[([^\]]*)\]\(#term-[^)]*\)", r"\1", text)


def sentences(app: AppTest) -> str:
    """Every warning, error and notice, as it is read on the page: without escapes of Markdown."""
    texts = " ".join(e.value for kind in (app.warning, app.error, app.info) for e in kind)
    return re.sub(r"\\([^\w\s]|_)|\u2060", r"\1", texts)


def flip(path: Path) -> None:
    """Damage a file, and leave it as long as it was."""
    content = bytearray(path.read_bytes())
    content[-1] ^= 0xFF
    path.write_bytes(content)


def as_mnist(folder: Path, to: Path) -> None:
    """A copy of a run of uci-digits that says it is of MNIST."""
    shutil.copytree(folder, to)
    config = to / "config.json"
    config.write_text(
        config.read_text(encoding="utf-8").replace('"uci-digits"', '"mnist"'), encoding="utf-8"
    )


def train_every_size(tiny, tiny_ae, root: Path) -> None:
    """VAEs of 1, 2 and 64 numbers and AEs of 2 and 10, under uci-digits."""
    once = replace(tiny.training, epochs=1)
    for name, base, dim in (
        ("tiny", tiny, 2),
        ("one", tiny, 1),
        ("many", tiny, 64),
        ("plain", tiny_ae, 2),
        ("plain-ten", tiny_ae, 10),
    ):
        model = replace(base.model, latent_dim=dim)
        train(replace(base, model=model, training=once), name, root=root, film="epochs")
