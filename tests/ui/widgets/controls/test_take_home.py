"""The control that offers a run to take home: every format, what it is, its size."""

import shutil
from dataclasses import replace

import pytest

from tests.support.pages import open_page, plain
from ui.widgets.controls import take_home
from vae_core.export.formats import FORMATS
from vae_core.runs.load import load_run
from vae_core.training.train import train


def _captions(app):
    return [plain(caption.value) for caption in app.sidebar.caption]


def test_every_format_is_offered_with_its_size_and_none_is_made(spoilable, monkeypatch):
    made = []
    monkeypatch.setattr(
        "ui.widgets.controls.take_home.export_bytes", lambda *given: made.append(given)
    )
    app = open_page()
    labels = [button.label for button in app.sidebar.get("download_button")]
    assert labels == [label for label, _, _ in take_home._FORMATS.values()]
    assert set(take_home._FORMATS) == set(FORMATS)
    captions = _captions(app)
    for name, (_, _, what) in take_home._FORMATS.items():
        (caption,) = [text for text in captions if text.startswith(what)]
        told = float(caption.removesuffix(" MB.").rpartition("About ")[2])
        expected = FORMATS[name].size(load_run("uci-digits/tiny")) / 1e6
        assert abs(told - max(expected, 0.1)) <= 0.05
    assert made == []


@pytest.mark.parametrize(
    ("page", "query", "n"),
    [
        ("pages/1_AE_vs_VAE.py", {}, 2),
        ("pages/3_Reconstruct.py", {"way": "test"}, 1),
        ("pages/4_Train.py", {"view": "watch", "job": "uci-digits/tiny"}, 1),
        ("pages/5_Gallery.py", {"run": "uci-digits/tiny"}, 1),
        ("pages/6_Latent_tools.py", {}, 1),
    ],
)
def test_it_is_wherever_a_finished_run_is_met(tiny, checkpoints, spoilable, page, query, n):
    train(replace(tiny, model=replace(tiny.model, kind="ae")), "plain", film="none", iwae_samples=0)
    app = open_page(page, **{"dataset": "uci-digits", "run": "tiny"} | query)
    assert not app.error
    labels = [button.label for button in app.get("download_button")]
    for label, _, _ in take_home._FORMATS.values():
        assert labels.count(label) == n


def test_a_network_of_every_beta_goes_home_at_the_dials(conditioned, checkpoints):
    shutil.copytree(conditioned.folder, checkpoints / "uci-digits" / "any-beta")
    app = open_page("pages/2_KL_weight.py", dataset="uci-digits", beta="4")
    assert not app.error
    assert "Take home at β = 4" in [block.proto.popover.label for block in app.get("popover")]
    labels = [button.label for button in app.get("download_button")]
    assert {"Web page", "Notebook", "PyTorch", "ONNX", "Codes"} <= set(labels)
    assert "The run" not in labels


def test_what_the_server_lacks_is_said_instead_of_a_button(spoilable, monkeypatch):
    monkeypatch.setattr(
        "vae_core.export.formats.is_there", lambda package: not package.startswith("onnx")
    )
    app = open_page()
    assert "ONNX" not in [button.label for button in app.sidebar.get("download_button")]
    assert any("it needs `pip install onnx onnxruntime`." in caption for caption in _captions(app))
