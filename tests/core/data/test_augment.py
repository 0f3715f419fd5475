"""Random deformations: repeatable, one for each image, and still pictures."""

import torch

from vae_core.data.augment import deform

SEED = 3


def _deform(x, strength, seed=SEED):
    return deform(x, strength, torch.Generator().manual_seed(seed))


def test_strength_zero_changes_nothing(digits):
    x = digits.test.x()[:20]
    torch.testing.assert_close(_deform(x, 0.0), x, atol=1e-4, rtol=0)


def test_deformed_images_are_images_that_repeat_with_their_seed(digits):
    x = digits.test.x()[:20]
    moved = _deform(x, 1.0)
    assert moved.shape == x.shape
    assert 0.0 <= moved.min() <= moved.max() <= 1.0
    assert torch.equal(moved, _deform(x, 1.0))
    assert not torch.equal(moved, _deform(x, 1.0, SEED + 1))


def test_every_image_is_deformed_on_its_own(digits):
    moved = _deform(digits.test.x()[:1].repeat(4, 1, 1, 1), 1.0)
    distances = torch.cdist(moved.flatten(1), moved.flatten(1))
    assert (distances + torch.eye(4) > 0.5).all()


def test_the_picture_stays_recognisable(digits):
    x = digits.test.x()[:200]
    moved = _deform(x, 1.0)
    assert (moved.mean() - x.mean()).abs() < 0.1 * x.mean()
    nearest = torch.cdist(moved.flatten(1), x.flatten(1)).argmin(1)
    assert (nearest == torch.arange(200)).float().mean() > 0.7
