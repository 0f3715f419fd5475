"""The exported file of PyTorch computes what the run does, where this library is not to be had."""

import ast
import subprocess
import sys

import numpy as np
import pytest
import torch

from tests.support.runs.kinds import each_kind
from vae_core.data.binarize import encoder_input
from vae_core.export.plain_torch import torch_files, torch_zip
from vae_core.runs.conditions.at_beta import run_at_beta

# Runs in the unpacked folder; an import of the library is an error there.
_PROGRAM = """
import sys
sys.modules["vae_core"] = None
sys.path.insert(0, ".")
import numpy as np
import torch
import network

torch.set_num_threads(1)
model = network.load()
given = np.load("given.npz")
with torch.no_grad():
    codes = model.encode(torch.from_numpy(given["x"]))
    codes = codes if isinstance(codes, tuple) else (codes,)
    np.savez("out.npz", *codes, decoded=model.decode(torch.from_numpy(given["z"])))
    whole = model(torch.from_numpy(given["x"]))
fresh = type(model)()
assert not model.training and fresh.training
same = [torch.equal(a, b) for a, b in zip(fresh.parameters(), model.parameters(), strict=True)]
assert not all(same)
"""


@pytest.mark.slow
@each_kind
def test_it_computes_what_the_run_does(of_kind, unpacked, kind):
    run = run_at_beta(of_kind(kind))
    folder = unpacked(torch_zip(run))
    x = torch.rand((9, 1, 28, 28), generator=torch.Generator().manual_seed(0))
    z = torch.randn((9, run.config.model.latent_dim), generator=torch.Generator().manual_seed(1))
    np.savez(folder / "given.npz", x=x, z=z)
    words = [sys.executable, "-I", "-c", _PROGRAM]
    done = subprocess.run(words, cwd=folder, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    model = run.model()
    codes = model.encode(encoder_input(x, run.config.training.binarize))
    codes = codes if isinstance(codes, tuple) else (codes,)
    with np.load(folder / "out.npz") as out:
        assert len(out.files) == len(codes) + 1
        for number, code in enumerate(codes):
            assert out[f"arr_{number}"] == pytest.approx(code.numpy(), abs=1e-6)
        assert out["decoded"] == pytest.approx(model.decode(z).numpy(), abs=1e-6)


@each_kind
def test_it_imports_nothing_of_this_library(of_kind, kind):
    source = torch_files(run_at_beta(of_kind(kind)))["network.py"].decode()
    imported = {
        (node.module if isinstance(node, ast.ImportFrom) else node.names[0].name).split(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert imported <= {"pathlib", "torch", "safetensors"}
    assert "vae_core" not in source


def test_new_weights_start_as_the_run_did(of_kind, unpacked):
    source = torch_files(of_kind("conv-ae"))["network.py"].decode()
    assert "nn.init.normal_(self.decoder[0].weight, std=2)" in source
    assert "nn.init.uniform_(self.decoder[0].bias, -6, 6)" in source
    assert "self.apply(glorot)" in source
    assert "self.apply" not in torch_files(of_kind("vae"))["network.py"].decode()


def test_the_weights_are_those_of_the_run_and_no_larger(of_kind):
    run = of_kind("vae")
    files = torch_files(run)
    assert sorted(files) == ["README.md", "network.py", "weights.safetensors"]
    assert len(files["weights.safetensors"]) == (run.folder / "weights.safetensors").stat().st_size
    assert files["README.md"] == (run.folder / "README.md").read_bytes()
