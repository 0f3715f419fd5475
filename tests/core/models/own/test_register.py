"""Any encoder and decoder of PyTorch: registered, trained, measured, kept, or refused."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from torch import nn

from vae_core.cli.main import main
from vae_core.errors import ConfigError, RunError, UnknownLayerError
from vae_core.models.config import RunConfig, TrainingConfig
from vae_core.models.layers import (
    Activate,
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    LayerNorm,
    MaxPool,
    Reshape,
)
from vae_core.models.networks.autoencoders import build_model
from vae_core.models.own import modules
from vae_core.models.own.register import register
from vae_core.models.presets import get_preset, make_config
from vae_core.runs.browser_export import export_decoder, export_encoder
from vae_core.runs.load import load_run
from vae_core.training.train import train

IMAGE = (1, 28, 28)
FEW = TrainingConfig(epochs=1, batch_size=256)


@pytest.fixture(autouse=True)
def nothing_registered(monkeypatch):
    monkeypatch.setattr(modules, "_registered", {})


def sequential_encoder(values=4):
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 16), nn.ReLU(), nn.Linear(16, values))


def sequential_decoder():
    return nn.Sequential(nn.Linear(2, 16), nn.GELU(), nn.Linear(16, 784), nn.Unflatten(1, IMAGE))


class Encoder(nn.Module):
    """mu and logvar as a pair."""

    def __init__(self):
        super().__init__()
        self.trunk = nn.Linear(784, 16)
        self.norm = nn.BatchNorm1d(16)
        self.mu, self.logvar = nn.Linear(16, 2), nn.Linear(16, 2)

    def forward(self, x):
        h = torch.relu(self.norm(self.trunk(x.flatten(1))))
        return self.mu(h), self.logvar(h)


class Whole(nn.Module):
    """One module with both methods."""

    def __init__(self):
        super().__init__()
        self.down, self.up = nn.Linear(784, 2), nn.Linear(2, 784, bias=False)
        self.scale = nn.Parameter(torch.ones(()))

    def encode(self, x):
        return self.down(x.flatten(1)) * self.scale

    def decode(self, z):
        return (self.up(z) * self.scale).view(-1, *IMAGE)


def trained(name, root, **changes):
    config = make_config(name, "uci-digits", epochs=1, batch_size=256, **changes)
    return train(config, root=root, film="none", iwae_samples=0, on_progress=lambda _: None)


def test_a_sequential_of_known_layers_is_an_ordinary_model(tmp_path):
    register("mine", encoder=sequential_encoder(), decoder=sequential_decoder(), latent_dim=2)
    run = trained("mine", tmp_path)
    model = run.config.model
    assert model.own is None and model.kind == "vae" and run.config.preset == "mine"
    assert model.encoder == (Reshape((784,)), Dense(16, "relu"))
    assert model.decoder == (Dense(16, "gelu"), Dense(784, "none"), Reshape(IMAGE))
    modules._registered.clear()  # Nothing of it is needed any more
    again = load_run(run.id, tmp_path)
    assert again.config == run.config and len(export_decoder(again).payload) > 0
    assert again.model().decode(np.zeros((1, 2), "f4")).shape == (1, *IMAGE)


def test_the_description_of_a_sequential_computes_what_it_does():
    torch.manual_seed(0)
    encoder = nn.Sequential(
        *(nn.Conv2d(3, 4, 3, 2, 1, bias=True), nn.BatchNorm2d(4, eps=1e-3), nn.LeakyReLU(1.0)),
    )[:2]  # fmt: skip
    encoder = nn.Sequential(
        nn.Sequential(*encoder, nn.ReLU()),
        *(nn.MaxPool2d(2), nn.Dropout(0.3), nn.Identity(), nn.Flatten(), nn.LayerNorm(16)),
        *(nn.Linear(16, 5), nn.Tanh(), nn.Linear(5, 3)),
    )
    decoder = nn.Sequential(
        *(nn.Linear(3, 32), nn.SiLU(), nn.Unflatten(1, (8, 2, 2))),
        *(nn.ConvTranspose2d(8, 3, 4, 4), nn.Sigmoid()),
    )
    shape = (3, 8, 8)
    preset = register("colour", encoder=encoder, decoder=decoder, latent_dim=3, image_shape=shape)
    config = preset.model
    assert (config.kind, config.head, config.own) == ("ae", "none", None)
    assert config.encoder == (
        *(Conv(4, 3, 2, 1, "none"), BatchNorm(eps=1e-3), Activate("relu"), MaxPool()),
        *(Dropout(0.3), Reshape((16,)), LayerNorm(), Dense(5, "tanh"), Dense(3, "none")),
    )
    assert config.decoder[-1] == ConvTranspose(3, 4, 4, activation="none")
    model = build_model(config).eval()
    for ours, theirs in ((model.encoder, encoder), (model.decoder, decoder)):
        ours.load_state_dict(
            dict(zip(ours.state_dict(), theirs.eval().state_dict().values(), strict=True))
        )
    x = torch.rand(2, *shape)
    torch.testing.assert_close(model.encode(x), encoder(x))
    torch.testing.assert_close(model.decode(encoder(x)).sigmoid(), decoder(encoder(x)))
    with pytest.raises(ConfigError, match=r"is registered for images of shape \(3, 8, 8\), not"):
        make_config("colour", "uci-digits")


def test_modules_of_ones_own_are_trained_measured_and_kept(tmp_path):
    decoder = sequential_decoder()
    register("own", encoder=Encoder, decoder=decoder, latent_dim=2, training=FEW)
    run = trained("own", tmp_path)
    own = run.config.model.own
    assert own.parts == ("encoder",) and "trunk" in own.encoder and own.decoder == ""
    assert run.metrics["parameters"]["encoder"] == sum(p.numel() for p in Encoder().parameters())
    assert "encoder.norm.running_var" in run.weights
    assert not any(name.endswith("num_batches_tracked") for name in run.weights)
    x = np.random.default_rng(0).random((3, 28, 28), "f4")
    mu, logvar = run.model().encode(x)
    assert mu.shape == logvar.shape == (3, 2)
    # The decoder is known: it is live, though the encoder is not.
    assert len(export_decoder(run).payload) > 0
    with pytest.raises(UnknownLayerError, match="The encoder of this model has a layer that only "):
        export_encoder(run)
    # The same config gives the same run, and the same weights again.
    assert trained("own", tmp_path).weights_hash == run.weights_hash
    assert trained("own", tmp_path / "again").weights_hash == run.weights_hash
    # Without the registration its figures and codes are there, its model is not.
    modules._registered.clear()
    kept = load_run(run.id, tmp_path)
    assert kept.latents.mu.shape[1] == 2
    with pytest.raises(RunError, match=r"as 'own', which are not here: call vae_core\.r"):
        kept.model()
    register("own", encoder=nn.Sequential(Encoder()), decoder=decoder, latent_dim=2)
    with pytest.raises(RunError, match="others than those that this model was trained with"):
        kept.model()


def test_one_module_with_both_methods(tmp_path):
    register("whole", Whole, latent_dim=2, training=FEW)
    run = trained("whole", tmp_path)
    assert run.config.model.kind == "ae" and run.config.model.own.parts == ("encoder", "decoder")
    # A parameter that both use is the decoder's, once.
    assert run.metrics["parameters"] == {"encoder": 784 * 2 + 2, "decoder": 2 * 784 + 1}
    assert sorted(run.weights) == [
        "encoder.module.down.bias", "encoder.module.down.weight",
        "encoder.module.scale", "encoder.module.up.weight",
    ]  # fmt: skip
    start = Whole().scale
    assert run.model().encoder.module.scale != start  # It was trained
    with pytest.raises(UnknownLayerError, match=r"The decoder of this model .*: Whole\("):
        export_decoder(run)


class Shape(nn.Module):
    def __init__(self, *shape):
        super().__init__()
        self.shape, self.w = shape, nn.Parameter(torch.randn(1))

    def forward(self, values):
        return self.w * torch.randn(len(values), *self.shape)


class Squashed(nn.Module):
    def __init__(self):
        super().__init__()
        self.up = nn.Linear(2, 784)

    def forward(self, z):
        return self.up(z).sigmoid().view(-1, *IMAGE)


REFUSED = {
    "codes": (
        {"encoder": Shape(3), "decoder": sequential_decoder()},
        "The encoder turns images of shape (16, 1, 28, 28) into (16, 3). An autoencoder's gives",
    ),
    "flat picture": (
        {"encoder": Shape(2), "decoder": Shape(784)},
        "into (16, 784), but images are (16, 1, 28, 28). Behind a dense layer, nn.Unflatten(1, "
        "(1, 28, 28)) does it.",
    ),
    "flat layers": (
        {"encoder": sequential_encoder(), "decoder": nn.Sequential(nn.Linear(2, 784))},
        "The decoder ends in shape (784,), but an image is (1, 28, 28).",
    ),
    "inputs": (
        {"encoder": nn.Sequential(nn.Linear(784, 2)), "decoder": sequential_decoder()},
        "The encoder cannot take values of shape (16, 1, 28, 28)",
    ),
    "sigmoid": ({"encoder": Shape(2), "decoder": Squashed()}, "leave the sigmoid out."),
    "half": ({"encoder": Shape(2)}, "Register a model with encode and decode, or an encoder"),
    "no methods": ({"model": nn.Linear(2, 2)}, "A model needs a method encode; Linear has none."),
    "lazy": (
        {"encoder": lambda: nn.Sequential(nn.LazyLinear(2)), "decoder": sequential_decoder()},
        "The sizes of a lazy layer are not known",
    ),
    "no module": ({"encoder": "x", "decoder": "y"}, "A torch.nn.Module is needed, not str."),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_gives_other_shapes_is_a_sentence(case):
    given, sentence = REFUSED[case]
    with pytest.raises(ConfigError) as error:
        register("bad", **given, latent_dim=2)
    assert sentence in str(error.value)
    assert modules._registered == {}


@pytest.mark.parametrize("name", ["Mine", "my model", "../mine", "", None])
def test_a_name_that_cannot_be_that_of_a_run_is_refused(name):
    with pytest.raises(ConfigError, match="cannot name a model: use up to 64 lower-case letters"):
        register(name, encoder=sequential_encoder, decoder=sequential_decoder, latent_dim=2)


def test_a_presets_name_and_other_dimensions_are_refused():
    pair = {"encoder": sequential_encoder, "decoder": sequential_decoder}
    with pytest.raises(ConfigError, match="'vae-2d' is a preset of this library"):
        register("vae-2d", **pair, latent_dim=2)
    with pytest.raises(ConfigError, match="There is no preset 'mine'"):
        get_preset("mine")
    register("whole", Whole, latent_dim=2)
    with pytest.raises(ConfigError, match="'whole' is registered with 2 dimensions"):
        make_config("whole", "uci-digits", latent_dim=3)
    config = make_config("whole", "uci-digits")
    assert RunConfig.from_dict(config.to_dict()) == config
    with pytest.raises(ConfigError, match="A part that is a module of its own has no layers"):
        replace(config.model, encoder=(Dense(2),))


def test_a_file_registers_models_for_the_command_line(tmp_path, monkeypatch, capsys):
    file = tmp_path / "models.py"
    file.write_text(
        "from torch import nn\nimport vae_core as vc\n"
        "vc.register('filed', encoder=nn.Sequential(nn.Flatten(), nn.Linear(784, 2)),\n"
        "    decoder=nn.Sequential(nn.Linear(2, 784), nn.Unflatten(1, (1, 28, 28))),\n"
        "    latent_dim=2)\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("VAE_MODELS", str(file))
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path / "runs"))
    words = ["train", "filed", "--dataset", "uci-digits", "--epochs", "1", "--film", "none"]
    assert main([*words, "--json"]) == 0, capsys.readouterr().err
    assert load_run("uci-digits/filed_epochs-1", tmp_path / "runs").config.preset == "filed"
    broken = tmp_path / "broken.py"
    broken.write_text("1 / 0", encoding="utf-8")
    monkeypatch.setenv("VAE_MODELS", str(broken))
    with pytest.raises(ConfigError, match=r"broken\.py, named by \$VAE_MODELS, cannot be run"):
        get_preset("another")


def test_modules_are_made_under_no_grad_too(tmp_path):
    """As a page does, which loads the model at its first decoding."""
    register("whole", Whole, latent_dim=2)
    run = trained("whole", tmp_path)
    with torch.no_grad():
        assert run.model().decode(torch.zeros(1, 2)).shape == (1, *IMAGE)
