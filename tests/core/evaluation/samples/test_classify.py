"""Pictures as a recogniser reads them."""

import numpy as np
import torch

from vae_core.evaluation.samples.classify import classify, decode_mean, recognised_share


def test_a_reading_is_what_the_recogniser_says(recogniser):
    model = recogniser.model()
    pictures = np.random.default_rng(0).random((5, 1, 28, 28), dtype=np.float32)
    reading = classify(model, pictures)
    with torch.no_grad():
        logits = model(torch.from_numpy(pictures))
    np.testing.assert_allclose(reading.probabilities, logits.double().softmax(1), atol=1e-6)
    np.testing.assert_allclose(reading.probabilities.sum(1), 1.0)
    assert reading.features.shape == (5, model.latent_dim)


def test_reading_leaves_the_recogniser_as_it_is(recogniser):
    model = recogniser.model()
    strides = [weights.stride() for weights in model.parameters()]
    reading = classify(model, np.zeros((1, 1, 28, 28), np.float32))
    assert [weights.stride() for weights in model.parameters()] == strides
    assert reading.features.shape == (1, model.latent_dim)


def test_drawing_gives_the_mean_of_each_pixel(trained):
    model = trained.model()
    z = np.random.default_rng(0).standard_normal((1_003, model.latent_dim)).astype(np.float32)
    pictures = decode_mean(model, z)
    with torch.no_grad():
        last = model.decode(torch.from_numpy(z[-1:])).sigmoid()
    assert pictures.shape == (1_003, 1, 28, 28)
    np.testing.assert_allclose(pictures[-1:], last, atol=1e-6)


def test_only_the_certain_count_as_recognised():
    p = np.array([[0.9, 0.1], [0.2, 0.8], [0.05, 0.95], [0.5, 0.5]])
    assert recognised_share(p) == 0.5
    assert recognised_share(p, certainty=0.8) == 0.75
