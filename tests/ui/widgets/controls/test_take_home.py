"""The control that offers a run to take home: every format, what it is, its size."""

from tests.support.pages import open_page, plain
from ui.widgets.controls import take_home
from vae_core.export.formats import FORMATS
from vae_core.runs.load import load_run


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


def test_what_the_server_lacks_is_said_instead_of_a_button(spoilable, monkeypatch):
    monkeypatch.setattr(
        "vae_core.export.formats.is_there", lambda package: not package.startswith("onnx")
    )
    app = open_page()
    assert "ONNX" not in [button.label for button in app.sidebar.get("download_button")]
    assert any("it needs `pip install onnx onnxruntime`." in caption for caption in _captions(app))
