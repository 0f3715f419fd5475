"""Which weights a training keeps: of which epoch, and whether their average."""

from types import SimpleNamespace

import pytest
import torch

from tests.support.runs.fits import same_weights, with_training
from vae_core.data.datasets import Split
from vae_core.training.fit import fit
from vae_core.training.loop.step import objective
from vae_core.training.loop.step.losses import mean_losses

NAN = float("nan")


def test_the_best_epoch_for_every_beta_is_kept(any_beta, few, monkeypatch):
    """Judged at three betas over the range, not at 1: the second epoch is best there."""
    asked = []

    def measured(model, x, training, seed, beta=None, labels=None):
        asked.append(beta)
        epoch = (len(asked) - 1) // 4 + 1
        return (epoch if beta is None else abs(epoch - 2)), 0.0

    for place in ("objective", "losses"):
        monkeypatch.setattr(f"vae_core.training.loop.step.{place}.mean_losses", measured)
    assert fit(with_training(any_beta, epochs=3), few, "cpu").best_epoch == 2
    assert asked[:1] == [None]
    assert asked[1:4] == pytest.approx([0.01 * 2000 ** (k / 6) for k in (1, 3, 5)])


def test_the_best_epoch_on_validation_is_kept(tiny_ae, few, monkeypatch):
    """With validation losses 3, 1, 2 the weights of the second epoch are returned."""
    scores, states = iter([3.0, 1.0, 2.0]), []

    def measured(model, x, *_):
        states.append({k: v.clone() for k, v in model.state_dict().items()})
        return next(scores), 0.0

    monkeypatch.setattr(objective, "mean_losses", measured)
    result = fit(with_training(tiny_ae, epochs=3), few, "cpu")
    assert result.best_epoch == 2
    kept = result.model.state_dict()
    assert all(torch.equal(kept[k], v) for k, v in states[1].items())
    assert not all(torch.equal(kept[k], v) for k, v in states[2].items())


def test_the_best_is_chosen_at_the_trained_beta(tiny, few, monkeypatch):
    scores = iter([(100.0, 5.0), (90.0, 10.0)])  # 110 and 110 at beta 2; 105 and 100 at 1
    monkeypatch.setattr(objective, "mean_losses", lambda *_: next(scores))
    assert fit(with_training(tiny, epochs=2, beta=2.0), few, "cpu").best_epoch == 1


def test_the_average_is_kept_where_it_does_better(tiny, few):
    """Steps in which little is learned beside much noise, as at the end of most trainings."""
    config = with_training(tiny, epochs=40, batch_size=4, lr=2e-2)
    last, averaged = fit(config, few, "cpu"), fit(with_training(config, ema=0.99), few, "cpu")
    assert [r.loss for r in last.history] == [r.loss for r in averaged.history]
    assert (last.kept, averaged.kept) == ("weights", "average")
    assert {r.kept for r in last.history} == {"weights"}
    best = [min(r.val_loss for r in result.history) for result in (last, averaged)]
    assert best[1] < best[0] - 0.3


def test_the_weights_are_kept_where_their_average_is_behind(tiny, few):
    """Steps that learn much: an average is of weights that knew less."""
    config = with_training(tiny, epochs=3, batch_size=1, lr=1e-4)
    last, averaged = fit(config, few, "cpu"), fit(with_training(config, ema=0.99), few, "cpu")
    assert averaged.kept == "weights"
    assert same_weights(last, averaged)


@pytest.mark.parametrize("keep", ["best", "last"])
def test_no_test_image_chooses_between_weights_and_average(tiny, digits, keep):
    """The same training with other test images keeps the same weights."""
    config = with_training(tiny, epochs=3, lr=2e-2, ema=0.99, keep=keep)
    negative = Split(255 - digits.test.images, digits.test.labels)
    others = SimpleNamespace(train=digits.train, val=digits.val, test=negative)
    one, other = fit(config, digits, "cpu"), fit(config, others, "cpu")
    assert same_weights(one, other)
    assert [r.kept for r in one.history] == [r.kept for r in other.history]


def test_keeping_the_last_epoch_trains_on_every_published_image(tiny_ae, digits):
    """One whole batch: its mean is over training and validation images together."""
    still = with_training(tiny_ae, epochs=1, lr=1e-12, batch_size=5_000, keep="last")
    result = fit(still, digits, "cpu")
    both = torch.cat([digits.train.x(), digits.val.x()])
    (record,) = result.history
    assert record.recon == pytest.approx(
        mean_losses(result.model, both, still.training, 0)[0], rel=1e-5
    )
    assert record.val_recon == pytest.approx(
        mean_losses(result.model, digits.test.x(), still.training, 0)[0], rel=1e-5
    )


def test_the_last_epoch_is_kept_however_it_does(tiny, few, monkeypatch):
    def kept(keep):
        scores = iter([(100.0, 5.0), (80.0, 5.0), (90.0, 5.0)])
        monkeypatch.setattr(objective, "mean_losses", lambda *_: next(scores))
        return fit(with_training(tiny, epochs=3, keep=keep), few, "cpu").best_epoch

    assert (kept("best"), kept("last")) == (2, 3)
