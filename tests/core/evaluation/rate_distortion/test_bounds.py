"""What the data alone decide: the floor of the cross-entropy, and what a collapsed model costs."""

import numpy as np
import pytest
import torch

from vae_core.evaluation.rate_distortion.bounds import distortion_bounds
from vae_core.models.objectives.terms import recon_bce

# The project's own note of known bounds, to two decimals.
KNOWN = {"mnist": (45.53, 205.80), "fashion-mnist": (189.86, 385.02)}


def test_the_known_bounds_come_out(published):
    bounds = distortion_bounds(published)
    assert (bounds.floor, bounds.collapsed) == pytest.approx(KNOWN[published.name], abs=0.01)
    assert list(bounds.to_dict()) == ["floor", "collapsed"]


def test_they_are_what_the_objective_says_of_the_best_and_of_the_blind_decoder(digits):
    """Every pixel given just its grey, and every image the mean training image."""
    bounds, x = distortion_bounds(digits), digits.test.x()
    exact = recon_bce(torch.logit(x.double(), eps=1e-12), x.double()).mean()
    assert bounds.floor == pytest.approx(exact.item(), abs=1e-6)
    mean = digits.train.x().double().mean(0, keepdim=True)
    blind = recon_bce(torch.logit(mean, eps=1e-6).expand(len(x), -1, -1, -1), x.double()).mean()
    assert bounds.collapsed == pytest.approx(blind.item(), rel=1e-6)
    assert np.isfinite(bounds.collapsed) and bounds.floor < bounds.collapsed
