"""Weights uploaded on Train become a run, which no page takes for one that was trained here."""

import json
from dataclasses import replace

import numpy as np
import pytest
import torch
from safetensors.numpy import save

from tests.support import pages
from tests.support.pages import sentences
from tests.ui.pages.train.conftest import open_page
from ui.pages.train import import_weights
from ui.services.caches import resources
from vae_core.jobs.limits import Limits, TrainingLimits
from vae_core.models.own import modules
from vae_core.models.own.register import register
from vae_core.models.presets import make_config
from vae_core.runs.load import list_runs
from vae_core.runs.notes.metadata import metadata
from vae_core.training.train import train


def public_vae(seed=0, **changes):
    """784-32-2-32-784 under the names of PyTorch's public VAE."""
    rng = np.random.default_rng(seed)
    sizes = {"fc1": (32, 784), "fc21": (2, 32), "fc22": (2, 32), "fc3": (32, 2), "fc4": (784, 32)}
    tensors = {}
    for name, (units, inputs) in sizes.items():
        tensors[f"{name}.weight"] = rng.normal(size=(units, inputs), scale=0.05).astype("f4")
        tensors[f"{name}.bias"] = np.zeros(units, "f4")
    return save(tensors | changes)


def uploaded(content, name="mine.safetensors", at=0):
    app = open_page()
    app.file_uploader[at].set_value((name, content, "application/octet-stream")).run()
    app.selectbox(key="import dataset").set_value("uci-digits").run()
    return app


def press(app):
    return app.button(key="import go").click().run()


def test_uploaded_weights_become_a_run_that_every_view_calls_imported():
    app = press(uploaded(public_vae()))
    assert not app.exception and not app.error
    assert "Imported and measured: uci-digits/mine" in app.success[0].value
    (run,), _problems = list_runs()
    assert run.config.model.latent_dim == 2 and metadata(run).by == ("ann",)
    watch = open_page(view="watch", job=run.id)
    assert not watch.exception
    text = " ".join([*sentences(watch), *(m.value for m in (*watch.caption, *watch.markdown))])
    assert "Imported from mine.safetensors: nothing was trained here." in text
    assert "There is no film: its weights were imported." in text
    compare = open_page(view="compare", runs=run.id)
    assert not compare.exception
    captions = " ".join(c.value for c in compare.caption)
    assert "Without a curve, as their weights were imported" in captions
    table = compare.dataframe[0].value
    assert table["epochs"].isna().all() and table["seconds"].isna().all()
    assert not open_page(view="runs").exception
    gallery = pages.open_page("pages/5_Gallery.py", run=run.id)
    assert "How they were trained is not known" in " ".join(m.value for m in gallery.markdown)
    assert not [s.value for s in gallery.subheader if "train" in s.value.lower()]
    explore = pages.open_page("app.py", dataset="uci-digits", run="mine")
    assert not explore.exception and not explore.error
    shown = " ".join(str(m.value) for m in explore.sidebar.markdown)
    assert "Its weights were imported; this app measured them." in shown
    # The same name again is refused.
    assert "There is already a run uci-digits/mine." in press(uploaded(public_vae())).error[0].value


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (public_vae(**{"fc1.bias": np.full(32, np.nan, "f4")}), "a.safetensors", "not numbers"),
        (public_vae()[:-99], "a.safetensors", "cannot be read as safetensors"),
        (b"PK", "a.npz", "cannot be read as .npz"),
        (public_vae(**{"fc9.bias": np.zeros(3, "f4")}), "a.safetensors", "its model is not known"),
    ],
    ids=["nan", "cut off", "no npz", "no chain"],
)
def test_what_cannot_come_in_is_a_sentence(content, name, sentence):
    app = press(uploaded(content, name))
    assert not app.exception
    assert sentence in app.error[0].value and list_runs() == ([], [])


def test_what_does_not_fit_is_shown_in_a_table(monkeypatch):
    app = uploaded(public_vae())
    app.selectbox(key="import model").set_value("vae-2d").run()
    app = press(app)
    assert "does not fit the model" in app.error[0].value
    table = app.dataframe[0].value
    assert list(table.columns) == ["Expected", "Shape", "In the file", "Its shape"]
    assert "fc1.weight" in set(table["In the file"]) and list_runs() == ([], [])
    small = replace(Limits(), training=TrainingLimits(parameters=1000))
    monkeypatch.setattr(import_weights, "load_limits", lambda: small)
    app = press(uploaded(public_vae()))
    assert "parameters are too many here: at most 1,000." in app.error[0].value
    assert list_runs() == ([], [])


def test_a_config_says_what_the_weights_are_of(tiny):
    values = tiny.to_dict()
    values["model"]["encoder"] = [{"type": "dense", "units": 32, "activation": "tanh"}]
    values["model"]["decoder"][0] |= {"units": 32}
    app = uploaded(public_vae())
    app.selectbox(key="import model").set_value("config").run()
    assert "Upload the config.json" in press(app).error[0].value
    config = json.dumps({"format": 1, **values}).encode()
    app.file_uploader[1].set_value(("config.json", config, "application/json")).run()
    app = press(app)
    assert not app.error and not app.exception
    (run,), _problems = list_runs()
    assert run.config.model.encoder[0].activation == "tanh"


def test_explore_names_the_layer_that_only_pytorch_computes(monkeypatch, checkpoints):
    """Sliders and the server take the place of the live plane; without the modules, a sentence."""

    class Odd(torch.nn.Module):
        def __init__(self):
            super().__init__()
            self.up = torch.nn.Linear(2, 784)

        def forward(self, z):
            return torch.sin(self.up(z)).view(-1, 1, 28, 28)

    monkeypatch.setattr(modules, "_registered", {})
    encoder = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(784, 4))
    register("odd", encoder=encoder, decoder=torch.nn.Sequential(Odd()), latent_dim=2)
    config = make_config("odd", "uci-digits", epochs=1, batch_size=512)
    run = train(config, "odd", film="none", iwae_samples=0, on_progress=lambda _: None)
    app = pages.open_page("app.py", dataset="uci-digits", run="odd")
    assert not app.exception and not app.error
    assert "only PyTorch computes: 0: Odd(" in app.info[0].value.replace("\\", "")
    assert len(app.slider) >= 2
    modules._registered.clear()
    resources._model.clear()
    app = pages.open_page("app.py", dataset="uci-digits", run="odd")
    assert not app.exception
    assert "core.register" in app.error[0].value and not app.slider
    assert run.metrics["parameters"]["decoder"] == 2 * 784 + 784
