"""What `import vae_core as vc` gives: its names, their types, and models that take arrays."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch

import vae_core as vc
from vae_core.models.config import ModelConfig

ROOT = Path(__file__).parents[2]

# Every line that ends in a comment is to be reported with that code, and no other.
SNIPPET = """
import vae_core as vc

config = vc.make_config("vae-2d", "uci-digits", epochs=3)
run: vc.Run = vc.train(config, name="x")
vc.train(42, name="x")  # arg-type
vc.train(config, nam="x")  # call-arg
vc.fit(config)  # call-arg
vc.make_config("vae-2d", "uci-digits", epoch=3)  # call-arg
vc.evaluate("a model", config, vc.load_dataset("uci-digits"))  # arg-type
vc.no_such_name  # attr-defined
decoder = (vc.Dense(784, "none"), vc.Reshape((1, 28, 28)))
model = vc.VAE(vc.ModelConfig("vae", (vc.Conv(8), vc.Dense(64)), decoder))
vc.VAE(decoder)  # arg-type
mu, logvar = model.encode(vc.load_dataset("uci-digits").test.x())
model.encode("an image")  # arg-type
model.decode(mu).sigmoid().numpy()
"""


def test_every_name_is_there_and_listed():
    assert set(vc.__all__) <= set(dir(vc))
    for name in vc.__all__:
        assert getattr(vc, name) is not None
    assert {"train", "fit", "VAE", "evaluate", "Dense", "Conv", "ConvTranspose"} <= set(dir(vc))
    with pytest.raises(AttributeError, match="no attribute 'no_such_name'"):
        vc.no_such_name  # noqa: B018


@pytest.mark.slow
def test_a_type_checker_knows_the_names_that_are_imported_late(tmp_path):
    pytest.importorskip("mypy")
    snippet = tmp_path / "snippet.py"
    snippet.write_text(SNIPPET, encoding="utf-8")
    words = [sys.executable, "-m", "mypy", "--no-error-summary", "--hide-error-context"]
    done = subprocess.run(
        [*words, str(snippet)], check=False, cwd=ROOT, capture_output=True, encoding="utf-8"
    )
    reported = {
        (int(line.split(":")[1]), line.rpartition("[")[2].rstrip("]"))
        for line in done.stdout.splitlines()
        if ": error: " in line
    }
    expected = {
        (number, line.rpartition("  # ")[2])
        for number, line in enumerate(SNIPPET.splitlines(), start=1)
        if "  # " in line
    }
    assert reported == expected, done.stdout + done.stderr


def test_a_model_of_ones_own_parts():
    config = ModelConfig(
        "vae",
        (vc.Conv(4, 3, stride=2), vc.MaxPool(), vc.Dense(16)),
        (
            vc.Dense(4 * 14 * 14),
            vc.Reshape((4, 14, 14)),
            vc.ConvTranspose(1, 4, stride=2, padding=1, activation="none"),
            vc.Affine(2.0),
        ),
        latent_dim=3,
    )
    model = vc.build_model(config)
    assert isinstance(model, vc.VAE)
    assert model.encode(torch.rand(2, 1, 28, 28))[0].shape == (2, 3)


def test_a_loaded_model_turns_arrays_into_arrays(trained, digits):
    model = trained.model()
    pixels = digits.test.images[:5].astype(np.float32) / 255
    mu, logvar = model.encode(pixels)
    expected = model.encode(digits.test.x()[:5])
    assert np.array_equal(mu.numpy(), expected[0].numpy())
    assert np.array_equal(logvar.numpy(), expected[1].numpy())
    assert model.decode(trained.latents.mu[:5]).sigmoid().numpy().shape == (5, 1, 28, 28)
    assert not any(parameter.requires_grad for parameter in model.parameters())


def test_a_vae_of_every_beta_folds_into_one_of_a_single_beta(conditioned):
    folded = vc.fold(conditioned.model(), 4.0)
    assert type(folded) is vc.VAE
    assert folded.decode(conditioned.latents.mu[:2]).sigmoid().numpy().shape == (2, 1, 28, 28)


def test_a_fresh_model_still_learns(tiny):
    assert all(parameter.requires_grad for parameter in vc.build_model(tiny.model).parameters())


SHOWN = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md"), *(ROOT / "ui/text").rglob("*.md")]


@pytest.mark.parametrize("path", SHOWN, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_what_a_text_says_to_import_is_there(path):
    text = path.read_text(encoding="utf-8")
    for block in re.findall(r"^```python\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for node in ast.walk(ast.parse(block)):
            if isinstance(node, ast.ImportFrom) and node.module.startswith("vae_core"):
                exec(ast.unparse(node), {})
    for name in re.findall(r"\bvc\.(\w+)", text):
        assert name in vc.__all__
