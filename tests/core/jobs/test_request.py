"""What the form of the Train page holds: requests, their links, names, commands."""

import shlex
from dataclasses import fields, replace

import pytest

from vae_core.cli.main import make_parser
from vae_core.errors import ConfigError
from vae_core.jobs.request import OWN, TrainingRequest, parse_sizes
from vae_core.models.autoencoders import build_model
from vae_core.models.config import RunConfig
from vae_core.models.presets import OVERRIDES, PRESETS, default_name, make_config
from vae_core.runs.layout import MAX_NAME, check_name

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
    args = make_parser().parse_args(words[3:])
    given = {key: getattr(args, key) for key in OVERRIDES}
    assert make_config(args.preset, args.dataset, **given) == request.to_config()


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
        ("vae-2d-any-beta", {"beta", "beta_schedule", "estimator", "likelihood"}),
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
