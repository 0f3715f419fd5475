"""The shipped recognisers: small, whole, and as good as they say."""

import numpy as np
import pytest

from tests.support.runs.shipped import MB, RECOGNISERS, shipped_data
from vae_core.training.train_recogniser import TRAININGS, measure, recogniser_config

# The bars, and one of our own for UCI digits: share of the test images.
ACCURACY_BARS = {"mnist": 0.99, "fashion-mnist": 0.91, "uci-digits": 0.98}


def test_every_dataset_that_can_has_its_recogniser():
    assert sorted(RECOGNISERS) == sorted(ACCURACY_BARS) == sorted(TRAININGS)


def test_every_recogniser_is_small_whole_and_made_as_described(subtests):
    for recogniser in RECOGNISERS.values():
        with subtests.test(recogniser.id):
            sizes = {path.name: path.stat().st_size for path in recogniser.folder.iterdir()}
            assert sizes["weights.safetensors"] < MB
            assert sum(sizes.values()) < 2 * MB
            assert all(weight.dtype == np.float16 for weight in recogniser.weights.values())
            assert recogniser.config == recogniser_config(recogniser.dataset)


@pytest.mark.slow
@pytest.mark.parametrize("dataset", TRAININGS)
def test_a_recogniser_reaches_its_bar(dataset):
    data, recogniser = shipped_data(dataset), RECOGNISERS[dataset]
    assert data.sha256 == recogniser.metrics["data_sha256"]
    _, accuracy = measure(recogniser.model(), data.test)
    kept = recogniser.metrics["evaluation"]["accuracy"]
    assert accuracy == pytest.approx(kept, abs=1 / len(data.test))
    assert accuracy >= ACCURACY_BARS[dataset]
