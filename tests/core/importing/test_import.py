"""Weights from elsewhere: what is read, what fits, and what becomes of it."""

import errno
import io
import json
import zipfile
from dataclasses import replace
from itertools import pairwise

import h5py
import numpy as np
import pytest
import torch
from safetensors.torch import save as safetensors_bytes
from torch import nn
from torch.nn import functional

from vae_core.errors import ConfigError, RunError
from vae_core.export.notebook import notebook_zip
from vae_core.files import atomic
from vae_core.importing import files
from vae_core.importing.files import read_weights
from vae_core.importing.guess import guessed_model
from vae_core.importing.match import MisfitError, match
from vae_core.importing.run_of_weights import import_run, name_of_file
from vae_core.models.autoencoders import build_model
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
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.recording.history import training_history

IMAGE = (1, 28, 28)


class PublicVAE(nn.Module):
    """784-400-20-400-784, as in PyTorch's public examples."""

    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(784, 400)
        self.fc21, self.fc22 = nn.Linear(400, 20), nn.Linear(400, 20)
        self.fc3, self.fc4 = nn.Linear(20, 400), nn.Linear(400, 784)

    def encode(self, x):
        h = functional.relu(self.fc1(x))
        return self.fc21(h), self.fc22(h)

    def decode(self, z):
        return torch.sigmoid(self.fc4(functional.relu(self.fc3(z))))


@pytest.fixture(scope="module")
def public():
    torch.manual_seed(0)
    return PublicVAE().eval().requires_grad_(False)


def saved(values):
    """What torch.save writes."""
    buffer = io.BytesIO()
    torch.save(values, buffer)
    return buffer.getvalue()


def npz(*args, **arrays):
    buffer = io.BytesIO()
    np.savez(buffer, *args, **arrays)
    return buffer.getvalue()


def keras_h5(layers, kernel_first=()):
    """A .weights.h5 as Keras 3 writes it: {"dense_1": [kernel, bias]}."""
    buffer = io.BytesIO()
    with h5py.File(buffer, "w") as file:
        for path, values in layers.items():
            for number, value in enumerate(values):
                file[f"{path}/vars/{number}"] = value
        file["optimizer/vars/0"] = np.int64(7)
        file["layers/dropout/seed_generator/vars/0"] = np.zeros(2, np.uint32)
    return buffer.getvalue()


def loaded(config, matched):
    model = build_model(config)
    model.load_state_dict({k: torch.from_numpy(w.copy()) for k, w in matched.weights.items()})
    return model.eval().requires_grad_(False)


def chain(*sizes, seed=0):
    """Kernels and biases of Keras's dense layers of these sizes."""
    rng = np.random.default_rng(seed)
    return [
        [rng.normal(size=(a, b), scale=0.05).astype("f4"), rng.normal(size=b).astype("f4")]
        for a, b in pairwise(sizes)
    ]


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
    with pytest.raises(ConfigError, match="Keras pads a convolution of kernel 4 and stride 1 more"):
        match(file, uneven)


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


class Code:
    def __reduce__(self):
        return print, ("run!",)


def bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", bytes(9 * 2**20))
    return buffer.getvalue()


def changed(state, **changes):
    """The state dict as safetensors, with tensors replaced, or without those that are None."""
    new = state | {name.replace("_", "."): w for name, w in changes.items()}
    return safetensors_bytes({name: w for name, w in new.items() if w is not None})


