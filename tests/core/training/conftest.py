"""Fixtures of the tests of training."""

from types import SimpleNamespace

import pytest

from vae_core.data.datasets import Split


@pytest.fixture(scope="module")
def few(digits):
    """32 images, each split the same."""
    some = Split(digits.train.images[:32], digits.train.labels[:32])
    return SimpleNamespace(train=some, val=some, test=some)
