"""One HTML file with the live plane: all of it in the file, nothing from elsewhere."""

import base64
import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser

import numpy as np
import pytest

from ui.components.planes.explorer.one_file import page
from vae_core.errors import RunError
from vae_core.export import from_app
from vae_core.export.formats import export_bytes
from vae_core.files.roots import shipped_root
from vae_core.runs.browser_export import export_codes, export_decoder
from vae_core.runs.load import load_run

MB = 1_000_000
SHIPPED_2D = ["mnist/vae-2d", "mnist/ae-2d", "fashion-mnist/vae-2d", "uci-digits/ae-2d"]


class _Elements(HTMLParser):
    """The attributes of every element, and the text of scripts by their id."""

    def __init__(self, text):
        super().__init__()
        self.attributes, self.scripts, self._id = [], {}, None
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.attributes.append((tag, dict(attrs)))
        self._id = dict(attrs).get("id", "") if tag == "script" else None

    def handle_data(self, data):
        if self._id is not None:
            self.scripts[self._id] = self.scripts.get(self._id, "") + data

    def handle_endtag(self, tag):
        self._id = None


def test_it_holds_the_run_and_asks_for_nothing(trained):
    text = page(trained).decode()
    elements = _Elements(text)
    data = json.loads(elements.scripts["data"])
    assert (data["run"], data["n"], data["dim"]) == (trained.id, 500, 2)
    weights = base64.b64decode(elements.scripts[data["weights_url"]])
    assert weights == export_decoder(trained).payload
    assert base64.b64decode(elements.scripts[data["codes_url"]]) == export_codes(trained)
    links = [v for _, a in elements.attributes for k, v in a.items() if k in ("src", "href")]
    assert links == ["data:,"]
    assert not re.search("https?:", text.replace("http://www.w3.org/2000/svg", ""))
    (policy,) = [a["content"] for _, a in elements.attributes if "http-equiv" in a]
    assert policy.startswith("default-src 'none'; ")
    assert "connect-src" not in policy


def test_it_says_what_the_model_is(trained):
    text = page(trained).decode()
    assert "<h1>tiny · UCI digits</h1>" in text
    assert "# uci-digits/tiny" in text
    assert "$" not in re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)


def test_a_title_of_somebody_else_is_text(spoilable):
    about = {"format": 1, "title": "</script><img src=x onerror=alert(1)>"}
    (spoilable / "about.json").write_text(json.dumps(about), encoding="utf-8")
    text = page(load_run("uci-digits/tiny")).decode()
    assert "<img" not in text
    assert "&lt;img src=x" in text


@pytest.mark.parametrize("run_id", SHIPPED_2D)
def test_shipped_planes_stay_under_4_mb(run_id):
    assert len(page(load_run(run_id, shipped_root()))) < 4 * MB


def test_it_is_made_for_an_autoencoder_of_three_dimensions_and_a_model_of_every_beta(of_kind):
    for kind, dim in (("conv-ae", 3), ("every-beta", 2)):
        data = json.loads(_Elements(page(of_kind(kind)).decode()).scripts["data"])
        assert (data["dim"], len(data["z"])) == (dim, dim)
        assert np.isfinite(data["z"]).all()


def test_a_damaged_run_is_a_sentence(spoilable):
    run = load_run("uci-digits/tiny")
    (spoilable / "weights.safetensors").write_bytes(b"x")
    with pytest.raises(RunError, match="is damaged"):
        page(run)


@pytest.mark.slow
def test_the_library_finds_the_app_that_makes_it(trained, tmp_path):
    """In a process that has not imported the app, started elsewhere."""
    program = (
        "import sys, vae_core as vc; from vae_core.export.formats import export_bytes; "
        f"run = vc.load_run({trained.id!r}, {str(trained.folder.parents[1])!r}); "
        "sys.stdout.buffer.write(export_bytes(run, 'html'))"
    )
    root = str(shipped_root().parent)
    code = f"import sys; sys.path.append({root!r}); {program}"
    words = [sys.executable, "-c", code]
    environment = os.environ | {"PYTHONWARNDEFAULTENCODING": ""}
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    assert done.stdout == export_bytes(trained, "html")
    assert done.stderr == b""


def test_without_the_app_it_is_a_sentence(trained, tmp_path, monkeypatch):
    monkeypatch.setattr(from_app, "shipped_root", lambda: tmp_path / "checkpoints")
    with pytest.raises(RunError, match=r"The app makes this page, and it is not here: .* missing"):
        export_bytes(trained, "html")
