"""Values against their declared types: what passes, and the sentence where one does not."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

import numpy as np
import pytest
from msgspec import Meta, Struct

from vae_core.errors import ConfigError
from vae_core.models.checks import check_fields, check_type, from_plain

NAN, INF = float("nan"), float("inf")


@dataclass(frozen=True)
class Settings:
    epochs: Annotated[int, Meta(ge=1, le=9)] = 1
    beta: Annotated[float, Meta(ge=0, le=10)] = 1.0
    lr: Annotated[float, Meta(gt=0, le=1)] = 0.5
    kind: Literal["ae", "vae"] = "ae"
    gated: bool = False
    title: str = ""
    sizes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        check_fields(self)


class Score(Struct):
    frechet: Annotated[float, Meta(ge=0)]
    by_class: dict[str, int] = {}


class Figures(Struct):
    n: Annotated[int, Meta(ge=1)]
    kl: float | None
    quality: Score
    history: Annotated[list[Score], Meta(min_length=1)] | None = None
    ends: tuple[float, float] = (0.0, 1.0)


@pytest.mark.parametrize("value", [1, 2, 9])
def test_an_int_of_the_range_passes(value):
    assert Settings(epochs=value).epochs == value


@pytest.mark.parametrize("value", [0, 10, 2.0, True, "2", None, 10**400])
def test_any_other_is_a_sentence(value):
    with pytest.raises(ConfigError) as error:
        Settings(epochs=value)
    assert str(error.value).startswith("epochs must be a whole number from 1 to 9, not ")


@pytest.mark.parametrize("value", [0, 0.0, 1e-9, 10, 10.0, np.float64(3)])
def test_a_number_of_the_range_passes(value):
    assert Settings(beta=value).beta == value


@pytest.mark.parametrize("value", [-1e-9, 10.1, 10**400, NAN, INF, -INF, True, "1", None, 1j])
def test_any_other_number_is_a_sentence(value):
    with pytest.raises(ConfigError, match="beta must be a number at least 0 and at most 10"):
        Settings(beta=value)


def test_the_lower_end_may_be_left_out():
    assert Settings(lr=1e-9).lr == 1e-9
    with pytest.raises(ConfigError, match=r"lr must be a number above 0 and at most 1, not 0\.0\."):
        Settings(lr=0.0)


@pytest.mark.parametrize("value", ["AE", "", [], {}, None, 3])
def test_a_choice_is_one_of_the_names(value):
    with pytest.raises(ConfigError, match="kind must be one of ae, vae, not "):
        Settings(kind=value)


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_only_true_and_false_are_bools(value):
    with pytest.raises(ConfigError, match="gated must be true or false, not "):
        Settings(gated=value)


def test_a_list_becomes_the_tuple_that_is_declared():
    assert Settings(sizes=[3, 4]).sizes == (3, 4)
    with pytest.raises(ConfigError, match=r"sizes\[1\] must be a whole number, not 'x'\."):
        Settings(sizes=[3, "x"])


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"colour": "red", "b": 1}, "Unknown setting 'b', 'colour' in Settings."),
        ([], "Settings must be an object with named fields, not []."),
        (None, "Settings must be an object with named fields, not None."),
    ],
)
def test_a_mapping_has_the_fields_of_its_class(values, sentence):
    assert from_plain(Settings, {"title": "x"}) == Settings(title="x")
    with pytest.raises(ConfigError) as error:
        from_plain(Settings, values)
    assert str(error.value) == sentence


SOUND: dict[str, Any] = {
    "n": 3, "kl": None, "quality": {"frechet": 1.5, "new": []}, "history": [{"frechet": 1}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"n": 0}, "n must be a whole number at least 1, not 0."),
        ({"kl": "many"}, "kl must be a number or null, not 'many'."),
        ({"quality": []}, "quality must be an object with named fields, not []."),
        ({"quality": {}}, "quality lacks 'frechet'."),
        ({"quality": {"frechet": -1}}, "quality.frechet must be a number at least 0, not -1."),
        ({"history": []}, "history must be a list of at least 1 or null, not []."),
        ({"history": [{"frechet": 1}, 2]}, "history[1] must be an object with named fields, not 2"),
        ({"history": [{"frechet": {}}]}, "history[0].frechet must be a number at least 0, not {}."),
        ({"ends": [1]}, "ends must be a list of 2, not [1]."),
        ({"ends": [1, None]}, "ends[1] must be a number, not None."),
        (
            {"quality": {"frechet": 1, "by_class": {"a b": "x"}}},
            "quality.by_class[] must be a whole number.",
        ),
    ],
)
def test_the_figure_that_is_wrong_is_named(change, sentence):
    check_type(SOUND, Figures)
    with pytest.raises(ConfigError) as error:
        check_type(SOUND | change, Figures)
    assert str(error.value).startswith(sentence)


def test_a_missing_figure_is_named():
    with pytest.raises(ConfigError, match=r"^It lacks 'quality'\.$"):
        check_type({"n": 3, "kl": 1.0}, Figures)
