"""z in the address bar."""

import pytest

from ui.link import format_z, parse_z
from vae_core.latent import View

VIEW = View((0.0, 0.0), 4.0)


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
