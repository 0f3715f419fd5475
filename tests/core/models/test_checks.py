"""Checks of single settings: what passes, and the sentence where one does not."""

import pytest

from vae_core.errors import ConfigError
from vae_core.models.checks import check_bool, check_choice, check_int, check_number


@pytest.mark.parametrize("value", [1, 2, 9])
def test_an_int_of_the_range_passes(value):
    check_int("epochs", value, 1, 9)


@pytest.mark.parametrize("value", [0, 10, 2.0, True, "2", None])
def test_any_other_is_a_sentence(value):
    with pytest.raises(ConfigError) as error:
        check_int("epochs", value, 1, 9)
    assert str(error.value) == f"epochs must be a whole number from 1 to 9, not {value!r}."


@pytest.mark.parametrize("value", [0, 0.0, 1e-9, 10, 10.0])
def test_a_number_of_the_range_passes(value):
    check_number("beta", value, 0.0, 10.0)


@pytest.mark.parametrize(
    "value", [-1e-9, 10.1, 10**400, float("nan"), float("inf"), -float("inf"), True, "1", None, 1j]
)
def test_any_other_number_is_a_sentence(value):
    with pytest.raises(ConfigError, match="beta must be a number at least 0 and at most 10"):
        check_number("beta", value, 0.0, 10.0)


def test_the_lower_end_may_be_left_out():
    check_number("lr", 1e-9, 0.0, 1.0, above_low=True)
    with pytest.raises(ConfigError, match=r"lr must be a number above 0 and at most 1, not 0\.0\."):
        check_number("lr", 0.0, 0.0, 1.0, above_low=True)


def test_a_choice_is_one_of_the_names():
    check_choice("kind", "ae", ("ae", "vae"))
    with pytest.raises(ConfigError, match="kind must be one of ae, vae, not 'AE'"):
        check_choice("kind", "AE", ("ae", "vae"))


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_only_true_and_false_are_bools(value):
    check_bool("gated", True)
    with pytest.raises(ConfigError, match="gated must be true or false, not "):
        check_bool("gated", value)
