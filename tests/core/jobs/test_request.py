"""What the form of the Train page holds: requests, their links, names, commands."""

import shlex
from dataclasses import fields, replace

import pytest

from vae_core.cli.main import make_parser
from vae_core.cli.training.settings import requested_config
from vae_core.errors import ConfigError
from vae_core.jobs.request import OWN, TrainingRequest, objective_of_text, parse_sizes
from vae_core.models.config import RunConfig
from vae_core.models.networks.autoencoders import build_model
from vae_core.models.objectives.settings import ELBO, ObjectiveConfig
from vae_core.models.objectives.table import OBJECTIVES
from vae_core.models.presets import OVERRIDES, PRESETS, default_name, make_config
from vae_core.runs.layout import MAX_NAME, check_name
from vae_core.runs.notes.naming import default_run_name

# What the preset has not, of every field.
CHANGED = {
    "latent_dim": 3,
    "beta": 4.0,
    "beta_schedule": "warm-up",
    "likelihood": "mse",
    "estimator": "monte-carlo",
    "epochs": 7,
    "batch_size": 32,
    "lr": 1e-5,
    "seed": 4_294_967_295,
    "objective": ObjectiveConfig("denoising", (("noise", 0.5),)),
}


@pytest.mark.parametrize("preset", PRESETS)
@pytest.mark.parametrize("dataset", ["mnist", "uci-digits"])
def test_a_request_of_nothing_else_is_the_preset(preset, dataset):
    request = TrainingRequest(dataset, preset)
    assert request.to_config() == make_config(preset, dataset)
    assert request.name() == preset
    assert request.to_query() == {"dataset": dataset, "preset": preset}


def test_every_field_reaches_the_config_and_the_command():
    assert set(CHANGED) == set(OVERRIDES)
    request = TrainingRequest("mnist", "vae-2d", **CHANGED)
    assert request.to_config() == make_config("vae-2d", "mnist", **CHANGED)
    words = shlex.split(request.command())
    assert words[:3] == ["python", "-m", "vae_core"]
    assert requested_config(make_parser().parse_args(words[3:]))[0] == request.to_config()


@pytest.mark.parametrize("name", CHANGED)
def test_a_run_is_called_as_the_command_line_calls_it(name):
    request = TrainingRequest("mnist", "vae-2d", **{name: CHANGED[name]})
    assert request.name() == default_name("vae-2d", "mnist", **{name: CHANGED[name]})
    check_name(request.name())


def test_names_too_long_are_cut_and_still_tell_apart():
    one = TrainingRequest(
        "mnist", "vae-2d-any-beta", epochs=7, lr=0.00123, batch_size=17, latent_dim=12
    )
    names = {replace(one, seed=seed).name() for seed in range(4_000_000_000, 4_000_000_020)}
    assert len(names) == 20
    assert {len(name) for name in names} == {MAX_NAME}
    assert all(check_name(name) for name in names)


def test_what_the_preset_has_anyway_is_left_out():
    usual = make_config("vae-2d", "mnist").training
    chosen = TrainingRequest("mnist", "vae-2d", epochs=usual.epochs, lr=usual.lr, beta=2.0)
    assert chosen.plain() == TrainingRequest("mnist", "vae-2d", beta=2.0)
    # Another dataset has other epochs of its own.
    assert chosen.plain().changed("dataset", "uci-digits").value("epochs") == 400


@pytest.mark.parametrize(
    ("preset", "fixed"),
    [
        ("vae-2d", set()),
        ("ae-2d", {"beta", "beta_schedule", "estimator"}),
        ("ae-conv", {"beta", "beta_schedule", "estimator", "latent_dim"}),
        ("vae-2d-any-beta", {"beta", "beta_schedule", "estimator", "likelihood", "objective"}),
    ],
)
def test_what_cannot_be_chosen_is_left_out(preset, fixed):
    assert TrainingRequest("mnist", preset).fixed() == fixed
    request = TrainingRequest("mnist", preset, **CHANGED)
    own = {
        name for name in CHANGED if TrainingRequest("mnist", preset).value(name) == CHANGED[name]
    }
    assert {name for name in CHANGED if getattr(request.plain(), name) is None} == fixed | own
    assert isinstance(request.to_config(), RunConfig)


@pytest.mark.parametrize("kind", ["vae", "ae"])
@pytest.mark.parametrize(
    ("layers", "sizes"), [("dense", "64"), ("dense", "64 32,16"), ("conv", "8"), ("conv", "4, 8")]
)
def test_own_sizes_make_a_model(kind, layers, sizes):
    request = TrainingRequest(
        "uci-digits", OWN, kind=kind, layers=layers, sizes=sizes, latent_dim=3
    )
    config = request.to_config()
    assert (config.preset, config.model.kind, config.model.latent_dim) == (OWN, kind, 3)
    build_model(config.model)
    assert request.name() == check_name(request.name())
    numbers = "-".join(map(str, parse_sizes(sizes, layers)))
    assert request.name() == f"own-{kind}-{layers}-{numbers}_latent-dim-3"
    assert request.command() is None


def test_the_small_convolutions_are_those_of_the_preset():
    own = TrainingRequest("mnist", OWN, layers="conv").to_config().model
    assert own == make_config("vae-conv-2d", "mnist").model


