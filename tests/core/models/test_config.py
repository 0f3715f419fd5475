"""Configurations: JSON there and back, and a sentence for everything that cannot be."""

import json
from copy import deepcopy
from dataclasses import FrozenInstanceError, replace

import pytest

from tests.support.runs.fits import with_training
from vae_core.errors import ConfigError
from vae_core.models.config import ModelConfig, RunConfig, TrainingConfig
from vae_core.models.layers import Dense
from vae_core.models.presets import PRESETS, make_config

NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("dataset", ["mnist", "uci-digits"])
def test_json_round_trip(preset, dataset):
    model = PRESETS[preset].model
    free, beta = model.head != "none", None if model.betas or model.kind == "ae" else 0.5
    config = make_config(preset, dataset, beta=beta, latent_dim=3 if free else None)
    assert RunConfig.from_dict(json.loads(json.dumps(config.to_dict()))) == config


def test_configs_are_frozen(tiny):
    with pytest.raises(FrozenInstanceError):
        tiny.training.epochs = 3


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ((), "Unknown setting 'colour' in RunConfig."),
        (("model",), "Unknown setting 'colour' in ModelConfig."),
        (("training",), "Unknown setting 'colour' in TrainingConfig."),
        (("model", "encoder", 0), "Unknown setting 'colour' in Dense."),
    ],
)
def test_unknown_keys_raise(tiny, path, sentence):
    values = tiny.to_dict()
    node = values
    for key in path:
        node = node[key]
    node["colour"] = "red"
    with pytest.raises(ConfigError) as error:
        RunConfig.from_dict(values)
    assert str(error.value) == sentence


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (("dataset",), "RunConfig lacks 'dataset'."),
        (("training",), "RunConfig lacks 'training'."),
        (("model", "kind"), "ModelConfig lacks 'kind'."),
        (("model", "decoder"), "ModelConfig lacks 'decoder'."),
        (("model", "encoder", 0, "type"), "A layer needs a type out of"),
        (("model", "encoder", 0, "units"), "Dense lacks 'units'."),
    ],
)
def test_missing_keys_raise(tiny, path, sentence):
    values = tiny.to_dict()
    node = values
    for key in path[:-1]:
        node = node[key]
    del node[path[-1]]
    with pytest.raises(ConfigError, match=sentence):
        RunConfig.from_dict(values)


@pytest.mark.parametrize("value", [None, [], "vae", 3])
@pytest.mark.parametrize("part", ["model", "training"])
def test_parts_that_are_no_objects_raise(tiny, part, value):
    with pytest.raises(ConfigError, match="must be an object with named fields"):
        RunConfig.from_dict({**tiny.to_dict(), part: value})


@pytest.mark.parametrize("value", [None, "dense", {"type": "dense"}])
def test_layers_that_are_no_list_raise(tiny, value):
    values = deepcopy(tiny.to_dict())
    values["model"]["decoder"] = value
    with pytest.raises(ConfigError, match=r"The decoder must be a list of layers\."):
        RunConfig.from_dict(values)


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("epochs", 0, "epochs must be a whole number from 1 to 100000, not 0."),
        ("epochs", -3, "epochs must be a whole number from 1 to 100000, not -3."),
        ("epochs", 2.0, "epochs must be a whole number from 1 to 100000, not 2.0."),
        ("epochs", True, "epochs must be a whole number from 1 to 100000, not True."),
        ("epochs", "20", "epochs must be a whole number from 1 to 100000, not '20'."),
        ("batch_size", 0, "batch_size must be a whole number from 1 to 100000, not 0."),
        ("seed", -1, "seed must be a whole number from 0 to 4294967295, not -1."),
        ("lr", 0.0, "lr must be a number above 0 and at most 10, not 0.0."),
        ("lr", 11, "lr must be a number above 0 and at most 10, not 11."),
        ("beta", -1.0, "beta must be a number at least 0 and at most 1e+06, not -1.0."),
        ("beta", NAN, "beta must be a number at least 0 and at most 1e+06, not nan."),
        ("beta", INF, "beta must be a number at least 0 and at most 1e+06, not inf."),
        ("beta", "1", "beta must be a number at least 0 and at most 1e+06, not '1'."),
        ("beta", None, "beta must be a number at least 0 and at most 1e+06, not None."),
        ("weight_decay", -0.1, "weight_decay must be a number at least 0 and at most 10, not -0.1"),
        ("ema", 1.0, "ema must be a number at least 0 and at most 0.99999, not 1.0."),
        ("adam_beta2", 1.0, "adam_beta2 must be a number at least 0 and at most 0.99999, not 1.0"),
        (
            "max_grad_norm",
            -1,
            "max_grad_norm must be a number at least 0 and at most 1e+09, not -1",
        ),
        ("keep", "first", "keep must be one of best, last, not 'first'."),
        ("lr_schedule", "step", "lr_schedule must be one of constant, one-cycle, not 'step'."),
        ("beta_schedule", [], "beta_schedule must be one of constant, warm-up, cyclical, not []."),
        ("likelihood", "gauss", "likelihood must be one of bce, mse, not 'gauss'."),
        ("estimator", "mc", "estimator must be one of closed-form, monte-carlo, not 'mc'."),
        ("binarize", "yes", "binarize must be one of none, input, both, threshold, not 'yes'."),
    ],
)
def test_bad_training_values_raise(field, value, sentence):
    with pytest.raises(ConfigError) as error:
        TrainingConfig(**{field: value})
    assert sentence in str(error.value)


