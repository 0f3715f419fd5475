"""How a run learned, epoch by epoch, as it is read from disk."""

from dataclasses import replace

from tests.support.runs.fits import with_training
from vae_core.runs.recording.history import training_history
from vae_core.training.train import train


def changed(run, **metrics):
    return replace(run, metrics={**run.metrics, **metrics})


def test_every_epoch_is_there_with_its_steps_and_seconds(trained):
    first, second = training_history(trained)
    assert (first.epoch, second.epoch) == (1, 2)
    assert (first.steps, second.steps) == (9, 18)  # 1,097 images in batches of 128
    assert 0 < first.seconds < second.seconds <= trained.metrics["seconds"] + 0.1
    record = trained.metrics["history"][1]
    assert second.loss == record["recon"] + record["kl"]
    assert second.val_loss == record["val_recon"] + record["val_kl"]
    assert second.beta == 1.0


def test_of_a_training_that_was_stopped_the_last_epoch_is_cut_short(trained):
    stopped = changed(trained, stopped={"step": 12, "of": 90})
    steps = [epoch.steps for epoch in training_history(stopped)]
    assert steps == [9, 12]


def test_who_keeps_the_last_weights_learns_from_the_validation_images_too(tiny, checkpoints):
    last = with_training(tiny, epochs=1, keep="last")
    (only,) = training_history(train(last, film="none", iwae_samples=0))
    assert only.steps == 11  # 1,297 images


def test_an_autoencoder_has_no_kl(tiny_ae, checkpoints):
    once = with_training(tiny_ae, epochs=1)
    (only,) = training_history(train(once, film="none"))
    assert only.kl == only.val_kl == 0.0
    assert only.loss == only.recon > 0
