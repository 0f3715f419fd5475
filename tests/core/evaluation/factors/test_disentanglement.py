"""MIG and DCI of hand-made codes with known answers, and of runs."""

from dataclasses import replace

import numpy as np
import pytest

import vae_core as vc
from vae_core.errors import ConfigError, DataError
from vae_core.evaluation.factors.disentanglement import (
    disentanglement,
    measure_disentanglement,
)

N = 2_000


@pytest.fixture(scope="module")
def factors():
    rng = np.random.default_rng(0)
    made = np.zeros(N, [("kind", np.uint8), ("a", float), ("b", float)])
    made["kind"], made["a"], made["b"] = rng.integers(4, size=N), rng.random(N), rng.random(N)
    return made


def _measured(codes, factors):
    """The figures of codes that are certain."""
    return disentanglement(codes, np.full(codes.shape, 2 * np.log(0.01)), factors)


def _aligned(factors):
    return np.stack([factors["kind"] / 4, factors["a"], factors["b"]], 1)


def test_one_factor_a_dimension_is_nearly_perfect(factors):
    figures = _measured(_aligned(factors), factors)
    assert figures.factors == ["kind", "a", "b"]
    assert figures.mig > 0.9
    assert min(figures.disentanglement, figures.completeness) > 0.95
    assert np.argmax(figures.information, 0).tolist() == [0, 1, 2]
    np.testing.assert_allclose(figures.entropy, [np.log(4), np.log(10), np.log(10)], atol=1e-2)


def test_the_same_codes_turned_inform_as_well_and_are_not_disentangled(factors):
    rotation = np.linalg.qr(np.random.default_rng(3).standard_normal((3, 3)))[0]
    figures = _measured(_aligned(factors) @ rotation, factors)
    assert figures.mig < 0.25
    assert max(figures.disentanglement, figures.completeness) < 0.7
    assert min(figures.informativeness) > 0.5


def test_codes_that_have_nothing_to_do_with_the_factors_score_next_to_nothing(factors):
    codes = np.random.default_rng(4).standard_normal((N, 3))
    figures = disentanglement(codes, np.zeros((N, 3)), factors)
    assert figures.mig == pytest.approx(0.0, abs=0.02)
    assert max(figures.informativeness) < 0.1


def test_a_factor_in_two_dimensions_has_no_gap_and_is_less_complete(factors):
    aligned = _measured(_aligned(factors), factors)
    twice = _measured(np.column_stack([_aligned(factors), factors["b"]]), factors)
    assert twice.gaps[2] == pytest.approx(0.0, abs=0.05)
    assert twice.gaps[:2] == pytest.approx(aligned.gaps[:2], abs=0.05)
    assert twice.completeness < aligned.completeness - 0.1
    assert twice.disentanglement > 0.95


def test_the_same_seed_measures_the_same(factors):
    codes = _aligned(factors)
    assert _measured(codes, factors) == _measured(codes, factors)


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda mu, f: (mu[:5], mu[:5], f[:5]), "at least 100 images, not 5"),
        (lambda mu, f: (mu, mu[:, :1], f), "mu and logvar must be"),
        (lambda mu, f: (mu, mu, f["a"]), "structured array"),
        (lambda mu, f: (mu * np.nan, mu, f), "without NaN"),
        (lambda mu, f: (mu, mu, np.repeat(f[:1], N)), "'kind' is the same in all images"),
    ],
)
def test_what_cannot_be_measured_is_refused_in_a_sentence(factors, spoil, sentence):
    with pytest.raises(ConfigError, match=sentence):
        disentanglement(*spoil(_aligned(factors), factors))


def test_a_dataset_without_known_factors_says_so(trained):
    with pytest.raises(DataError, match="Nothing is known of how the images"):
        measure_disentanglement(trained)


def test_an_autoencoder_has_no_posterior_to_measure(trained):
    ae = replace(trained.config, model=replace(trained.config.model, kind="ae"))
    with pytest.raises(ConfigError, match="is no VAE"):
        measure_disentanglement(replace(trained, config=ae))


@pytest.mark.slow
def test_a_shipped_run_is_measured_from_its_codes():
    run = vc.load_run("shapes/vae-10d")
    figures = measure_disentanglement(run)
    assert figures.n == 10_000
    assert np.shape(figures.information) == np.shape(figures.importance) == (10, 6)
    # Its dimension that the prior took over knows of nothing.
    unused = int(np.argmin(run.metrics["evaluation"]["kl_per_dim"]))
    assert max(figures.information[unused]) < 0.01
