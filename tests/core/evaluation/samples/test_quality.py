"""Frechet distance, inception score, and what they say of a run."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from vae_core.errors import ConfigError
from vae_core.evaluation.samples.quality import (
    frechet_distance,
    inception_score,
    measure_anchors,
    sample_quality,
)
from vae_core.training.train import train


def rows_with(rng, mean, covariance, n=200):
    """n rows whose mean and covariance are exactly these."""
    covariance = np.asarray(covariance, dtype=float)
    rows = rng.standard_normal((n, len(covariance)))
    rows -= rows.mean(0)
    own = np.linalg.cholesky(np.linalg.inv(np.cov(rows, rowvar=False)))
    values, vectors = np.linalg.eigh(covariance)
    return np.asarray(mean) + rows @ own @ (vectors * np.sqrt(values)).T


def test_the_frechet_distance_of_a_shift_is_its_squared_length(rng):
    covariance = [[2.0, 0.5], [0.5, 1.0]]
    a, b = rows_with(rng, [0, 0], covariance), rows_with(rng, [3, -4], covariance)
    assert frechet_distance(a, b) == pytest.approx(25.0)


def test_the_frechet_distance_of_commuting_covariances(rng):
    """tr((C_a^(1/2) - C_b^(1/2))^2) = (3 - 1)^2 + (1 - 2)^2."""
    a, b = rows_with(rng, [0, 0], np.diag([9.0, 1.0])), rows_with(rng, [0, 0], np.diag([1.0, 4.0]))
    assert frechet_distance(a, b) == pytest.approx(5.0)


def test_the_frechet_distance_of_covariances_that_do_not_commute(rng):
    """In two dimensions tr((C_a C_b)^(1/2))^2 = tr(C_a C_b) + 2 sqrt(det(C_a C_b))."""
    cov_a, cov_b = np.array([[4.0, 1.0], [1.0, 1.0]]), np.array([[1.0, -0.5], [-0.5, 3.0]])
    product = cov_a @ cov_b
    overlap = np.sqrt(np.trace(product) + 2 * np.sqrt(np.linalg.det(product)))
    expected = np.trace(cov_a) + np.trace(cov_b) - 2 * overlap
    a, b = rows_with(rng, [1, 1], cov_a), rows_with(rng, [1, 1], cov_b, n=300)
    assert frechet_distance(a, b) == pytest.approx(expected)
    assert frechet_distance(b, a) == pytest.approx(expected)


def test_the_frechet_distance_of_a_set_to_itself_is_0_even_where_features_are_dead(rng):
    rows = np.concatenate([rows_with(rng, [0, 5], np.eye(2)), np.zeros((200, 3))], axis=1)
    assert frechet_distance(rows, rows) == pytest.approx(0.0, abs=1e-9)
    assert frechet_distance(rows, rows[::-1]) >= 0.0


@pytest.mark.parametrize("shape", [(10, 3), (10,), (1, 2)])
def test_features_that_cannot_be_compared_are_refused(shape):
    with pytest.raises(ConfigError):
        frechet_distance(np.zeros((10, 2)), np.zeros(shape))


def test_the_inception_score_of_sure_and_balanced_samples_is_the_number_of_classes():
    assert inception_score(np.tile(np.eye(10), (7, 1))) == pytest.approx(10.0)


@pytest.mark.parametrize("row", [np.full(10, 0.1), np.eye(10)[3]], ids=["unsure", "one class"])
def test_the_inception_score_of_the_unsure_and_of_a_single_class_is_1(row):
    assert inception_score(np.tile(row, (20, 1))) == pytest.approx(1.0)


def test_a_vae_is_scored_at_its_prior_only(trained, recogniser):
    quality = sample_quality(trained, recogniser, n=300)
    assert quality.fitted is None
    assert quality.prior.frechet > 0.0
    assert 1.0 <= quality.prior.inception <= 10.0
    assert 0.0 <= quality.prior.recall <= 1.0
    assert 0.0 <= quality.prior.precision <= 1.0
    assert quality.to_dict()["prior"]["frechet"] == quality.prior.frechet
    assert quality == sample_quality(trained, recogniser, n=300)
    assert quality.prior != sample_quality(trained, recogniser, n=300, seed=1).prior


@pytest.mark.parametrize("dim", [1, 12])
def test_an_ae_is_scored_at_its_own_codes_too(tiny_ae, recogniser, tmp_path, dim):
    config = replace(tiny_ae, model=replace(tiny_ae.model, latent_dim=dim))
    ae = train(config, root=tmp_path, film="none", iwae_samples=0)
    quality = sample_quality(ae, recogniser, n=300)
    assert quality.fitted.frechet != quality.prior.frechet
    assert 1.0 <= quality.fitted.inception <= 10.0


def test_only_a_recogniser_of_the_same_dataset_can_judge(trained, recogniser):
    with pytest.raises(ConfigError, match=r"uci-digits/tiny is no recogniser for uci-digits/tiny"):
        sample_quality(trained, trained)
    with pytest.raises(ConfigError, match=r"uci-digits/recogniser is no recogniser for mnist/"):
        sample_quality(replace(trained, dataset="mnist"), recogniser)
    with pytest.raises(ConfigError, match="has no samples"):
        sample_quality(recogniser, recogniser)
    with pytest.raises(ConfigError, match="at least 4"):
        sample_quality(trained, recogniser, n=3)


def test_training_images_come_nearer_to_the_test_set_than_noise(recogniser, digits):
    anchors = measure_anchors(recogniser.model(), digits, recogniser.latents.mu, n=400)
    assert (anchors.n_train, anchors.n_noise) == (400, 400)
    assert anchors.train.frechet < anchors.noise.frechet
    assert anchors.train.inception > anchors.noise.inception
    assert anchors.train.precision > anchors.noise.precision
    assert anchors.train.recall > anchors.noise.recall
    assert anchors.train.edges < anchors.noise.edges


def test_keeping_features_in_half_precision_moves_them_by_next_to_nothing(recogniser, digits):
    with torch.no_grad():
        features = recogniser.model().encode(digits.test.x()).numpy()
    scale = np.trace(np.cov(features, rowvar=False))
    assert frechet_distance(features, recogniser.latents.mu) < 1e-4 * scale
