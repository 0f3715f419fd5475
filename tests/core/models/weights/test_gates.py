"""Gates: two numbers a unit, and the ordinary weights they fold into."""

import numpy as np
import pytest

from vae_core.errors import ConfigError
from vae_core.models.weights.gates import check_beta, fold_weights, gate

RANGE = (0.01, 20.0)


@pytest.mark.parametrize("beta", [0.01, 1, 20, np.float32(0.01), np.float64(2.5)])
def test_a_beta_in_the_range_comes_back(beta):
    assert check_beta(beta, RANGE) == beta
    assert type(check_beta(beta, RANGE)) is float


@pytest.mark.parametrize(
    "beta", [0, 0.0, -1.0, 0.009, 20.1, float("nan"), float("inf"), "1", None, True, [1.0], 1j]
)
def test_any_other_is_refused_in_a_sentence(beta):
    with pytest.raises(ConfigError) as error:
        check_beta(beta, RANGE)
    assert str(error.value) == f"beta must be a number from 0.01 to 20, not {beta!r}."


def test_a_gate_is_twice_a_sigmoid_of_log_beta():
    slope, shift = np.array([0.0, 1.0, -0.5, 2.0]), np.array([0.0, 0.0, 0.7, -1.0])
    expected = 2 / (1 + np.exp(-(slope * np.log(4.0) + shift)))
    np.testing.assert_allclose(gate(slope, shift, 4.0), expected, rtol=1e-6)
    np.testing.assert_allclose(gate(slope[:1], shift[:1], 17.0), [1.0])


def test_a_gate_far_out_is_shut_or_open_and_nothing_overflows():
    with np.errstate(over="raise"):
        gates = gate(np.array([-500.0, 500.0], np.float16), np.zeros(2, np.float16), 20.0)
    np.testing.assert_array_equal(gates, [0.0, 2.0])


def test_folding_scales_rows_and_touches_nothing_else():
    rng = np.random.default_rng(0)
    weights = {
        "encoder.1.weight": rng.normal(size=(3, 5)).astype(np.float16),
        "encoder.1.bias": rng.normal(size=3).astype(np.float16),
        "encoder.1.slope": np.array([0.5, -1.0, 0.0], np.float16),
        "encoder.1.shift": np.array([0.0, 0.3, 0.0], np.float16),
        "decoder.0.weight": rng.normal(size=(4, 2)).astype(np.float16),
    }
    before = {name: array.copy() for name, array in weights.items()}
    folded = fold_weights(weights, 4.0)
    assert set(folded) == {"encoder.1.weight", "encoder.1.bias", "decoder.0.weight"}
    assert folded["decoder.0.weight"] is weights["decoder.0.weight"]
    x = rng.normal(size=5)
    gates = gate(weights["encoder.1.slope"], weights["encoder.1.shift"], 4.0)
    sums = weights["encoder.1.weight"] @ x + weights["encoder.1.bias"]
    got = folded["encoder.1.weight"] @ x + folded["encoder.1.bias"]
    np.testing.assert_allclose(got, gates * sums, rtol=1e-5)
    assert got[2] == pytest.approx(sums[2])
    for name, array in before.items():
        np.testing.assert_array_equal(weights[name], array)
