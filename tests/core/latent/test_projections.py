"""Images on planes that no network made."""

import numpy as np
import pytest

from vae_core.latent import projections


@pytest.fixture(scope="module")
def groups():
    """(x, labels): three groups of 20 images of 30 pixels each, far apart."""
    rng = np.random.default_rng(0)
    labels = np.repeat([0, 4, 7], 20)
    x = np.zeros((60, 30), np.float32)
    for i, label in enumerate(labels):
        x[i, 3 * label : 3 * label + 9] = 1
    return x + rng.normal(0, 0.02, x.shape).astype(np.float32), labels


def test_pca_is_what_the_singular_vectors_say(groups):
    x, _labels = groups
    centred = x - x.mean(0)
    expected = centred @ np.linalg.svd(centred, full_matrices=False)[2][:2].T
    np.testing.assert_allclose(np.abs(projections.pca_plane(x)), np.abs(expected), atol=1e-4)


def test_tsne_keeps_groups_together_and_is_the_same_again(groups):
    x, labels = groups
    xy = projections.tsne_plane(x)
    assert xy.shape == (60, 2)
    assert xy.dtype == np.float32
    np.testing.assert_array_equal(xy, projections.tsne_plane(x))
    result = projections.measured(xy, x, labels)
    assert result.knn_accuracy == 1.0
    assert result.trustworthiness > 0.9


def test_what_is_measured_falls_where_the_plane_forgets(groups):
    x, labels = groups
    shuffled = np.random.default_rng(1).normal(size=(60, 2)).astype(np.float32)
    result = projections.measured(shuffled, x, labels)
    assert result.knn_accuracy < 0.7
    assert result.trustworthiness < 0.7
    assert projections.measured(shuffled, x, None).knn_accuracy is None


def test_few_images_ask_fewer_neighbours(groups):
    """Five of a class among 30: were 20 asked, the largest class would win everywhere."""
    x, _labels = groups
    labels = np.repeat([0, 1, 2], [20, 5, 5])
    xy = np.stack([10.0 * labels, np.arange(30) / 30], axis=1).astype(np.float32)
    assert projections.votes(labels) == 2
    assert projections.votes(np.repeat([0, 1], 1_000)) == 20
    assert projections.measured(xy, x[:30], labels).knn_accuracy == 1.0
    assert (projections.trusted(11), projections.trusted(2_000)) == (5, 12)


def test_the_nearest_images_are_of_the_own_group_without_oneself(groups):
    x, labels = groups
    nearest = projections.nearest_images(x)
    assert nearest.shape == (60, projections.NEIGHBOURS)
    assert (labels[nearest] == labels[:, None]).all()
    assert (nearest != np.arange(60)[:, None]).all()
    distance = np.linalg.norm(x[nearest] - x[:, None], axis=2)
    assert (np.diff(distance, axis=1) >= 0).all()


@pytest.mark.parametrize("dim", [1, 2, 5])
def test_codes_of_any_dimension_lie_on_a_plane(dim):
    z = np.random.default_rng(2).normal(size=(20, dim)).astype(np.float32)
    xy = projections.plane_of_codes(z)
    assert xy.shape == (20, 2)
    if dim == 2:
        np.testing.assert_array_equal(xy, z)
    elif dim == 1:
        np.testing.assert_array_equal(xy, np.hstack([z, np.zeros_like(z)]))
    else:
        np.testing.assert_array_equal(xy, projections.pca_plane(z))


def test_few_images_are_enough_and_many_are_sampled():
    x = np.random.default_rng(3).random((5, 12), dtype=np.float32)
    assert projections.tsne_plane(x).shape == (5, 2)
    assert projections.nearest_images(x).shape == (5, 4)
    assert projections.sample(5).tolist() == [0, 1, 2, 3, 4]
    chosen = projections.sample(10_000)
    assert len(np.unique(chosen)) == len(chosen) == projections.N_IMAGES
    assert (np.diff(chosen) > 0).all()
