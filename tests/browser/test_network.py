"""The network in JavaScript against PyTorch, in a real browser: a shipped run of each architecture,
and the recognisers.

Layers one by one, gates and what is refused: tests/js/network.test.js.
"""

import base64

import numpy as np
import pytest
import torch

from tests.support.floats import BUFFER, FLOATS_AS_TEXT, floats
from tests.support.runs.shipped import RUNS, of_each_architecture
from ui.components.bundling import bundle
from vae_core.runs.browser_export import (
    export_conditioned,
    export_decoder,
    export_recogniser,
)
from vae_core.runs.load import load_run
from vae_core.training.train_recogniser import TRAININGS

TOLERANCE = {"float32": 1e-4, "float16": 1 / 255}
_DECODE = f"""async ([manifest, payload, codes]) => {{
  const network = buildNetwork(manifest, await ({BUFFER})(payload));
  return codes.map((z) => ({FLOATS_AS_TEXT})(network.decode(z)));
}}"""


@pytest.fixture(scope="module")
def script(chromium):
    """A blank page that knows the component's functions."""
    page = chromium.new_page()
    source = bundle.javascript(bundle.COMPONENTS / "planes" / "explorer").replace(
        "export default ", "const mount = "
    )
    source = source.replace("import.meta.url", "location.href")  # a plain script has none
    page.add_script_tag(content=source)
    yield page
    page.close()


def decode(script, network, codes) -> np.ndarray:
    payload = base64.b64encode(network.payload).decode()
    texts = script.evaluate(_DECODE, [network.manifest, payload, codes.tolist()])
    return np.stack([floats(text) for text in texts])


def test_a_shipped_run_of_each_architecture_matches_pytorch(script, subtests):
    for run in of_each_architecture():
        dim, model = run.config.model.latent_dim, run.model()
        z = torch.from_numpy(np.random.default_rng(0).normal(0, 2, (16, dim)))
        with torch.no_grad():
            expected = torch.sigmoid(model.decode(z.float())).numpy().reshape(16, -1)
        for dtype, tolerance in TOLERANCE.items():
            with subtests.test(f"{run.id} as {dtype}"):
                got = decode(script, export_decoder(run, dtype), z)
                assert np.abs(got - expected).max() < tolerance


_DECODE_AT = f"""async ([manifest, payload, codes, betas]) => {{
  const network = buildNetwork(manifest, await ({BUFFER})(payload));
  const all = () => codes.map((z) => ({FLOATS_AS_TEXT})(network.decode(z)));
  return [all(), ...betas.map((beta) => {{ network.setBeta(beta); return all(); }})];
}}"""


def decode_at(script, network, codes, betas) -> np.ndarray:
    """Pictures as the network comes, then at each of the betas, (1 + B, N, 784)."""
    payload = base64.b64encode(network.payload).decode()
    given = [network.manifest, payload, codes.tolist(), betas]
    texts = script.evaluate(_DECODE_AT, given)
    return np.stack([[floats(text) for text in at_beta] for at_beta in texts])


def any_beta_runs(conditioned):
    """The tiny one, and those that are shipped."""
    return [conditioned, *(run for run in RUNS if run.config.model.betas)]


def test_a_conditioned_network_matches_pytorch_at_every_beta(script, conditioned):
    betas = [0.01, 20.0, 0.3, 1.0, 4.0]
    for run in any_beta_runs(conditioned):
        model = run.model()
        z = torch.from_numpy(np.random.default_rng(0).normal(0, 2, (16, 2))).float()
        with torch.no_grad():
            expected = [model.decode(z, beta).sigmoid().reshape(16, -1) for beta in [1.0, *betas]]
        got = decode_at(script, export_conditioned(run), z, betas)
        assert np.abs(got - np.stack(expected)).max() < 1e-3
        assert np.abs(got[1] - got[2]).max() > 0.1


def test_every_recogniser_matches_pytorch(script, subtests):
    for dataset in TRAININGS:
        run = load_run(f"{dataset}/recogniser")
        drawn = load_run(f"{dataset}/vae-2d")
        z = torch.randn(12, 2, generator=torch.Generator().manual_seed(0))
        with torch.no_grad():
            x = drawn.model().decode(z).sigmoid()
            expected = run.model()(x).softmax(1).numpy()
        for dtype in TOLERANCE:
            with subtests.test(f"{run.id} as {dtype}"):
                logits = decode(script, export_recogniser(run, dtype), x.flatten(1))
                shares = np.exp(logits - logits.max(1, keepdims=True))
                shares /= shares.sum(1, keepdims=True)
                assert np.abs(shares - expected).max() < 1e-3
