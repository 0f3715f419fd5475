"""Every page with a model whose encoder and decoder are modules that no browser computes."""

import base64

import numpy as np
import pytest
from torch import nn

from tests.support.pages import open_page, sentences
from tests.support.runs.wave import Wave
from ui.pages.ae_vs_vae import url
from ui.services.caches import resources
from vae_core.models.own import modules
from vae_core.models.own.register import register
from vae_core.models.presets import make_config
from vae_core.runs.load import load_run
from vae_core.training.train import train

NAMED = "has a layer that only PyTorch computes"


class PlainWave(Wave):
    """The autoencoder of the same parts."""

    def encode(self, x):
        return self.down(x.flatten(1))[:, :2]


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    """A VAE, an AE, and a VAE of which only the encoder is unknown, and the folder they are in."""
    known = modules._registered.copy()
    root = tmp_path_factory.mktemp("own")
    register("wave", Wave, latent_dim=2)
    register("plain-wave", PlainWave, latent_dim=2)
    register(
        "half-wave",
        encoder=_Encoder,
        decoder=nn.Sequential(nn.Linear(2, 784), nn.Unflatten(1, (1, 28, 28))),
        latent_dim=2,
    )
    for name in ("wave", "plain-wave", "half-wave"):
        config = make_config(name, "uci-digits", epochs=1, batch_size=512)
        train(config, name, root=root, film="epochs", iwae_samples=0, on_progress=lambda _: None)
    yield root
    modules._registered.clear()
    modules._registered.update(known)


class _Encoder(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Linear(784, 4)

    def forward(self, x):
        return self.down(x.flatten(1)).sin()


@pytest.fixture
def here(trained, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(trained))
    return trained


def floats(text: str) -> np.ndarray:
    return np.frombuffer(base64.b64decode(text), np.uint8) / 255.0


@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("pages/2_KL_weight.py", {}),
        ("pages/4_Train.py", {}),
        ("pages/5_Gallery.py", {}),
        ("pages/6_Latent_tools.py", {"tool": "between"}),
        ("pages/6_Latent_tools.py", {"tool": "samples"}),
        ("pages/6_Latent_tools.py", {"tool": "arithmetic"}),
        ("pages/1_AE_vs_VAE.py", {"view": "stress"}),
        ("pages/1_AE_vs_VAE.py", {"view": "hunt"}),
    ],
)
def test_no_page_stops_at_it(here, page, query):
    app = open_page(page, dataset="uci-digits", **query)
    assert not app.error
    if "AE_vs" not in page:
        assert NAMED not in sentences(app)


def test_reconstruct_shows_what_the_server_makes_of_the_image(here, sent):
    app = open_page("pages/3_Reconstruct.py", dataset="uci-digits", run="wave", way="test")
    assert not app.error
    assert f"The encoder of this model {NAMED}" in sentences(app)
    assert f"The decoder of this model {NAMED}" in sentences(app)
    pad, run = sent["pad"], load_run("uci-digits/wave", here)
    assert pad["encoder"] is pad["decoder"] is pad["encoder_url"] is None
    assert pad["answer"]["x"] == pad["x"]
    seen = resources.inspect_images(run, floats(pad["x"]).reshape(1, 28, 28))
    assert pad["answer"]["mu"] == pytest.approx(seen.mu[0].tolist(), abs=1e-5)
    assert pad["answer"]["logvar"] == pytest.approx(seen.logvar[0].tolist(), abs=1e-5)
    assert np.abs(floats(pad["answer"]["x_hat"]) - seen.x_hat[0].ravel()).max() < 0.003


def test_a_decoder_that_is_known_stays_in_the_browser(here, sent):
    app = open_page("pages/3_Reconstruct.py", dataset="uci-digits", run="half-wave", way="test")
    assert not app.error
    assert "The decoder of this model" not in sentences(app)
    assert sent["pad"]["encoder"] is None
    assert sent["pad"]["decoder"]["layers"]


def test_a_drawing_is_answered_once_it_is_there(here, sent):
    app = open_page("pages/3_Reconstruct.py", dataset="uci-digits", run="wave", way="draw")
    assert sent["pad"]["answer"] is None
    drawn = np.zeros((28, 28), np.uint8)
    drawn[6:22, 13:15] = 255
    text = base64.b64encode(drawn.tobytes()).decode()
    app.session_state["reconstruct_drawing"] = {"x": text, "empty": False}
    app.run()
    assert not app.exception and not app.error
    assert sent["pad"]["answer"]["x"] == text


def test_ae_vs_vae_has_both_codes_as_sliders(here, sent):
    query = {"dataset": "uci-digits", "left": "plain-wave", "right": "wave"}
    app = open_page("pages/1_AE_vs_VAE.py", **query)
    assert not app.error and "two_planes" not in sent
    assert sentences(app).count(f"The decoder of this model {NAMED}") == 2
    sliders = [slider for slider in app.slider if slider.label in ("z1", "z2")]
    assert len(sliders) == 4
    sliders[3].set_value(sliders[3].max).run()
    assert not app.exception
    # Only the right code has moved.
    left, right = app.session_state.gaps_z
    assert right[1] == pytest.approx(sliders[3].max)
    assert url.format_codes([left, right]) == app.query_params["z"]
    assert left == pytest.approx([sliders[0].value, sliders[1].value], abs=0.02)


def test_what_cannot_be_taken_home_says_why(here):
    app = open_page(None, dataset="uci-digits", run="wave")
    labels = {button.label for button in app.sidebar.get("download_button")}
    assert labels == {"ONNX", "Codes", "The run"}
    captions = [caption.value for caption in app.sidebar.caption if NAMED in caption.value]
    assert len(captions) == 3


def test_without_the_registration_a_sentence_says_what_is_missing(here, monkeypatch):
    monkeypatch.setattr(modules, "_registered", {})
    for page in (None, "pages/1_AE_vs_VAE.py", "pages/3_Reconstruct.py"):
        app = open_page(page, dataset="uci-digits", run="wave", way="test")
        assert "which are not here" in sentences(app)
