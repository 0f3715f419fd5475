"""The loop: it learns, repeats bit for bit, counts every image once and stops at NaN."""

from dataclasses import replace

import pytest
import torch

from tests.support.runs.fits import same_weights, with_training
from vae_core.models.layers import Dense
from vae_core.models.networks.conditional import ConditionalVAE
from vae_core.training.fit import fit
from vae_core.training.loop.result import DivergedError
from vae_core.training.loop.step import losses, objective
from vae_core.training.loop.step.losses import mean_losses

NAN = float("nan")


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["ae", "vae"])
def test_32_images_can_be_overfitted(tiny, few, kind):
    wide = (Dense(128), Dense(128))
    model = replace(
        tiny.model, kind=kind, encoder=wide, decoder=(*wide, *tiny.model.decoder[1:]), latent_dim=16
    )
    config = with_training(replace(tiny, model=model), epochs=400, batch_size=32, lr=5e-3, beta=0.0)
    result = fit(config, few, "cpu")
    x = few.train.x()
    floor = torch.distributions.Bernoulli(x).entropy().sum((1, 2, 3)).mean().item()
    with torch.no_grad():
        mu, _ = result.model.codes(x)
        pictures = result.model.decode(mu).sigmoid()
    assert result.history[0].recon > floor + 200
    assert result.history[-1].val_recon < floor + 8
    assert (pictures - x).square().mean() < 0.003


def test_a_vae_pays_for_its_codes(tiny, few):
    free, dear = (
        fit(with_training(tiny, epochs=60, lr=1e-2, beta=b), few, "cpu") for b in (0.01, 30.0)
    )
    assert free.history[-1].val_kl > 2.0 > 0.5 > dear.history[-1].val_kl


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"binarize": "input", "augment": 1.0, "ema": 0.9, "lr_schedule": "one-cycle"},
        {"binarize": "both", "estimator": "monte-carlo", "beta_schedule": "cyclical"},
        {"likelihood": "mse", "weight_decay": 0.1},
    ],
    ids=["plain", "regularised", "monte-carlo", "mse"],
)
def test_a_seeded_fit_repeats_bit_for_bit(tiny, few, changes):
    config = with_training(tiny, batch_size=10, **changes)
    first = fit(config, few, "cpu")
    torch.manual_seed(99)  # What else goes on in the process has no say.
    second = fit(config, few, "cpu")
    assert same_weights(first, second)
    assert [r.val_loss for r in first.history] == [r.val_loss for r in second.history]
    assert not same_weights(first, fit(with_training(config, seed=1), few, "cpu"))


@pytest.mark.parametrize("changes", [{}, {"augment": 1.0, "binarize": "input", "ema": 0.9}])
def test_a_fit_for_every_beta_repeats_bit_for_bit(any_beta, few, changes):
    config = with_training(any_beta, batch_size=10, **changes)
    first, second = fit(config, few, "cpu"), fit(config, few, "cpu")
    assert same_weights(first, second)
    assert not same_weights(first, fit(with_training(config, seed=1), few, "cpu"))


@pytest.mark.slow
def test_one_fit_learns_what_each_beta_asks_for(any_beta, few):
    """Where the KL counts for little a code may cost much, and the other way round."""
    config = with_training(any_beta, epochs=300, batch_size=32, lr=1e-2)
    result = fit(config, few, "cpu")
    betas = (0.02, 1.0, 15.0)
    recon, kl = zip(
        *(mean_losses(result.model, few.val.x(), config.training, 0, beta) for beta in betas),
        strict=True,
    )
    assert kl[0] > kl[1] + 0.5 > kl[2] + 1.0
    assert recon[0] < recon[1] < recon[2]
    at_one = mean_losses(result.model, few.val.x(), config.training, 0)
    assert at_one == pytest.approx((recon[1], kl[1]), rel=1e-5)
    assert result.history[result.best_epoch - 1].val_loss == pytest.approx(sum(at_one), rel=1e-4)
    assert result.history[-1].beta == 1.0


def test_betas_are_drawn_log_uniformly_one_an_image(any_beta, few, monkeypatch):
    drawn, losses_as_they_are = [], losses.losses

    def watched(*args):
        if isinstance(args[-1], torch.Tensor):
            drawn.append(args[-1])
        return losses_as_they_are(*args)

    monkeypatch.setattr(losses, "losses", watched)
    fit(with_training(any_beta, epochs=100, batch_size=10), few, "cpu")
    assert [len(betas) for betas in drawn[:4]] == [10, 10, 10, 2]
    betas = torch.cat(drawn)
    assert 0.0099 < betas.min() < 0.011
    assert 18.0 < betas.max() < 20.01
    share = (betas < (0.01 * 20.0) ** 0.5).double().mean().item()
    assert share == pytest.approx(0.5, abs=0.03)


def test_a_fit_leaves_the_global_random_state_alone(tiny, few):
    before = torch.random.get_rng_state()
    fit(tiny, few, "cpu")
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize("likelihood", ["bce", "mse"])
def test_a_ragged_last_batch_gives_the_same_epoch_means(tiny_ae, digits, likelihood):
    """1,097 images in batches of 64 (the last has 9) or in one: a mean of batch means would show.

    At such a learning rate the weights stand still, and an AE draws no samples.
    """
    still = with_training(tiny_ae, epochs=1, lr=1e-12, likelihood=likelihood)
    ragged, whole = (
        fit(with_training(still, batch_size=size), digits, "cpu").history[0] for size in (64, 1_097)
    )
    assert ragged.recon == pytest.approx(whole.recon, rel=1e-5)
    assert ragged.loss == ragged.recon
    assert ragged.kl == 0.0


