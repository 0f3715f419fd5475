"""The exported ONNX files compute what the run does, for any number of images."""

import numpy as np
import onnxruntime
import pytest
import torch

from tests.support.runs.kinds import each_kind
from vae_core.data.binarize import encoder_input
from vae_core.errors import RunError
from vae_core.export import onnx_model
from vae_core.export.onnx_model import TOLERANCE, onnx_zip
from vae_core.extras import MissingLibraryError
from vae_core.runs.conditions.at_beta import run_at_beta


def _session(folder, name):
    return onnxruntime.InferenceSession(folder / name, providers=["CPUExecutionProvider"])


@each_kind
def test_onnxruntime_computes_what_pytorch_does(of_kind, unpacked, kind):
    run = run_at_beta(of_kind(kind))
    folder = unpacked(onnx_zip(run))
    assert sorted(p.name for p in folder.iterdir()) == ["README.md", "decoder.onnx", "encoder.onnx"]
    encoder, decoder = _session(folder, "encoder.onnx"), _session(folder, "decoder.onnx")
    model, dim = run.model(), run.config.model.latent_dim
    outputs = {"vae": ["mu", "logvar"], "ae": ["z"], "recogniser": ["features"]}
    assert [o.name for o in encoder.get_outputs()] == outputs[run.config.model.kind]
    for n in (1, 33):  # not the number that was traced
        x = torch.rand((n, 1, 28, 28), generator=torch.Generator().manual_seed(n))
        z = torch.randn((n, dim), generator=torch.Generator().manual_seed(n))
        codes = model.encode(encoder_input(x, run.config.training.binarize))
        codes = codes if isinstance(codes, tuple) else (codes,)
        for ours, theirs in zip(codes, encoder.run(None, {"x": x.numpy()}), strict=True):
            assert theirs == pytest.approx(ours.numpy(), abs=TOLERANCE)
        (given,) = decoder.get_inputs()
        (result,) = decoder.run(None, {given.name: z.numpy()})
        wanted = model.decode(z)
        if run.config.model.kind != "recogniser":
            wanted = wanted.sigmoid()
            assert (given.name, decoder.get_outputs()[0].name) == ("z", "recon")
        assert result == pytest.approx(wanted.numpy(), abs=TOLERANCE)


def test_the_card_says_what_goes_in_and_out_and_how_near_it_is(trained, unpacked):
    text = (unpacked(onnx_zip(trained)) / "README.md").read_text(encoding="utf-8")
    assert text.startswith("# uci-digits/tiny\n")
    assert "`x` (N × 1 × 28 × 28, floats from 0 to 1) → `mu`, `logvar` (N × 2)" in text
    apart = float(text.partition("from PyTorch on 16 random inputs: ")[2])
    assert 0 <= apart <= TOLERANCE


def test_a_network_that_computes_something_else_is_not_handed_out(trained, monkeypatch):
    real = onnx_model._run
    monkeypatch.setattr(
        onnx_model, "_run", lambda *args: [np.add(out, 1e-3) for out in real(*args)]
    )
    with pytest.raises(RunError, match=r"other values than PyTorch does, by up to 1\.0e-03"):
        onnx_zip(trained)


def test_without_its_libraries_a_sentence_says_how_to_get_them(trained, monkeypatch):
    monkeypatch.setattr("vae_core.extras.find_spec", lambda name: None)
    with pytest.raises(MissingLibraryError) as error:
        onnx_zip(trained)
    assert str(error.value) == (
        "Writing ONNX needs onnx and onnxruntime: pip install onnx onnxruntime"
    )
