"""Weights from elsewhere: what is read, what fits, and what becomes of it."""

import io
import json
import zipfile
from dataclasses import replace

import h5py
import numpy as np
import pytest
import torch
from safetensors.torch import save as safetensors_bytes

from tests.support.runs.weights import chain, keras_h5, npz, saved
from vae_core.data.image_shape import IMAGE_SHAPE as IMAGE
from vae_core.errors import ConfigError
from vae_core.export.notebook import notebook_zip
from vae_core.importing.files import read_weights
from vae_core.importing.guess import guessed_model
from vae_core.importing.match import match
from vae_core.importing.run_of_weights import name_of_file
from vae_core.models.config import ModelConfig
from vae_core.models.layers import (
    BatchNorm,
    Conv,
    ConvTranspose,
    Dense,
    Dropout,
    LayerNorm,
    MaxPool,
    Reshape,
    Residual,
)
from vae_core.models.networks.autoencoders import build_model
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.recording.history import training_history


def loaded(config, matched):
    model = build_model(config)
    model.load_state_dict({k: torch.from_numpy(w.copy()) for k, w in matched.weights.items()})
    return model.eval().requires_grad_(False)


@pytest.mark.parametrize("ending", ["pt", "safetensors", "npz", "checkpoint.pt", "wrapped.pt"])
def test_the_public_vae_of_pytorch_comes_in_without_its_code(public, ending):
    state = public.state_dict()
    content = {
        "pt": lambda: saved(state),
        "safetensors": lambda: safetensors_bytes(state),
        "npz": lambda: npz(**{name: w.numpy() for name, w in state.items()}),
        "checkpoint.pt": lambda: saved({"epoch": 3, "state_dict": state}),
        "wrapped.pt": lambda: saved({f"module.{name}": w for name, w in state.items()}),
    }[ending]()
    file = read_weights(content, f"vae.{ending}", allow_pt=True)
    config = guessed_model(file, IMAGE)
    assert (config.kind, config.latent_dim) == ("vae", 20)
    assert config.encoder == (Dense(400, "relu"),)
    matched = match(file, config)
    assert matched.sources["encoder.3.weight"] == ("fc21.weight", "fc22.weight")
    model = loaded(config, matched)
    x = torch.rand(5, 784, generator=torch.Generator().manual_seed(0))
    for ours, theirs in zip(model.encode(x.view(-1, *IMAGE)), public.encode(x), strict=True):
        torch.testing.assert_close(ours, theirs)
    z = torch.randn(5, 20, generator=torch.Generator().manual_seed(1))
    torch.testing.assert_close(model.decode(z).sigmoid().flatten(1), public.decode(z))


def keras_files():
    """{name: (content, kind)} of 784-256-2-256-784 in every way that Keras keeps it."""
    dense = chain(784, 256, 2, 256, 784)
    names = ["dense", "dense_1", "dense_2", "dense_3"]
    (h, mean, back, last), (_, logvar, *_rest) = dense, chain(784, 256, 2, 2, seed=1)
    old = io.BytesIO()
    with h5py.File(old, "w") as file:
        file.attrs["layer_names"] = [b"zz", b"code", b"input", b"up", b"out"]
        for layer, values in zip((b"zz", b"code", b"up", b"out"), dense, strict=True):
            paths = [layer + b"/kernel:0", layer + b"/bias:0"]
            group = file.create_group(layer)
            group.attrs["weight_names"] = paths
            for path, value in zip(paths, values, strict=True):
                group[path] = value
        file.create_group("input").attrs["weight_names"] = np.array([], "S1")
    vae = {
        **{f"decoder/layers/{n}": v for n, v in zip(names, (back, last), strict=False)},
        **{f"encoder/layers/{n}": v for n, v in zip(names, (h, mean, logvar), strict=False)},
    }
    layers = {f"layers/{name}": v for name, v in zip(names, dense, strict=True)}
    return {
        "ae.weights.h5": (keras_h5(layers), "ae"),
        "old.h5": (old.getvalue(), "ae"),
        "list.npz": (npz(*[value for pair in dense for value in pair]), "ae"),
        "named.npz": (
            npz(**{f"{n}/{p}": v for n, pair in zip(names, dense, strict=True)
                   for p, v in zip(("kernel", "bias"), pair, strict=True)}),
            "ae",
        ),
        "vae.weights.h5": (keras_h5(vae), "vae"),
    }  # fmt: skip


