"""The code of docs/guide/library.md runs as it stands there, one block behind the other."""

import re
from pathlib import Path

import matplotlib as mpl
from PIL import Image

import vae_core as vc

PAGE = Path(__file__).parents[3] / "docs" / "guide" / "library.md"


def blocks():
    return re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), flags=re.DOTALL)


def test_the_page_runs_from_top_to_bottom(tmp_path, monkeypatch, trained, told, capsys, digits):
    """With tiny runs in the place of the shipped ones, and a digit that is there."""
    conditional = {"mnist/cvae-label-2d": told}
    monkeypatch.setattr(vc, "load_run", lambda name: conditional.get(name, trained))
    mpl.use("Agg")
    monkeypatch.chdir(tmp_path)
    Image.fromarray(255 - digits.test.images[0]).resize((140, 140)).save("my-digit.jpg")
    names = {}
    for block in blocks():
        exec(compile(block, PAGE.name, "exec"), names)
    assert names["mu"].shape == (1, 2) and names["image"].shape == (1, 1, 28, 28)
    assert isinstance(names["told"], vc.ConditionalVAE)
    assert names["sevens"].shape == (3, 1, 28, 28) and names["styles"].shape == (10, 1, 28, 28)
    assert Path("manifold.svg").stat().st_size > 1_000
    assert names["throws"].at_mu.shape == (200, 2)
    names["ax"].figure.clear()
    assert capsys.readouterr().out.count("[") == 3
