"""The table of presets, and the names of their runs."""

import pytest

from vae_core.errors import ConfigError
from vae_core.models.networks.autoencoders import build_model, parameter_count
from vae_core.models.presets import PRESETS, default_name, make_config
from vae_core.runs.layout import check_name

FLOAT16_BYTES = 2


@pytest.mark.parametrize("name", PRESETS)
def test_a_preset_stands_under_its_own_name(name):
    assert PRESETS[name].name == name == check_name(name)
    assert PRESETS[name].title
    assert PRESETS[name].summary.endswith(".")


@pytest.mark.parametrize(
    ("vae", "ae"),
    [("vae-2d", "ae-2d"), ("vae-conv-2d", "ae-conv-2d"), ("vae-dense-20", "ae-dense-20-twin")],
)
def test_the_comparison_of_vae_and_ae_is_fair(vae, ae):
    one, other = PRESETS[vae].model, PRESETS[ae].model
    assert (one.kind, other.kind) == ("vae", "ae")
    assert (one.encoder, one.decoder, one.latent_dim) == (
        other.encoder,
        other.decoder,
        other.latent_dim,
    )
    assert PRESETS[vae].training == PRESETS[ae].training


@pytest.mark.parametrize("name", PRESETS)
def test_decoders_are_small_enough_for_a_browser(name):
    decoder = build_model(PRESETS[name].model).decoder
    assert parameter_count(decoder) * FLOAT16_BYTES <= 2_000_000


def test_overrides_reach_their_fields():
    config = make_config(
        "vae-2d", "mnist", epochs=3, beta=4.0, latent_dim=7, seed=5, lr=0.01, batch_size=32
    )
    training = config.training
    assert (training.epochs, training.beta, training.seed) == (3, 4.0, 5)
    assert (training.lr, training.batch_size, config.model.latent_dim) == (0.01, 32, 7)
    assert config.preset == "vae-2d"


def test_an_override_of_none_changes_nothing():
    assert make_config("vae-2d", "mnist", beta=None) == make_config("vae-2d", "mnist")


@pytest.mark.parametrize(
    ("preset", "dataset", "overrides", "sentence"),
    [
        ("vae-3d", "mnist", {}, "There is no preset 'vae-3d'; there are vae-2d, ae-2d"),
        ("vae-2d", "cifar", {}, "There is no dataset 'cifar'; there are mnist"),
        ("vae-2d", "mnist", {"colour": 1}, "There is no setting 'colour'; there are epochs, beta"),
        ("vae-2d", "mnist", {"epochs": 0}, "epochs must be a whole number from 1 to 100000"),
        ("vae-2d", "mnist", {"beta": float("nan")}, "beta must be a number at least 0"),
        ("vae-2d", "mnist", {"latent_dim": 10**9}, "latent_dim must be a whole number from 1 to"),
    ],
)
def test_bad_requests_raise(preset, dataset, overrides, sentence):
    with pytest.raises(ConfigError) as error:
        make_config(preset, dataset, **overrides)
    assert sentence in str(error.value)


@pytest.mark.parametrize(
    ("dataset", "overrides", "name"),
    [
        ("mnist", {}, "vae-2d"),
        ("mnist", {"beta": None, "seed": None}, "vae-2d"),
        ("mnist", {"beta": 4.0, "seed": 1}, "vae-2d_beta-4_seed-1"),
        ("mnist", {"beta": 1.0, "latent_dim": 2, "seed": 0}, "vae-2d"),
        ("mnist", {"latent_dim": 10}, "vae-2d_latent-dim-10"),
        ("mnist", {"seed": 1_234_567}, "vae-2d_seed-1234567"),
        ("mnist", {"beta": 1e6}, "vae-2d_beta-1000000"),
        ("mnist", {"beta": 1e-7}, "vae-2d_beta-1e-07"),
    ],
)
def test_a_run_is_named_for_what_differs(dataset, overrides, name):
    assert default_name("vae-2d", dataset, **overrides) == name == check_name(name)


@pytest.mark.parametrize("dataset", ["mnist", "uci-digits"])
@pytest.mark.parametrize("field", ["epochs", "batch_size"])
def test_the_usual_value_is_that_of_the_dataset(dataset, field):
    """uci-digits has epochs and a batch of its own: 60 of them are not its default."""
    default = make_config("vae-2d", dataset)
    value = getattr(default.training, field)
    assert default_name("vae-2d", dataset, **{field: value}) == "vae-2d"
    assert default_name("vae-2d", dataset, **{field: value + 1}) != "vae-2d"


@pytest.mark.parametrize(
    "changes", [{"likelihood": "mse"}, {"objective": "free-bits"}, {"objective": {"name": "iwae"}}]
)
def test_what_no_encoder_can_be_made_from_the_decoder_for_has_the_usual_one(changes):
    usual = make_config("vae-2d", "mnist")
    assert usual.training.guided
    config = make_config("vae-2d", "mnist", **changes)
    assert config.training.guided == 0
    assert config.model.encoder == PRESETS["vae-2d"].model.encoder != usual.model.encoder
    same = make_config("vae-2d", "mnist", likelihood="bce", objective="elbo", epochs=3)
    assert same.training.guided == usual.training.guided