@pytest.mark.parametrize(
    "name", ["ae.weights.h5", "old.h5", "list.npz", "named.npz", "vae.weights.h5"]
)
def test_dense_layers_of_keras_come_in_without_their_code(name):
    content, kind = keras_files()[name]
    file = read_weights(content, name)
    config = guessed_model(file, IMAGE, "tanh")
    assert (config.kind, config.latent_dim) == (kind, 2)
    model = loaded(config, match(file, config))
    x = np.random.default_rng(3).random((4, 784)).astype("f4")
    (w1, b1), (w2, b2), (w3, b3), (w4, b4) = chain(784, 256, 2, 256, 784)
    mu = np.tanh(x @ w1 + b1) @ w2 + b2
    np.testing.assert_allclose(model.codes(x.reshape(-1, *IMAGE))[0], mu, atol=1e-5)
    picture = np.tanh(mu @ w3 + b3) @ w4 + b4
    drawn = model.decode(mu.astype("f4")).flatten(1)
    np.testing.assert_allclose(drawn, picture, atol=1e-4)


def test_images_of_keras_are_turned_to_channels_first():
    """Convolutions, batch normalisation, a dense layer behind an image and one before another."""
    config = ModelConfig(
        "ae",
        (Conv(4, 3, 1, 1), BatchNorm(eps=1e-3), MaxPool(), Dense(3, "none")),
        (Dropout(), Dense(80), Reshape((5, 4, 4)), ConvTranspose(3, 4, 2, 1, activation="none")),
        3,
        head="none",
        image_shape=(3, 8, 8),
    )
    rng = np.random.default_rng(0)

    def of(*shape):
        return rng.random(shape).astype("f4")

    stored = {
        "layers/conv2d": [of(3, 3, 3, 4), of(4)],
        "layers/batch_normalization": [of(4), of(4), of(4), of(4)],
        "layers/dense": [of(64, 3), of(3)],
        "layers/dense_1": [of(3, 80), of(80)],
        "layers/conv2d_transpose": [of(4, 4, 3, 5), of(3)],
    }
    file = read_weights(keras_h5(stored), "conv.weights.h5")
    weights = match(file, config).weights
    kernel, conv = stored["layers/conv2d"][0], weights["encoder.0.weight"]
    assert conv.shape == (4, 3, 3, 3) and conv[1, 2, 0, 1] == kernel[0, 1, 2, 1]
    assert weights["encoder.2.running_var"][3] == stored["layers/batch_normalization"][3][3]
    dense = weights["encoder.5.weight"]
    # Value (c, h, w) of 4 x 4 x 4 is row (h, w, c) of Keras.
    assert dense[2, 1 * 16 + 2 * 4 + 3] == stored["layers/dense"][0][(2 * 4 + 3) * 4 + 1, 2]
    back, bias = weights["decoder.1.weight"], weights["decoder.1.bias"]
    assert back[3 * 16 + 2 * 4 + 1, 2] == stored["layers/dense_1"][0][2, (2 * 4 + 1) * 5 + 3]
    assert bias[3 * 16 + 2 * 4 + 1] == stored["layers/dense_1"][1][(2 * 4 + 1) * 5 + 3]
    up = stored["layers/conv2d_transpose"][0]
    assert weights["decoder.4.weight"][4, 2, 0, 1] == up[0, 1, 2, 4]
    uneven = replace(config, encoder=(Conv(4, 4, 1, 1), Conv(4, 2), *config.encoder[1:]))
    with pytest.raises(ConfigError, match=r"stride 1 so.* padding 1 and extra_padding 1\."):
        match(file, uneven)


def _same_of_keras(x, kernel, stride):
    """A convolution with padding "same" as Keras defines it, by its sums. x: (H, W)."""
    k = len(kernel)
    out = np.zeros([-(-size // stride) for size in x.shape], np.float32)
    sizes = zip(out.shape, x.shape, strict=True)
    missing = [max((n - 1) * stride + k - size, 0) for n, size in sizes]
    padded = np.pad(x, [(m // 2, m - m // 2) for m in missing])
    for i, j in np.ndindex(out.shape):
        here = padded[i * stride : i * stride + k, j * stride : j * stride + k]
        out[i, j] = (here * kernel).sum()
    return out


@pytest.mark.parametrize(("kernel", "stride"), [(3, 2), (5, 2), (4, 1), (3, 1), (2, 2)])
def test_the_same_convolutions_of_keras_come_in_and_their_transposes(kernel, stride):
    """The commonest encoder of Keras: 3 x 3, stride 2, "same", on even sizes."""
    pad, extra = divmod(max(kernel - stride, 0), 2)
    config = ModelConfig(
        "ae",
        (Conv(1, kernel, stride, pad, "none", extra), Dense(64 // stride**2, "none")),
        (
            Reshape((1, 8 // stride, 8 // stride)),
            ConvTranspose(1, kernel, stride, pad, 0, "none", extra),
        ),
        64 // stride**2,
        head="none",
        image_shape=(1, 8, 8),
    )
    rng = np.random.default_rng(0)
    down, up = (rng.normal(size=(kernel, kernel)).astype("f4") for _ in range(2))
    n = config.latent_dim
    stored = {
        "layers/conv2d": [down[:, :, None, None], np.zeros(1, "f4")],
        "layers/dense": [np.eye(n, dtype="f4"), np.zeros(n, "f4")],
        "layers/conv2d_transpose": [up[:, :, None, None], np.zeros(1, "f4")],
    }
    model = build_model(config)
    weights = match(read_weights(keras_h5(stored), "same.weights.h5"), config).weights
    model.load_state_dict({name: torch.from_numpy(w.copy()) for name, w in weights.items()})
    x, z = rng.random((8, 8)).astype("f4"), rng.random(n).astype("f4")
    with torch.no_grad():
        code = model.encode(torch.from_numpy(x)[None, None])[0].numpy()
        drawn = model.decode(torch.from_numpy(z)[None])[0, 0].numpy()
    assert code == pytest.approx(_same_of_keras(x, down, stride).ravel(), abs=1e-5)
    # A transposed convolution is the gradient of the convolution: <conv(x), z> = <x, its picture>.
    assert (_same_of_keras(x, up, stride).ravel() * z).sum() == pytest.approx(
        (x * drawn).sum(), abs=1e-3
    )


def test_every_layer_of_ours_comes_back_by_name_and_by_order():
    config = ModelConfig(
        "vae",
        (Conv(2, 4, 4), Residual((BatchNorm(), Conv(2, padding=1))), Dense(5), LayerNorm()),
        (Dense(784, "none"), Reshape(IMAGE)),
    )
    torch.manual_seed(0)
    state = build_model(config).state_dict()
    by_name = match(read_weights(safetensors_bytes(state), "a.safetensors"), config)
    renamed = {f"net{i:02}.{name.rpartition('.')[2]}": w
               for i, name in enumerate(state) for w in [state[name]]}  # fmt: skip
    by_order = match(read_weights(saved(renamed), "a.pt", allow_pt=True), config)
    for matched in (by_name, by_order):
        assert all(np.array_equal(w, state[name].numpy()) for name, w in matched.weights.items())
        assert set(state) - set(matched.weights) == {"encoder.2.0.num_batches_tracked"}


def test_an_imported_run_is_measured_and_kept_like_any(public, tmp_path, call, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path / "runs"))
    path = tmp_path / "My Weights.pt"
    path.write_bytes(saved(public.state_dict()))
    words = ["import", str(path), "--dataset", "uci-digits", "--iwae-samples", "0"]
    status, out, err = call(*words, "--json")
    assert status == 0, err
    values = json.loads(out)
    assert values["run"] == "uci-digits/my-weights" and values["imported_from"] == "My Weights.pt"
    assert values["beta"] is None and values["neg_elbo"] > 0
    run = load_run("uci-digits/my-weights")
    assert training_history(run) == [] and run.film is None
    assert (
        run.metrics["imported"]["sha256"]
        == read_weights(path.read_bytes(), path.name, allow_pt=True).sha256
    )
    assert "seed" not in run.metrics and "best_epoch" not in run.metrics
    card = (run.folder / "README.md").read_text(encoding="utf-8")
    assert "trained elsewhere and measured with" in card and "`My Weights.pt`" in card
    assert "MIT" not in card and "training time" not in card and "trained on" not in card
    shown = call("show", run.id)[1]
    assert "elsewhere, nobody knows how: imported from My Weights.pt" in shown
    assert "epochs" not in shown
    with zipfile.ZipFile(io.BytesIO(notebook_zip(run))) as archive:
        book = archive.read("my-weights-notebook/notebook.ipynb").decode()
    assert "How the run itself was trained is not known" in book and "on all images" not in book
    x = torch.rand(3, *IMAGE)
    torch.testing.assert_close(
        run.model().encode(x)[0], public.encode(x.flatten(1))[0], atol=5e-3, rtol=0
    )
    status, _, err = call(*words)
    assert status == 1 and "There is already a run uci-digits/my-weights." in err
    # Its own config takes its own weights.
    again = [*words[:1], str(run.folder / "weights.safetensors"), *words[2:], "--name", "again"]
    status, _, err = call(*again, "--config", str(run.folder / "config.json"))
    assert status == 0, err
    status, _, err = call(*again[:-1], "third", "--preset", "vae-2d")
    assert status == 1 and "expected" in err and "does not fit the model" in err
    assert [r.name for r in list_runs()[0]] == ["again", "my-weights"]


@pytest.mark.parametrize(
    ("file", "name"),
    [("My Weights.weights.h5", "my-weights"), ("vae.best.pt", "vae-best"), ("ü.npz", "imported")],
)
def test_a_run_is_named_after_its_file(file, name):
    assert name_of_file(file) == name