def test_progress_counts_every_step_and_records_every_epoch(tiny, few):
    seen = []
    result = fit(with_training(tiny, epochs=3, batch_size=10), few, "cpu", seen.append)
    assert [p.step for p in seen] == list(range(1, 13))
    assert {p.total_steps for p in seen} == {12}
    assert [p.step for p in seen if p.record] == [4, 8, 12]
    assert [p.record for p in seen if p.record] == result.history
    assert [r.epoch for r in result.history] == [1, 2, 3]
    assert result.device == "cpu"
    assert not result.model.training


@pytest.mark.parametrize("value", [NAN, float("inf")])
def test_a_loss_that_is_no_number_stops_with_the_last_good_state(tiny, few, monkeypatch, value):
    real, calls = losses.losses, []

    def spoilt(model, x_in, x, *rest):
        recon, kl = real(model, x_in, x, *rest)
        calls.append(1)
        return (recon + value if len(calls) > 6 else recon), kl

    monkeypatch.setattr(losses, "losses", spoilt)
    with pytest.raises(DivergedError) as error:
        fit(with_training(tiny, epochs=5, batch_size=16), few, "cpu")
    assert str(error.value) == (
        f"The loss became {value} in epoch 3, step 4; try a lower learning rate than 0.002."
    )
    good = error.value.last_good
    assert good.best_epoch == 2
    assert [r.epoch for r in good.history] == [1, 2]
    assert all(torch.isfinite(p).all() for p in good.model.parameters())


def test_a_deformed_copy_whose_loss_is_no_number_costs_its_step_the_copies_alone(
    tiny, few, monkeypatch
):
    """As if that step had none."""
    config = with_training(tiny, epochs=3, batch_size=16, augment=1.0)
    deform, copies_loss, calls = losses.deform, objective.augmented_encoder_loss, []

    def far_off(x, *rest):
        calls.append("far off")
        return deform(x, *rest) * (1e30 if len(calls) == 4 else 1.0)

    def left_out(*given):
        calls.append("left out")
        return copies_loss(*given) * (0.0 if len(calls) == 4 else 1.0)

    with monkeypatch.context() as patch:
        patch.setattr(losses, "deform", far_off)
        spoilt = fit(config, few, "cpu")
    assert calls == 6 * ["far off"]
    calls.clear()
    monkeypatch.setattr(objective, "augmented_encoder_loss", left_out)
    assert same_weights(spoilt, fit(config, few, "cpu"))


def test_a_wild_learning_rate_diverges_with_nothing_to_keep(tiny, few):
    with pytest.raises(DivergedError, match="try a lower learning rate than 10") as error:
        fit(with_training(tiny, epochs=50, batch_size=32, lr=10.0, max_grad_norm=0.0), few, "cpu")
    good = error.value.last_good
    assert good is None or all(torch.isfinite(p).all() for p in good.model.parameters())


def test_a_validation_that_is_no_number_stops_before_it_enters_the_history(tiny, few, monkeypatch):
    """NaN is no JSON: a history that held it could not be kept."""
    scores = iter([(100.0, 5.0), (NAN, NAN), (90.0, 5.0)])
    monkeypatch.setattr(objective, "mean_losses", lambda *_: next(scores))
    with pytest.raises(DivergedError) as error:
        fit(with_training(tiny, epochs=3), few, "cpu")
    assert str(error.value).startswith("The validation loss became nan in epoch 2; try a lower")
    assert [r.val_loss for r in error.value.last_good.history] == [105.0]


@pytest.mark.parametrize("error", [KeyboardInterrupt, ZeroDivisionError])
def test_an_exception_of_the_callback_ends_the_training(tiny, few, error):
    def stop(progress):
        raise error

    with pytest.raises(error):
        fit(tiny, few, "cpu", stop)


def test_every_hundredth_batch_is_recorded(tiny_ae, digits):
    still = with_training(tiny_ae, epochs=2, batch_size=5, lr=1e-12)
    first, second = fit(still, digits, "cpu").history
    assert [step for step, _, _ in first.batches] == [0, 100, 200]
    assert [step for step, _, _ in second.batches] == [0, 100, 200]
    assert first.batches[0][1] != second.batches[0][1]
    assert all(kl == 0.0 for _, _, kl in first.batches)


def test_on_step_sees_the_model_before_and_after_every_step(tiny, few):
    seen = []

    def look(step, model):
        seen.append((step, model.encoder[-1].bias.detach().clone()))

    result = fit(with_training(tiny, epochs=1, batch_size=10), few, "cpu", on_step=look)
    assert [step for step, _ in seen] == [0, 1, 2, 3, 4]
    assert torch.equal(seen[-1][1], result.model.encoder[-1].bias)
    assert not torch.equal(seen[0][1], seen[1][1])


def test_a_conditional_training_goes_on_bit_for_bit(tiny, few):
    """With deformed copies and averaged weights, as the preset has them."""
    training = replace(tiny.training, epochs=3, batch_size=8, augment=1.0, ema=0.9)
    config = replace(tiny, model=replace(tiny.model, n_labels=10), training=training)
    states = []
    whole = fit(config, few, "cpu", keep=lambda trainer: states.append(trainer.state()))
    resumed = fit(config, few, "cpu", start=states[5])
    assert isinstance(resumed.model, ConditionalVAE)
    assert same_weights(whole, resumed)
    assert [(r.loss, r.val_recon) for r in whole.history] == [
        (r.loss, r.val_recon) for r in resumed.history
    ]
