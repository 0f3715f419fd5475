"""What the form of the Train page holds: recipes, their links, names, commands."""

import shlex
from dataclasses import fields, replace

import pytest

from vae_core.cli.main import _parser
from vae_core.errors import ConfigError
from vae_core.jobs.request import OWN, Recipe, parse_sizes
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
def test_a_recipe_of_nothing_else_is_the_preset(preset, dataset):
    recipe = Recipe(dataset, preset)
    assert recipe.to_config() == make_config(preset, dataset)
    assert recipe.name() == preset
    assert recipe.to_query() == {"dataset": dataset, "preset": preset}


def test_every_field_reaches_the_config_and_the_command():
    assert set(CHANGED) == set(OVERRIDES)
    recipe = Recipe("mnist", "vae-2d", **CHANGED)
    assert recipe.to_config() == make_config("vae-2d", "mnist", **CHANGED)
    words = shlex.split(recipe.command())
    assert words[:3] == ["python", "-m", "vae_core"]
    args = _parser().parse_args(words[3:])
    given = {key: getattr(args, key) for key in OVERRIDES}
    assert make_config(args.preset, args.dataset, **given) == recipe.to_config()


@pytest.mark.parametrize("name", CHANGED)
def test_a_run_is_called_as_the_command_line_calls_it(name):
    recipe = Recipe("mnist", "vae-2d", **{name: CHANGED[name]})
    assert recipe.name() == default_name("vae-2d", "mnist", **{name: CHANGED[name]})
    check_name(recipe.name())


def test_names_too_long_are_cut_and_still_tell_apart():
    one = Recipe("mnist", "vae-2d-any-beta", epochs=7, lr=0.00123, batch_size=17, latent_dim=12)
    names = {replace(one, seed=seed).name() for seed in range(4_000_000_000, 4_000_000_020)}
    assert len(names) == 20
    assert {len(name) for name in names} == {MAX_NAME}
    assert all(check_name(name) for name in names)


def test_what_the_preset_has_anyway_is_left_out():
    usual = make_config("vae-2d", "mnist").training
    chosen = Recipe("mnist", "vae-2d", epochs=usual.epochs, lr=usual.lr, beta=2.0)
    assert chosen.plain() == Recipe("mnist", "vae-2d", beta=2.0)
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
    assert Recipe("mnist", preset).fixed() == fixed
    recipe = Recipe("mnist", preset, **CHANGED)
    own = {name for name in CHANGED if Recipe("mnist", preset).value(name) == CHANGED[name]}
    assert {name for name in CHANGED if getattr(recipe.plain(), name) is None} == fixed | own
    assert isinstance(recipe.to_config(), RunConfig)


@pytest.mark.parametrize("kind", ["vae", "ae"])
@pytest.mark.parametrize(
    ("layers", "sizes"), [("dense", "64"), ("dense", "64 32,16"), ("conv", "8"), ("conv", "4, 8")]
)
def test_own_sizes_make_a_model(kind, layers, sizes):
    recipe = Recipe("uci-digits", OWN, kind=kind, layers=layers, sizes=sizes, latent_dim=3)
    config = recipe.to_config()
    assert (config.preset, config.model.kind, config.model.latent_dim) == (OWN, kind, 3)
    build_model(config.model)
    assert recipe.name() == check_name(recipe.name())
    numbers = "-".join(map(str, parse_sizes(sizes, layers)))
    assert recipe.name() == f"own-{kind}-{layers}-{numbers}_latent-dim-3"
    assert recipe.command() is None


def test_the_small_convolutions_are_those_of_the_preset():
    own = Recipe("mnist", OWN, layers="conv").to_config().model
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
        Recipe("mnist", OWN, layers=layers, sizes=sizes).to_config()


def test_choosing_another_preset_begins_anew_with_the_same_seed():
    recipe = Recipe("mnist", "vae-2d", beta=4.0, seed=3)
    assert recipe.changed("preset", "ae-2d") == Recipe("mnist", "ae-2d", seed=3)
    own = Recipe("mnist", OWN, sizes="64, 32", beta=2.0)
    assert own.changed("layers", "conv") == Recipe("mnist", OWN, layers="conv", beta=2.0)
    assert recipe.changed("beta", 1.0) == Recipe("mnist", "vae-2d", seed=3)


def test_a_link_says_every_field_that_differs():
    recipe = Recipe("mnist", "vae-2d", **CHANGED)
    own = {"kind", "layers", "sizes"}
    assert set(recipe.to_query()) == {f.name for f in fields(Recipe)} - own
    assert recipe.to_query()["beta"] == "4"
    assert float(recipe.to_query()["lr"]) == 1e-5
