"""z in the address bar."""

import pytest

from ui.services.address.plane_url import axes_parameter, default_axes, format_z, z_parameter
from ui.services.address.url_state import parse
from vae_core.latent.geometry import View

VIEW = View((0.0, 0.0), 4.0)


def parse_z(text, view):
    values, problems = parse({"z": text}, {"z": z_parameter(view)})
    return values.get("z"), "".join(problems)


def parse_axes(text, dims):
    """(axes, "" or a sentence); None where the usual axes are shown instead."""
    values, problems = parse({"axes": text}, {"axes": axes_parameter(dims)})
    return values.get("axes"), "".join(problems)


def test_a_link_opens_the_place_it_was_made_at():
    z = [-0.6512, 0.8]
    assert parse_z(format_z(z), VIEW) == (z, "")


def test_a_link_is_short():
    assert format_z([-0.65000001, 0.0]) == "-0.65,0"
    assert format_z([-1e-9, 2.0]) == "0,2"


@pytest.mark.parametrize("text", ["", "abc", "1", "1,2,3", "nan,0", "0,inf", "1;2", "1,,2", ","])
def test_what_is_no_z_is_said(text):
    z, problem = parse_z(text, VIEW)
    assert z is None
    assert "is not two numbers" in problem
    assert text in problem


def test_a_place_off_the_plane_is_moved_to_its_edge():
    z, problem = parse_z("99,-1e9", VIEW)
    assert z == [16.0, -16.0]
    assert "lies off the plane" in problem


def test_a_long_text_is_cut():
    _, problem = parse_z("x" * 10_000, VIEW)
    assert len(problem) < 300


@pytest.mark.parametrize("dims", [1, 3, 10, 64])
def test_any_number_of_dimensions_goes_there_and_back(dims):
    view, z = View((0.0,) * dims, 4.0), [round(0.03 * i - 1, 2) for i in range(dims)]
    assert parse_z(format_z(z), view) == (z, "")
    assert parse_z("0.5,0.25", view)[0] is None


def test_the_sentence_says_how_many_numbers_are_wanted():
    assert "is not one number like -0.65." in parse_z("x", View((0.0,), 4.0))[1]
    assert "is not 10 numbers like -0.65,0.80,1.2,…" in parse_z("x", View((0.0,) * 10, 4.0))[1]


def test_a_long_place_off_the_plane_is_cut_in_the_sentence():
    z, problem = parse_z(",".join(["99"] * 64), View((0.0,) * 64, 4.0))
    assert z == [16.0] * 64
    assert len(problem) < 200


@pytest.mark.parametrize(
    ("text", "dims"),
    [
        *(("", 1), ("", 2), ("pc", 3), ("pc", 64), ("3,7", 10), ("1,64", 64)),
        *(("view:-22.5,36", 3), ("space:30,20", 3)),
    ],
)
def test_axes_of_a_link_are_obeyed(text, dims):
    assert parse_axes(text, dims) == (text, "")


@pytest.mark.parametrize(
    ("text", "dims"),
    [
        *(("pc", 2), ("1,2", 2), ("pc", 1), ("3,3", 10), ("0,1", 10), ("3,11", 10), ("3", 10)),
        *(("view:10,20", 10), ("view:999,0", 3), ("view:0,91", 3), ("<b>", 3), ("", 3)),
        *(("space:30,20", 10), ("space:30,20", 2), ("space:999,0", 3), ("space:", 3), ("3d", 3)),
    ],
)
def test_axes_that_a_run_does_not_have_are_said(text, dims):
    axes, problem = parse_axes(text, dims)
    assert axes is None
    assert default_axes(dims) == ("pc" if dims > 2 else "")
    assert "which this run does not have" in problem
