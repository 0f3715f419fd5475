"""What the lesson on one image says of its images, measured on the shipped half-trained run."""

from pathlib import Path

import numpy as np
import pytest
import torch

from ui.pages.lessons.figures.one_step import RATE, STEPS, THROWS
from ui.pages.lessons.lesson.loader import lessons
from vae_core.data.datasets import is_downloaded, load_dataset
from vae_core.evaluation.gradient_estimators import descend_on_mu, throws_of_image
from vae_core.models.objectives import terms
from vae_core.runs.load import load_run

ROOT = Path(__file__).parents[2] / "checkpoints"
HALF = load_run("mnist/vae-dense-2-early", ROOT)
SIX, ONE, ZERO = lessons()[0]["one-image"].steps[2].data.state["images"]

pytestmark = pytest.mark.skipif(
    not is_downloaded("mnist"), reason="mnist is not on this machine (set VAE_DATA_DIR)"
)


@pytest.fixture(scope="module")
def x():
    return load_dataset("mnist").test.x()


@pytest.fixture(scope="module")
def standing(x):
    """For each of the three: loss at its own place, and its steps from the place of the 6."""
    model = HALF.model()
    with torch.no_grad():
        mu, logvar = (v[0] for v in model.encode(x[SIX : SIX + 1]))
    found = {}
    for index in (SIX, ONE, ZERO):
        own = throws_of_image(model, x[index], THROWS)
        walk = descend_on_mu(model, x[index], (mu, logvar), STEPS, RATE, THROWS)
        found[index] = float(own.recon.mean()) + own.kl, walk
    return found


def test_the_half_trained_run_is_where_the_film_is_at_its_third_epoch():
    """Same seed and settings; what is left is the order in which other threads added up."""
    film = load_run("mnist/vae-dense-2", ROOT).film
    frame = film.epochs.tolist().index(3.0)
    codes = film.codes[frame]
    gaps = np.abs(codes - HALF.latents.mu[: len(codes)])
    assert np.median(gaps) < 0.03 and np.quantile(gaps, 0.99) < 0.3


def test_the_six_is_settled_and_is_drawn_as_a_six(x, standing):
    model, recogniser = HALF.model(), load_run("mnist/recogniser", ROOT).model()
    sixes = np.flatnonzero(HALF.latents.label == 6)
    with torch.no_grad():
        logits = model.decode(model.encode(x[sixes])[0])
        recon = terms.recon_bce(logits, x[sixes])
        read = recogniser(logits.sigmoid()).softmax(1)
    at = sixes.tolist().index(SIX)
    assert recon[at] <= recon.median() and read[at, 6] > 0.95
    reads = read.argmax(1)
    assert (reads == 6).float().mean() < 0.5
    assert (reads == 8).sum() > (reads != 6).sum() / 2
    lengths = {i: np.linalg.norm(walk.gradient[0]) for i, (_own, walk) in standing.items()}
    assert lengths[SIX] < 0.05 * min(lengths[ONE], lengths[ZERO])


def test_the_one_loses_most_the_zero_half_and_both_are_sent_to_their_own(standing):
    lost = {i: walk.recon[0] + walk.kl[0] - own for i, (own, walk) in standing.items()}
    assert abs(lost[SIX]) < 1
    assert lost[ZERO] == pytest.approx(lost[ONE] / 2, rel=0.1) and lost[ONE] > 100
    for index, label in ((ONE, 1), (ZERO, 0)):
        _own, walk = standing[index]
        way = HALF.latents.mu[HALF.latents.label == label].mean(0) - walk.mu[0]
        down = -walk.gradient[0]
        assert down @ way > 0.7 * np.linalg.norm(down) * np.linalg.norm(way)
        assert (np.diff(walk.recon + walk.kl) < 0).all()
