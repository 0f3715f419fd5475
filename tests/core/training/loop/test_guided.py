"""A guide trains the decoder, and is replaced by an encoder that is made from it."""

from dataclasses import replace

import pytest
import torch
from torch.nn import functional as F

from tests.support.runs.fits import same_weights, with_training
from vae_core.errors import ConfigError
from vae_core.models.config import RunConfig
from vae_core.models.layers import Dense, Softmax
from vae_core.models.networks.autoencoders import build_model
from vae_core.training.fit import fit
from vae_core.training.loop.step.guided import build_guided, replace_guide, without_guide
from vae_core.training.loop.trainer import Trainer

CODES = 12


@pytest.fixture
def guided(tiny):
    """Of four epochs two with the guide."""
    model = replace(tiny.model, encoder=(Dense(16, "none"), Dense(CODES, "none"), Softmax()))
    return with_training(
        replace(tiny, model=model), epochs=4, batch_size=10, guided=0.5, ema=0.9, augment=1.0
    )


@pytest.mark.parametrize("kind", ["vae", "ae"])
def test_the_encoder_gives_the_mean_of_the_codes_by_their_likelihood(guided, few, kind):
    config = replace(guided, model=replace(guided.model, kind=kind))
    torch.manual_seed(0)
    model = build_guided(config).requires_grad_(False)
    x = few.train.x()
    by_guide, _ = model.codes(x)
    replace_guide([model], x, config)
    assert without_guide(model).state_dict().keys() == build_model(config.model).state_dict().keys()
    mu, logvar = model.codes(x)
    z = model.encoder[-1].weight[:2].T  # its codes
    likelihood = torch.stack(
        [
            -F.binary_cross_entropy_with_logits(
                model.decode(code[None]).expand(len(x), -1, -1, -1), x, reduction="none"
            ).sum((1, 2, 3))
            for code in z
        ],
        dim=1,
    )
    assert torch.allclose(mu, likelihood.softmax(1) @ z, atol=1e-4)
    assert not torch.allclose(mu, by_guide, atol=1e-2)
    low, high = by_guide.min(0).values - 1e-6, by_guide.max(0).values + 1e-6
    assert (z >= low).all()
    assert (z <= high).all()
    if kind == "vae":
        assert torch.allclose(logvar, logvar[:1].expand_as(logvar))


def test_a_training_ends_with_the_encoder_of_its_configuration(guided, few):
    result = fit(guided, few, "cpu")
    assert result.model.state_dict().keys() == build_model(guided.model).state_dict().keys()
    assert same_weights(result, fit(guided, few, "cpu"))


@pytest.mark.parametrize("steps", [1, 3, 8, 9, 13])
def test_it_goes_on_to_the_same_end_from_before_and_after_the_change(guided, few, steps):
    """Of 16 steps, four an epoch, eight are guided."""
    states = {}

    def keep(trainer):
        if (trainer.step % 4 == 0 and trainer.step == len(trainer.history) * 4) or trainer.step % 4:
            states[trainer.step] = trainer.state()

    whole = fit(guided, few, "cpu", keep=keep)
    assert same_weights(whole, fit(guided, few, "cpu", start=states[steps]))


def test_one_that_ends_while_guided_has_the_encoder_too(guided, few):
    trainer = Trainer(guided, few, "cpu")
    for _ in range(3):
        trainer.train_batch()
    trainer.finish()
    model = trainer.result().model
    assert model.state_dict().keys() == build_model(guided.model).state_dict().keys()
    assert model.encoder[-1].weight.shape == (4, CODES)
    assert torch.equal(model.encoder[-1].bias, torch.zeros(4))


def test_the_change_is_for_the_better(guided, digits):
    """On digits the encoder made of the decoder loses less than the guide by the end."""
    wide = replace(guided.model, encoder=(Dense(16, "none"), Dense(200, "none"), Softmax()))
    config = with_training(
        replace(guided, model=wide), epochs=40, batch_size=64, lr=5e-3, augment=0.0, guided=0.75
    )
    history = fit(config, digits, "cpu").history
    before, after = history[29], history[-1]
    assert after.val_loss < before.val_loss


@pytest.mark.parametrize(
    "changes",
    [
        {"encoder": (Dense(16, "none"), Dense(CODES, "none"))},
        {"encoder": (Dense(15, "none"), Dense(CODES, "none"), Softmax())},
        {"encoder": (Dense(16), Dense(CODES, "none"), Softmax())},
        {"n_labels": 10},
    ],
)
def test_an_encoder_that_cannot_be_made_from_the_decoder_is_refused(guided, changes):
    with pytest.raises(ConfigError, match="made from the decoder"):
        replace(guided, model=replace(guided.model, **changes))
    with pytest.raises(ConfigError, match="made from the decoder"):
        with_training(guided, likelihood="mse")


def test_a_configuration_says_nothing_of_a_guide_it_has_not(tiny, guided):
    assert "guided" not in tiny.to_dict()["training"]
    assert guided.to_dict()["training"]["guided"] == 0.5
    for config in (tiny, guided):
        assert RunConfig.from_dict(config.to_dict()) == config
