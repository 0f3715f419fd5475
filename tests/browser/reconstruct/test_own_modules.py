"""The pad with a model whose encoder and decoder only PyTorch computes: the server answers it."""

import numpy as np
import pytest
from playwright.sync_api import expect

from benchmarks.browser import serve
from vae_core.models.own import modules
from vae_core.models.presets import make_config
from vae_core.runs.load import load_run
from vae_core.training.train import train

READY = '[data-testid="reconstruction"][data-ready="1"]'
_MODELS = """
import vae_core as vc
from tests.support.runs.wave import Wave

vc.register("wave", Wave, latent_dim=2)
"""


@pytest.fixture(scope="module")
def waves(tmp_path_factory):
    """(the address of a server that knows the modules of its run, the folder of runs)."""
    root = tmp_path_factory.mktemp("waves")
    (root / "models.py").write_text(_MODELS, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(modules, "_registered", {})
        patch.setattr(modules, "_files_run", set())
        patch.setenv("VAE_MODELS", str(root / "models.py"))
        config = make_config("wave", "uci-digits", epochs=1, batch_size=512)
        train(config, "wave", root=root / "runs", film="none", iwae_samples=0)
        with serve(root / "runs") as server:
            yield server.address, root / "runs"


def test_a_stroke_lands_and_comes_back_by_the_server(open_page, waves):
    address, runs = waves
    page = open_page("Reconstruct?dataset=uci-digits&run=wave&way=draw", address, READY)
    expect(page.get_by_text("has a layer that only PyTorch computes").first).to_be_visible()
    root = page.get_by_test_id("reconstruction")
    box = page.get_by_test_id("pad").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 4
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 5, y + box["height"] / 2, steps=8)
    page.mouse.up()
    page.wait_for_function("() => document.querySelector('[data-testid=reconstruction]').dataset.z")
    z, bytes_ = root.evaluate(
        "(root) => [root.dataset.z.split(',').map(Number), [...root.reconstruction.seen.made.x]]"
    )
    image = np.array(bytes_, np.float32).reshape(1, 1, 28, 28) / 255
    import torch

    with torch.no_grad():
        mu, _ = load_run("uci-digits/wave", runs).model().encode(torch.from_numpy(image))
    assert z == pytest.approx(mu[0].tolist(), abs=1e-3)
    # No draws without a decoder here, and no picture from nowhere.
    expect(page.get_by_text("Only the server has this decoder")).to_be_visible()
    expect(page.get_by_test_id("pixel-mse")).not_to_be_empty()