@pytest.mark.parametrize("dim", [0, -2, 1025, 10**9, 2.0, "2", True, None])
def test_bad_latent_dimensions_raise(tiny, dim):
    with pytest.raises(ConfigError) as error:
        replace(tiny.model, latent_dim=dim)
    assert str(error.value) == f"latent_dim must be a whole number from 1 to 1024, not {dim!r}."


def test_an_unknown_kind_raises():
    with pytest.raises(ConfigError, match=r"kind must be one of ae, vae, recogniser, not"):
        ModelConfig("gan", (), (Dense(784),))


def test_a_configuration_written_before_a_setting_existed_means_its_default(tiny):
    values = tiny.to_dict()
    for newer in ("head", "init", "betas"):
        del values["model"][newer]
    for layer in (*values["model"]["encoder"], *values["model"]["decoder"]):
        layer.pop("gated", None)
    for newer in ("adam_beta2", "max_grad_norm", "keep"):
        del values["training"][newer]
    assert RunConfig.from_dict(values) == tiny


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"kind": "ae", "head": "log-sigma"}, "Only a VAE's encoder can end in log sigma."),
        ({"head": "none"}, "A VAE's encoder needs a head that gives mu and logvar."),
        ({"kind": "ae", "head": "none"}, "the encoder's 8 values are the code, so latent_dim must"),
        ({"head": "sigma"}, "head must be one of logvar, log-sigma, none, not 'sigma'."),
        ({"init": "zeros"}, "init must be one of pytorch, glorot, not 'zeros'."),
        (
            {"kind": "recogniser"},
            "A recogniser ends in one logit a class, not in shape (1, 28, 28)",
        ),
    ],
)
def test_parts_of_a_model_that_do_not_fit_raise(tiny, changes, sentence):
    small = replace(tiny.model, encoder=(Dense(8),))
    with pytest.raises(ConfigError) as error:
        replace(small, **changes)
    assert sentence in str(error.value)


def test_a_range_of_betas_is_a_pair_whatever_json_made_of_it(any_beta):
    assert replace(any_beta.model, betas=[0.01, 20]).betas == (0.01, 20.0)
    assert RunConfig.from_dict(json.loads(json.dumps(any_beta.to_dict()))) == any_beta


@pytest.mark.parametrize(
    "betas", [(), (1.0,), (0.1, 1.0, 2.0), (2.0, 0.5), (1.0, 1.0), (0.0, 2.0), (-1, 2), "ab", 3]
)
def test_what_is_no_range_of_betas_raises(any_beta, betas):
    with pytest.raises(ConfigError) as error:
        replace(any_beta.model, betas=betas)
    assert "betas must be two numbers above 0, the lower first, not" in str(error.value)


@pytest.mark.parametrize("betas", [(NAN, 2.0), (0.1, NAN), (0.1, INF), (0.1, "2"), (True, 2.0)])
def test_ends_of_a_range_are_numbers(any_beta, betas):
    with pytest.raises(ConfigError, match="betas must be two numbers above 0"):
        replace(any_beta.model, betas=betas)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"betas": (0.01, 0.5)}, "The range of betas must include 1, not (0.01, 0.5)."),
        ({"betas": None}, "Gated layers need a range of betas, and a range gated layers."),
        ({"kind": "ae"}, "Only a VAE has a KL term, and so a range of betas."),
    ],
)
def test_a_range_and_gates_belong_together(any_beta, changes, sentence):
    with pytest.raises(ConfigError) as error:
        replace(any_beta.model, **changes)
    assert str(error.value) == sentence


def test_a_range_without_gates_raises(tiny):
    with pytest.raises(ConfigError, match="Gated layers need a range of betas"):
        replace(tiny.model, betas=(0.1, 10.0))


@pytest.mark.parametrize("changes", [{"beta": 4.0}, {"beta_schedule": "warm-up"}])
def test_a_model_of_every_beta_takes_none_of_its_own(any_beta, changes):
    with pytest.raises(ConfigError) as error:
        with_training(any_beta, **changes)
    assert str(error.value) == (
        "This model is trained at every beta from 0.01 to 20: leave out beta and its schedule."
    )


@pytest.mark.parametrize("changes", [{"likelihood": "mse"}, {"reconstruct": False}])
def test_a_model_of_every_beta_needs_both_terms(any_beta, changes):
    with pytest.raises(ConfigError, match="is trained on cross-entropy and the KL term"):
        with_training(any_beta, **changes)
