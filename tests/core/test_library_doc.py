"""The code of docs/library.md runs as it stands there, one block behind the other."""

import re
from pathlib import Path

import matplotlib as mpl
from PIL import Image

import vae_core as vc

PAGE = Path(__file__).parents[2] / "docs" / "library.md"


def blocks():
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_page_runs_from_top_to_bottom(tmp_path, monkeypatch, trained, capsys, digits):
    """With the tiny run in the place of the shipped one, and a digit that is there."""
    monkeypatch.setattr(vc, "load_run", lambda _: trained)
    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    Image.fromarray(255 - digits.test.images[0]).resize((140, 140)).save("my-digit.jpg")
    names = {}
    for block in blocks():
        exec(compile(block, PAGE.name, "exec"), names)
    assert names["mu"].shape == (1, 2) and names["image"].shape == (1, 1, 28, 28)
    assert Path("manifold.svg").stat().st_size > 1_000
    assert names["throws"].at_mu.shape == (200, 2)
    names["ax"].figure.clear()
    assert capsys.readouterr().out.count("[") == 3
