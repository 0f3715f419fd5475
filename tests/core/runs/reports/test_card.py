"""The model card says what config.json and metrics.json say, and nothing that they do not."""

import errno
import os
from dataclasses import replace

from vae_core.files import atomic
from vae_core.models.config import ModelConfig, TrainingConfig
from vae_core.models.layers import Conv, Dense, Reshape
from vae_core.models.objectives.settings import ObjectiveConfig
from vae_core.runs.load import load_run
from vae_core.runs.reports.card import README, model_card
from vae_core.runs.store import amend

HEADS = ["## Data", "## Network", "## Protocol", "## Figures", "## Made", "## Licence"]


def _card(run, **changes):
    return model_card(run.id, run.config, {**run.metrics, **changes})


def test_a_run_that_is_kept_has_its_card(trained):
    card = (trained.folder / README).read_text(encoding="utf-8")
    assert card == _card(trained)
    assert card.startswith("# uci-digits/tiny\n\nA variational autoencoder (VAE) of UCI digits, ")
    assert [line for line in card.splitlines() if line.startswith("## ")] == HEADS
    measured = trained.metrics["evaluation"]
    assert f"| KL, nats an image | {measured['kl']:.2f} |" in card
    assert f"| k-NN accuracy of the codes | {measured['knn_accuracy']:.2%} |" in card
    assert "trained on 1,097 images, 200 to choose the epoch, measured on 500 others" in card
    assert "encoder: 1 × 28 × 28 → dense 16, silu → mu and logvar of each, D = 2" in card
    assert f"- command: `{trained.metrics['command']}`" in card
    assert trained.metrics["data_sha256"] in card


def test_what_is_not_known_is_left_out(trained):
    bare = model_card("uci-digits/tiny", trained.config, {})
    assert [line for line in bare.splitlines() if line.startswith("## ")] == HEADS
    assert "None was measured." in bare
    assert not [word for word in ("None\n", "nan", "None`", "{}", "command") if word in bare]
    odd = {
        "evaluation": {"n": "many", "kl": None, "recon": float("nan"), "knn_accuracy": True},
        "parameters": 3,
        "versions": [],
        "seconds": "long",
        "stopped": 1,
    }
    assert model_card("uci-digits/tiny", trained.config, odd) == bare


def test_a_commit_is_named_where_it_is_known(trained):
    assert "- commit: `abc123`" in _card(trained, commit="abc123")
    assert "commit" not in model_card(trained.id, trained.config, {})


def test_a_text_from_elsewhere_stays_code_on_one_line(trained):
    card = _card(trained, command="`rm`\n# Owned\n[x](javascript:1)")
    assert "- command: `'rm' # Owned [x](javascript:1)`\n" in card
    assert "\n# Owned" not in card


def test_each_kind_of_training_is_told_as_it_was(trained):
    training = TrainingConfig(likelihood="mse", beta=4, estimator="monte-carlo", keep="last")
    card = _card(replace_config(trained, training=training))
    assert "squared error + 4 × KL (from one sample)" in card
    assert "trained on 1,297 images, measured on 500 others" in card
    only = _card(replace_config(trained, training=replace(training, reconstruct=False)))
    assert ": 4 × KL only\n" in only
    named = replace(training, likelihood="bce", objective=ObjectiveConfig("beta-tcvae"))
    card = _card(replace_config(trained, training=named))
    assert ": beta-tcvae (β 4; Chen et al. 2018, arxiv.org/abs/1802.04942)\n" in card
    layers = (Conv(8, stride=2, padding=1), Dense(4, "none"))
    model = ModelConfig("ae", layers, (Dense(784, "none"), Reshape((1, 28, 28))))
    ae = _card(replace_config(trained, model=model))
    assert "An autoencoder (AE) of UCI digits" in ae
    assert "conv 8, kernel 3, stride 2, padding 1, relu → dense 4 → z, D = 2" in ae
    assert "KL (" not in ae


def replace_config(run, **changes):
    return replace(run, config=replace(run.config, **changes))


def test_a_run_of_every_beta_says_its_range(conditioned):
    card = _card(conditioned)
    assert "one network for every β from 0.01 to 20" in card
    assert "β drawn for each image" in card


def test_figures_that_change_are_told_anew(spoilable):
    run = load_run("uci-digits/tiny")
    new = {**run.metrics["evaluation"], "knn_accuracy": 0.125}
    amend(run, {"evaluation": new})
    card = (spoilable / README).read_text(encoding="utf-8")
    assert "| k-NN accuracy of the codes | 12.50% |" in card


def test_a_card_that_cannot_be_written_costs_no_figure(spoilable, monkeypatch):
    real = atomic.write_new

    def write(path, content, **kwargs):
        if README in path.name:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        real(path, content, **kwargs)

    monkeypatch.setattr(atomic, "write_new", write)
    run = load_run("uci-digits/tiny")
    again = amend(run, {"evaluation": {**run.metrics["evaluation"], "knn_accuracy": 0.125}})
    assert again.metrics["evaluation"]["knn_accuracy"] == 0.125
    assert (spoilable / README).read_text(encoding="utf-8") == _card(run)


def test_a_run_without_its_card_is_sound(spoilable):
    (spoilable / README).unlink()
    assert load_run("uci-digits/tiny").model()