DAMAGED = {
    "code": (lambda state: saved({"a": Code()}), "x.pt", "holds pickled Python objects"),
    "a whole model": (lambda state: saved(PublicVAE()), "x.pt", "holds pickled Python objects"),
    "objects": (
        lambda state: npz(a=np.array([Code()], dtype=object)),
        "x.npz",
        "holds pickled Python objects",
    ),
    "pt cut off": (lambda state: saved(state)[:-900], "x.pt", "it may be cut off"),
    "cut off": (
        lambda state: changed(state)[:-9],
        "x.safetensors",
        "cannot be read as safetensors",
    ),
    "npz cut off": (lambda state: npz(a=np.zeros(9))[:-9], "x.npz", "cannot be read as .npz"),
    "h5 cut off": (
        lambda state: keras_h5({"layers/dense": chain(9, 9)[0]})[:900],
        "x.h5",
        "cannot be read as Keras's .h5",
    ),
    "bomb": (lambda state: bomb(), "x.npz", "unpacks to more than 8 MB"),
    "large": (lambda state: bytes(9 * 2**20), "x.npz", "x.npz is larger than 8 MB"),
    "text": (lambda state: npz(a=np.array(["x"])), "x.npz", "a holds <U1, not numbers"),
    "nan": (
        lambda state: changed(state, fc1_bias=torch.full((400,), torch.nan)),
        "x.safetensors",
        "fc1.bias holds values that are not numbers",
    ),
    "nothing": (lambda state: npz(), "x.npz", "holds no tensors"),
    "a list": (lambda state: saved([1, 2]), "x.pt", "holds no state dict"),
    "ending": (changed, "x.bin", "weights are read from .safetensors, .npz, .h5"),
    "wrong shape": (
        lambda state: changed(state, fc3_weight=torch.zeros(400, 21)),
        "x.safetensors",
        "decoder.0.weight is 400 x 20, but fc3.weight is 400 x 21.",
    ),
    "missing": (
        lambda state: changed(state, fc22_bias=None),
        "x.safetensors",
        "x.safetensors does not fit the model",
    ),
    "huge": (
        lambda state: changed(state, fc1_bias=torch.full((400,), 1e6)),
        "x.safetensors",
        "The weight encoder.1.bias is too large for half precision.",
    ),
}


@pytest.mark.parametrize("case", DAMAGED)
def test_what_cannot_come_in_is_a_sentence_and_leaves_nothing(
    public, case, tmp_path, capsys, monkeypatch
):
    monkeypatch.setattr(files, "MAX_BYTES", 8 * 2**20)
    make, name, sentence = DAMAGED[case]
    content = make(public.state_dict())
    model = ModelConfig(
        "vae", (Dense(400),), (Dense(400), Dense(784, "none"), Reshape(IMAGE)), latent_dim=20
    )
    with pytest.raises((ConfigError, RunError)) as error:
        file = read_weights(content, name, allow_pt=True)
        import_run(file, "uci-digits", model=model, root=tmp_path)
    assert sentence in str(error.value)
    assert "run!" not in capsys.readouterr().out
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_misfit_has_a_table_of_both(public):
    file = read_weights(safetensors_bytes(public.state_dict()), "v.safetensors")
    model = ModelConfig(
        "vae", (Dense(400),), (Dense(300), Dense(784, "none"), Reshape(IMAGE)), latent_dim=20
    )
    with pytest.raises(MisfitError) as error:
        match(file, model)
    assert ("decoder.0.weight", "300 x 20", "fc3.weight", "400 x 20") in error.value.rows
    lines = error.value.table().splitlines()
    assert lines[0].split() == ["expected", "shape", "in", "the", "file", "shape"]
    assert len(lines) == 9
    # Of a file with the names of this library, by name.
    state = build_model(model).state_dict()
    del state["decoder.2.bias"]
    state["extra"] = torch.zeros(3)
    with pytest.raises(MisfitError, match=r"decoder\.2\.bias 784 is missing") as error:
        match(read_weights(safetensors_bytes(state), "v.safetensors"), model)
    assert error.value.rows[-1] == ("-", "-", "extra", "3")


def test_pt_files_are_for_the_command_line(public):
    with pytest.raises(ConfigError, match="are read on the command line only"):
        read_weights(saved(public.state_dict()), "x.pt")


def test_a_file_without_a_chain_needs_a_config():
    file = read_weights(npz(a=np.zeros((3, 4)), b=np.zeros(3)), "x.npz")
    with pytest.raises(ConfigError, match="name it with --config or --preset"):
        guessed_model(file, IMAGE)


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


def test_a_full_disk_keeps_no_half_of_it(public, tmp_path, monkeypatch):
    file = read_weights(safetensors_bytes(public.state_dict()), "v.safetensors")

    def full(path, content):
        path.write_bytes(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic, "write_new", full)
    with pytest.raises(RunError, match="No space left on device"):
        import_run(file, "uci-digits", root=tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize(
    ("file", "name"),
    [("My Weights.weights.h5", "my-weights"), ("vae.best.pt", "vae-best"), ("ü.npz", "imported")],
)
def test_a_run_is_named_after_its_file(file, name):
    assert name_of_file(file) == name
