"""Files with bytes changed, lost, doubled and swapped: a picture or a sentence, in bounded memory.

VAE_FUZZ=10000 tries that many instead of a thousand.
"""

import os
import random
import warnings

import numpy as np
import pytest

from tests.support.data.pictures import mutated, originals
from tests.support.processes import peak_memory
from vae_core.errors import ImageError
from vae_core.images.prepare import prepare_image
from vae_core.images.reading.memory import MAX_MEMORY

N = int(os.environ.get("VAE_FUZZ", "1000"))
DATASETS = ("mnist", "uci-digits", "fashion-mnist")


@pytest.fixture(scope="module")
def outcomes():
    """{"picture": how many, sentence: how many}."""
    files, rng, counts = originals(), random.Random(4), {}
    for file in files:
        prepare_image(file)  # All of them are sound, and what they need is loaded.
    before = peak_memory.reset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, about damaged tags.
        for n in range(N):
            content = mutated(rng.choice(files), files, rng)
            try:
                x = prepare_image(content, DATASETS[n % 3]).x
            except ImageError as error:
                outcome = str(error)
            else:
                outcome = "picture"
                assert x.shape == (1, 28, 28)
                assert np.isfinite(x).all()
                assert x.min() >= 0.0
                assert x.max() <= 1.0
            counts[outcome] = counts.get(outcome, 0) + 1
    return counts, peak_memory.peak() - before


def test_a_picture_or_a_sentence(outcomes):
    counts, _ = outcomes
    assert sum(counts.values()) == N
    assert counts["picture"] > N / 20
    assert any("damaged" in outcome for outcome in counts)
    assert any("not a picture" in outcome for outcome in counts)
    assert all(outcome == "picture" or outcome.endswith(".") for outcome in counts)


def test_memory_stays_bounded(outcomes):
    assert outcomes[1] < MAX_MEMORY
