"""The network in JavaScript against PyTorch: every layer type, every shipped run, bad manifests."""

import base64
import json

import numpy as np
import pytest
import torch

from ui.components import bundle
from vae_core.models.layers import Affine, Conv, ConvTranspose, Dense, MaxPool, Reshape
from vae_core.models.networks import build
from vae_core.runs.browser_export import (
    export_conditioned,
    export_decoder,
    export_layers,
    export_recogniser,
)
from vae_core.runs.layout import checkpoints_root
from vae_core.runs.load import list_runs, load_run

TOLERANCE = {"float32": 1e-4, "float16": 1 / 255}
_DECODE = """([manifest, payload, codes]) => {
  const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
  const network = buildNetwork(manifest, bytes.buffer);
  return codes.map((z) => Array.from(network.decode(z)));
}"""

DENSE = (Dense(8, "none"), Dense(784, "none"), Reshape((1, 28, 28)))
CONVOLUTIONS = {
    "activations": (Dense(9, "tanh"), Dense(7, "relu"), Dense(6, "sigmoid"), *DENSE),
    "affine": (Affine(0.5, -1.0), Dense(9, "tanh"), *DENSE, Affine(2)),
    "transposed": (
        Dense(4 * 7 * 7, "silu"),
        Reshape((4, 7, 7)),
        ConvTranspose(5, kernel=3, stride=2, padding=1, output_padding=1),
        ConvTranspose(1, kernel=4, stride=2, padding=1, activation="none"),
    ),
    "down and up": (
        Dense(3 * 14 * 14),
        Reshape((3, 14, 14)),
        Conv(4, kernel=3, stride=2, padding=1, activation="tanh"),
        Conv(6, kernel=5, stride=1, padding=2),
        MaxPool(3, stride=2, padding=1),
        Dense(784, "none"),
        Reshape((1, 28, 28)),
    ),
    "odd strides": (
        Dense(8 * 2 * 2),
        Reshape((8, 2, 2)),
        ConvTranspose(16, kernel=3, stride=2),
        ConvTranspose(8, kernel=5, stride=3, padding=1),
        ConvTranspose(1, kernel=2, stride=2, padding=1, activation="none"),
    ),
}


@pytest.fixture(scope="module")
def script(chromium):
    """A blank page that knows the component's functions."""
    page = chromium.new_page()
    source = bundle.javascript(bundle.HERE / "explorer").replace(
        "export default ", "const mount = "
    )
    source = source.replace("import.meta.url", "location.href")  # a plain script has none
    page.add_script_tag(content=source)
    yield page
    page.close()


def decode(script, network, codes) -> np.ndarray:
    payload = base64.b64encode(network.payload).decode()
    return np.array(script.evaluate(_DECODE, [network.manifest, payload, codes.tolist()]))


@pytest.mark.parametrize("dtype", TOLERANCE)
@pytest.mark.parametrize("name", CONVOLUTIONS)
def test_every_layer_type_matches_pytorch(script, name, dtype):
    torch.manual_seed(0)
    layers = CONVOLUTIONS[name]
    network, shape = build(layers, (3,))
    assert shape == (1, 28, 28)
    weights = {f"decoder.{k}": v.detach().numpy() for k, v in network.state_dict().items()}
    exported = export_layers(layers, (3,), weights, "decoder", dtype, "x")
    z = 2 * torch.randn(8, 3)
    expected = torch.sigmoid(network(z)).detach().numpy().reshape(8, -1)
    assert np.abs(decode(script, exported, z) - expected).max() < TOLERANCE[dtype]


@pytest.mark.parametrize("run", list_runs(checkpoints_root())[0], ids=lambda run: run.id)
def test_every_shipped_run_matches_pytorch(script, run):
    model = run.model()
    z = torch.from_numpy(np.random.default_rng(0).normal(0, 2, (16, run.config.model.latent_dim)))
    with torch.no_grad():
        expected = torch.sigmoid(model.decode(z.float())).numpy().reshape(16, -1)
    for dtype, tolerance in TOLERANCE.items():
        assert np.abs(decode(script, export_decoder(run, dtype), z) - expected).max() < tolerance


_DECODE_AT = """([manifest, payload, codes, betas]) => {
  const bytes = Uint8Array.from(atob(payload), (c) => c.charCodeAt(0));
  const network = buildNetwork(manifest, bytes.buffer);
  const all = () => codes.map((z) => Array.from(network.decode(z)));
  return [all(), ...betas.map((beta) => { network.setBeta(beta); return all(); })];
}"""


def decode_at(script, network, codes, betas) -> np.ndarray:
    """Pictures as the network comes, then at each of the betas, (1 + B, N, 784)."""
    payload = base64.b64encode(network.payload).decode()
    given = [network.manifest, payload, codes.tolist(), betas]
    return np.array(script.evaluate(_DECODE_AT, given))


def any_beta_runs(conditioned):
    """The tiny one, and those that are shipped."""
    return [conditioned, *(r for r in list_runs(checkpoints_root())[0] if r.config.model.betas)]


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


@pytest.mark.parametrize("beta", [0, -1, 21, "x", None])
def test_a_network_refuses_a_beta_it_was_not_trained_at(script, conditioned, beta):
    with pytest.raises(Exception, match=r"beta must be a number from 0\.01 to 20"):
        decode_at(script, export_conditioned(conditioned), np.zeros((1, 2)), [beta])


