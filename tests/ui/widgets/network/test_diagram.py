"""The drawing of a network: its counts are the model's, its shapes the layers' own."""

import re
from dataclasses import replace

import numpy as np
import pytest

from tests.support.runs.kinds import NORMALISED
from ui.widgets.network.diagram import network_svg
from ui.widgets.network.stages import network_line, stages
from ui.widgets.network.table import network_table
from vae_core.models.layers import Affine, Reshape, shapes
from vae_core.models.networks.autoencoders import build_model, parameter_count
from vae_core.models.own.modules import OwnModules
from vae_core.models.presets import PRESETS
from vae_core.models.published import SYSTEMS
from vae_core.models.weights.tensors import UNKEPT


def weights_of(model_config) -> tuple[dict[str, np.ndarray], int]:
    model = build_model(model_config)
    state = {n: w.numpy() for n, w in model.state_dict().items() if not n.endswith(UNKEPT)}
    return state, parameter_count(model)


def counts(svg: str) -> list[int]:
    found = re.findall(r'class="lse-count"[^>]*>([\d,]+)<', svg)
    return [int(text.replace(",", "")) for text in found]


@pytest.mark.parametrize("name", PRESETS)
def test_the_counts_in_the_drawing_sum_to_the_model(name):
    model = PRESETS[name].model
    weights, total = weights_of(model)
    svg = network_svg(model, weights)
    assert sum(counts(svg)) == total
    brackets = re.findall(r"</tspan> · ([\d,]+) parameters", svg)
    assert sum(int(text.replace(",", "")) for text in brackets) == total


@pytest.mark.parametrize(("name", "total"), [("ae-dense-20", 473_636), ("vae-dense-10", 205_604)])
def test_the_published_counts(name, total):
    model = SYSTEMS[name].model
    assert sum(counts(network_svg(model, weights_of(model)[0]))) == total


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_layer_is_there_with_its_shape_and_the_code_between(name):
    model = SYSTEMS[name].model
    columns = stages(model, None)
    parts = [stage.part for stage in columns]
    code = parts.index("code")
    assert parts.count("code") == 1 and columns[code].shape == (model.latent_dim,)
    encoded = [s.shape for s in columns[1:code] if not s.heads]
    assert encoded == shapes(model.encoder, model.image_shape)
    decoded = [s.shape for s in columns[code + 1 : -1]]
    expected = [
        shape
        for layer, shape in zip(
            model.decoder, shapes(model.decoder, (model.latent_dim,)), strict=True
        )
        if not (isinstance(layer, Reshape) and shape == model.image_shape)
    ]
    assert decoded == expected
    assert columns[0].shape == columns[-1].shape == model.image_shape
    assert any(s.heads for s in columns) == (model.kind == "vae")


def test_normalised_layers_and_blocks_are_there_with_what_is_trained_in_them():
    weights, total = weights_of(NORMALISED)
    svg = network_svg(NORMALISED, weights)
    assert sum(counts(svg)) == total
    named = {stage.name: stage.detail for stage in stages(NORMALISED, None)}
    assert {"Batch norm", "Activation", "Dropout", "Residual"} <= named.keys()
    assert named["Residual"] == "x + Layer norm → Dense → Dense"
    assert network_line(NORMALISED) == "784–4@7×7–4@7×7–12–2"


def test_a_module_of_ones_own_is_one_column():
    own = OwnModules("mine", encoder="Net()", unknown_encoder="Net()")
    model = replace(NORMALISED, encoder=(), own=own)
    weights = {"encoder.a.b.weight": np.zeros((3, 5)), "encoder.count": np.zeros(())}
    decoder = {n: w for n, w in weights_of(NORMALISED)[0].items() if n.startswith("decoder")}
    columns = stages(model, weights | decoder)
    assert [(s.name, s.parameters) for s in columns[:3]] == [
        ("Image", None), ("Own module", 16), ("z", None),
    ]  # fmt: skip
    assert network_line(model) == "784–own module–2"


def test_without_weights_nothing_is_counted():
    svg = network_svg(SYSTEMS["cvae-2"].model)
    assert not counts(svg) and "parameters" not in svg


def test_the_pixels_are_called_what_the_encoder_gets():
    model = SYSTEMS["cvae-2"].model
    assert ">grey levels<" in network_svg(model)
    assert ">0 or 1<" in network_svg(model, pixels="0 or 1")


def test_weights_of_another_model_are_refused():
    weights, _ = weights_of(SYSTEMS["vae-dense-10"].model)
    with pytest.raises(ValueError, match="modules with weights"):
        network_svg(SYSTEMS["ae-dense-20"].model, weights)


def test_the_heads_are_named_as_they_are_read():
    assert "log σ²" in network_svg(SYSTEMS["vae-dense-10"].model)
    assert ">log σ<" in network_svg(SYSTEMS["vae-mse-10"].model)


def test_the_drawing_is_said_in_words():
    svg = network_svg(SYSTEMS["ae-conv"].model)
    label = re.search(r'role="img" aria-label="([^"]+)"', svg)[1]
    assert "Conv 3×3 /3 ReLU: 16 × 10 × 10" in label
    assert label.count(";") == len(stages(SYSTEMS["ae-conv"].model, None)) - 1


def test_the_table_has_a_row_for_each_column_of_the_drawing():
    model = SYSTEMS["vae-dense-20"].model
    weights, _total = weights_of(model)
    rows = network_table(model, weights, "0 or 1").split("<tr")[2:]
    columns = stages(model, weights, "0 or 1")
    assert len(rows) == len(columns)
    for row, stage in zip(rows, columns, strict=True):
        assert stage.name in row and " × ".join(map(str, stage.shape)) in row
        assert stage.parameters is None or f"{stage.parameters:,}" in row


def test_a_rescaling_is_written_out():
    details = [s.detail for s in stages(SYSTEMS["ae-dense-3"].model, None) if s.name == "Rescale"]
    assert details == ["2x − 1", "2x"]
    assert sum(isinstance(layer, Affine) for layer in SYSTEMS["ae-dense-3"].model.encoder) == 1


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("ae-dense-20", "784–256–128–20"),
        ("vae-dense-10", "784–128–10"),
        ("cvae-2", "784–32@13×13–64@6×6–2"),
        ("ae-conv", "784–16@10×10–16@5×5–8@3×3–8@2×2"),
    ],
)
def test_the_encoder_in_one_line(name, line):
    assert network_line(SYSTEMS[name].model) == line