@pytest.mark.parametrize(
    ("layers", "sizes"),
    [
        ("dense", "0"), ("dense", "-4"), ("dense", "a"), ("dense", "1 2 3 4 5 6 7"), ("dense", " "),
        ("dense", "16385"), ("dense", "9" * 30), ("conv", "8, 8, 8"), ("conv", "513"),
        ("dense", "½"),
    ],
)  # fmt: skip
def test_sizes_that_are_none_are_refused_with_a_sentence(layers, sizes):
    with pytest.raises(ConfigError, match="Sizes are 1 to"):
        TrainingRequest("mnist", OWN, layers=layers, sizes=sizes).to_config()


def test_choosing_another_preset_begins_anew_with_the_same_seed():
    request = TrainingRequest("mnist", "vae-2d", beta=4.0, seed=3)
    assert request.changed("preset", "ae-2d") == TrainingRequest("mnist", "ae-2d", seed=3)
    own = TrainingRequest("mnist", OWN, sizes="64, 32", beta=2.0)
    assert own.changed("layers", "conv") == TrainingRequest("mnist", OWN, layers="conv", beta=2.0)
    assert request.changed("beta", 1.0) == TrainingRequest("mnist", "vae-2d", seed=3)


def test_a_link_says_every_field_that_differs():
    request = TrainingRequest("mnist", "vae-2d", **CHANGED)
    own = {"kind", "layers", "sizes"}
    assert set(request.to_query()) == {f.name for f in fields(TrainingRequest)} - own
    assert request.to_query()["beta"] == "4"
    assert float(request.to_query()["lr"]) == 1e-5


@pytest.mark.parametrize("name", OBJECTIVES)
@pytest.mark.parametrize("preset", ["vae-dense-20", "vae-gan-20"])
def test_an_objective_reaches_the_config_the_link_the_name_and_the_command(preset, name):
    info = OBJECTIVES[name]
    parameters = {key: 2 if p.is_whole else 0.125 for key, p in info.parameters.items()}
    chosen = ObjectiveConfig(name, tuple(parameters.items()))
    request = TrainingRequest("mnist", preset).changed("objective", chosen)
    config = request.to_config()
    assert config.training.objective == chosen
    assert objective_of_text(request.to_query()["objective"]) == chosen
    words = shlex.split(request.command())[3:]
    assert requested_config(make_parser().parse_args(words)) == (config, request.name())
    assert default_run_name(config) == request.name()


def test_the_plain_elbo_is_chosen_by_its_name_and_writes_nothing():
    request = TrainingRequest("mnist", "vae-gan-20").changed("objective", ELBO)
    assert request.to_query()["objective"] == objective_of_text(ELBO) == ELBO
    assert "objective" not in request.to_config().to_dict()["training"]
    words = shlex.split(request.command())[3:]
    assert requested_config(make_parser().parse_args(words)) == (
        request.to_config(),
        request.name(),
    )
    assert default_run_name(request.to_config()) == request.name() == "vae-gan-20_objective-elbo"
    usual = TrainingRequest("mnist", "vae-2d")
    assert usual.value("objective") == ELBO
    assert usual.changed("objective", ELBO) == usual


def test_an_objective_brings_the_likelihood_that_it_needs_and_takes_it_away():
    usual = TrainingRequest("mnist", "vae-2d", seed=3)
    gaussian = usual.changed("objective", ObjectiveConfig("gaussian"))
    assert gaussian.value("likelihood") == "mse"
    assert gaussian.changed("objective", ELBO) == usual
    with pytest.raises(ConfigError, match="needs the likelihood 'mse'"):
        gaussian.changed("likelihood", "bce").to_config()


def test_what_a_model_cannot_be_trained_on_says_why():
    everything = set(OBJECTIVES)
    refused = TrainingRequest("mnist", "ae-2d").refused_objectives()
    assert set(refused) == {n for n in everything if not OBJECTIVES[n].for_ae}
    assert "needs a VAE" in refused["free-bits"]
    refused = TrainingRequest("mnist", "vae-2d").refused_objectives()
    assert list(refused) == ["adversarial"]
    assert "take a preset without" in refused["adversarial"]
    own = TrainingRequest("mnist", OWN)
    assert own.refused_objectives() == {}
    tcvae = own.changed("objective", ObjectiveConfig("beta-tcvae"))
    assert tcvae.changed("kind", "ae") == TrainingRequest("mnist", OWN, kind="ae")


def test_a_last_batch_that_is_too_small_for_an_objective_is_a_sentence():
    request = TrainingRequest("mnist", OWN, batch_size=54_999, objective=ObjectiveConfig("mmd"))
    with pytest.raises(ConfigError, match="at least 2 images in a batch"):
        request.to_config()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("elbo,nats=1", "no objective 'elbo'|no parameters"),
        ("", "no objective"),
        ("free-bits,nats=-1", "objective.nats must be a number at least 0"),
        ("free-bits,nats=nan", "objective.nats"),
        ("free-bits,nats=inf", "objective.nats"),
        ("free-bits,nats=much", "must be a number"),
        ("free-bits,bits=1", "has no parameter 'bits'"),
        ("iwae,samples=2.5", "must be a whole number"),
        ("adversarial,gamma=0", "objective.gamma"),
    ],
)
def test_an_objective_of_a_link_that_is_none_is_a_sentence(text, words):
    with pytest.raises(ConfigError, match=words):
        objective_of_text(text)