def test_gates_need_a_range_of_betas_and_places_in_the_payload(script, conditioned):
    network = export_conditioned(conditioned)
    payload = base64.b64encode(network.payload).decode()
    manifest = json.loads(json.dumps(network.manifest))
    del manifest["betas"]
    with pytest.raises(Exception, match="gates need a range of betas"):
        script.evaluate(_DECODE, [manifest, payload, [[0, 0]]])
    manifest = json.loads(json.dumps(network.manifest))
    manifest["layers"][0]["gate"]["slope"] = 10**9
    with pytest.raises(Exception, match="gate: weights 1000000000"):
        script.evaluate(_DECODE, [manifest, payload, [[0, 0]]])


def test_an_ordinary_network_has_no_beta(script, conditioned):
    network = export_decoder(conditioned)
    payload = base64.b64encode(network.payload).decode()
    source = _DECODE.replace(
        "return codes.map((z) => Array.from(network.decode(z)));", 'return "setBeta" in network;'
    )
    assert script.evaluate(source, [network.manifest, payload, []]) is False


@pytest.mark.parametrize("dataset", ["mnist", "fashion-mnist", "uci-digits"])
def test_every_recogniser_matches_pytorch(script, dataset):
    run = load_run(f"{dataset}/recogniser")
    drawn = load_run(f"{dataset}/vae-2d")
    z = torch.randn(12, 2, generator=torch.Generator().manual_seed(0))
    with torch.no_grad():
        x = drawn.model().decode(z).sigmoid()
        expected = run.model()(x).softmax(1).numpy()
    for dtype in TOLERANCE:
        logits = decode(script, export_recogniser(run, dtype), x.flatten(1))
        shares = np.exp(logits - logits.max(1, keepdims=True))
        shares /= shares.sum(1, keepdims=True)
        assert np.abs(shares - expected).max() < 1e-3


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"format": 2}, "unknown network format 2"),
        ({"dtype": "int8"}, "unknown number type"),
        ({"output_activation": "softmax"}, "unknown output activation"),
        ({"output": [1, 28, 27]}, "not in the output"),
        ({"input": 5}, "expects 2 inputs"),
        ({"layers": []}, "not in the output"),
        ({"layers": [{"type": "attention"}]}, "unknown layer type"),
        ({"layers": [{"type": "toString"}]}, "unknown layer type"),
    ],
)
def test_what_is_not_known_throws(script, change, sentence):
    network, _ = build(DENSE, (2,))
    weights = {f"decoder.{k}": v.detach().numpy() for k, v in network.state_dict().items()}
    exported = export_layers(DENSE, (2,), weights, "decoder", "float32", "x")
    manifest = json.loads(json.dumps(exported.manifest)) | change
    payload = base64.b64encode(exported.payload).decode()
    with pytest.raises(Exception, match=sentence):
        script.evaluate(_DECODE, [manifest, payload, [[0, 0]]])


def test_a_short_payload_throws(script):
    network, _ = build(DENSE, (2,))
    weights = {f"decoder.{k}": v.detach().numpy() for k, v in network.state_dict().items()}
    exported = export_layers(DENSE, (2,), weights, "decoder", "float32", "x")
    payload = base64.b64encode(exported.payload[:-400]).decode()
    with pytest.raises(Exception, match="outside the payload"):
        script.evaluate(_DECODE, [exported.manifest, payload, [[0, 0]]])


def test_half_precision_without_float16array(script):
    """The table for browsers that have no Float16Array, over every finite half."""
    halves = np.arange(65536, dtype=np.uint16)
    finite = np.isfinite(halves.view(np.float16))
    table = np.array(script.evaluate("() => Array.from(halfTable(), (v) => v)"), dtype=object)
    expected = halves.view(np.float16).astype(float)
    assert np.array_equal(table[finite].astype(float), expected[finite])


def test_normal_quantiles(script):
    from statistics import NormalDist

    points = [0.001, 0.02, 0.05, 0.3, 0.5, 0.77, 0.95, 0.99]
    got = script.evaluate("(points) => points.map(normalQuantile)", points)
    assert got == pytest.approx([NormalDist().inv_cdf(p) for p in points], abs=1e-7)


def test_neighbours_match_brute_force(script):
    rng = np.random.default_rng(0)
    codes = np.concatenate([rng.normal(0, 1, (900, 2)), rng.normal(0, 40, (100, 2))])
    codes = codes.astype("<f4")
    queries = rng.normal(0, 10, (40, 2))
    found = script.evaluate(
        """([xy, queries]) => {
          const n = xy.length / 2, labels = new Uint8Array(n);
          const neighbours = new Neighbours({ n, xy: Float32Array.from(xy), labels });
          return queries.map((z) => {
            const found = neighbours.nearest(z, 30);
            return Array.from(found.d2.slice(0, found.count));
          });
        }""",
        [codes.ravel().tolist(), queries.tolist()],
    )
    distances = np.square(queries[:, None] - codes[None].astype(float)).sum(2)
    assert np.allclose(found, np.sort(distances, axis=1)[:, :30])
