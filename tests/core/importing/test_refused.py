"""Weights that cannot come in: a sentence, and nothing is left."""

import errno
import io
import zipfile

import numpy as np
import pytest
import torch
from safetensors.torch import save as safetensors_bytes

from tests.support.runs.weights import PublicVAE, chain, keras_h5, npz, saved
from vae_core.data.image_shape import IMAGE_SHAPE as IMAGE
from vae_core.errors import ConfigError, RunError
from vae_core.files import atomic
from vae_core.importing import files
from vae_core.importing.files import read_weights
from vae_core.importing.guess import guessed_model
from vae_core.importing.match import MisfitError, match
from vae_core.importing.run_of_weights import import_run
from vae_core.models.config import ModelConfig
from vae_core.models.layers import Dense, Reshape
from vae_core.models.networks.autoencoders import build_model


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
    with pytest.raises(MisfitError, match="name it with --config or --preset") as error:
        guessed_model(file, IMAGE)
    assert error.value.rows == (("-", "-", "a", "3 x 4"), ("-", "-", "b", "3"))


def test_a_full_disk_keeps_no_half_of_it(public, tmp_path, monkeypatch):
    file = read_weights(safetensors_bytes(public.state_dict()), "v.safetensors")

    def full(path, content):
        path.write_bytes(content[:10])
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(atomic, "write_new", full)
    with pytest.raises(RunError, match="No space left on device"):
        import_run(file, "uci-digits", root=tmp_path)
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []
