"""What the tests of exports share: runs of every kind, tiny, and their zips unpacked."""

import io
from dataclasses import replace
from zipfile import ZipFile

import pytest
import torch

from vae_core.models.autoencoders import build_model
from vae_core.models.config import ModelConfig
from vae_core.models.layers import Affine, Conv, ConvTranspose, Dense, MaxPool, Reshape
from vae_core.runs.load import load_run
from vae_core.runs.store import save_run
from vae_core.training.measure import round_to_float16

_CONV = ModelConfig(
    "ae",
    (Affine(2.0, -1.0), Conv(4, stride=2, padding=1), MaxPool(), Reshape((28, 7)), Dense(6)),
    (
        Dense(98, "tanh", spread=2.0),
        Reshape((2, 7, 7)),
        ConvTranspose(4, 4, stride=2, padding=1, activation="silu"),
        ConvTranspose(1, 4, stride=2, padding=1, activation="none"),
        Affine(2.0),
    ),
    latent_dim=3,
    init="glorot",
)


@pytest.fixture(scope="session")
def of_kind(trained, conditioned, recogniser, tmp_path_factory):
    """of_kind("conv-ae") and others: a run that holds the layers and settings named so."""
    root = tmp_path_factory.mktemp("kinds")
    vae = replace(trained.config.model, head="log-sigma")
    cut = replace(trained.config.training, binarize="threshold")

    def make(name):
        if name in ("vae", "every-beta", "recogniser"):
            return {"vae": trained, "every-beta": conditioned, "recogniser": recogniser}[name]
        changes = {"conv-ae": {"model": _CONV}, "log-sigma, cut": {"model": vae, "training": cut}}
        config = replace(trained.config, **changes[name])
        run_id = f"uci-digits/{name.replace(', ', '-')}"
        try:
            return load_run(run_id, root)
        except Exception:
            return _untrained(run_id, config, trained, root)

    return make


def _untrained(run_id, config, like, root):
    """A run with random weights, and codes that fit their number."""
    torch.manual_seed(1)
    model = build_model(config.model)
    codes, metrics = like.latents, like.metrics
    if config.model.kind == "ae":
        mu = torch.randn(len(codes.label), config.model.latent_dim).numpy()
        codes = replace(codes, mu=mu, logvar=None)
        measured = {k: v for k, v in metrics["evaluation"].items() if "kl" not in k}
        metrics = metrics | {"evaluation": measured | {"neg_elbo": None, "kl": None}}
    return save_run(run_id, config, round_to_float16(model), metrics, codes, root)


@pytest.fixture
def unpacked(tmp_path):
    """unpacked(content): the one folder of a zip, written to the disk."""

    def unpack(content):
        with ZipFile(io.BytesIO(content)) as archive:
            assert archive.testzip() is None
            archive.extractall(tmp_path)
            (folder,) = {name.partition("/")[0] for name in archive.namelist()}
        return tmp_path / folder

    return unpack
