"""The way along neighbours, and the length of a way of pictures."""

import time

import numpy as np
import pytest

from vae_core.errors import ConfigError
from vae_core.latent.geodesic import image_path_length, shortest_path

# Codes round a ring: the straight way between two opposite ones crosses empty space.
TURN = np.linspace(0, 2 * np.pi, 200, endpoint=False)
RING = np.stack([np.cos(TURN), np.sin(TURN)], axis=1).astype(np.float32)


def test_a_way_stays_on_the_data_and_takes_the_shorter_side():
    way = shortest_path(RING, 10, 90, k=4)
    assert (way[0], way[-1]) == (10, 90)
    assert (np.diff(way) > 0).all()
    assert np.linalg.norm(np.diff(RING[way], axis=0), axis=1).max() < 0.1
    assert np.linalg.norm(RING[way], axis=1).min() == pytest.approx(1.0, abs=1e-5)


def test_it_is_the_shortest_one_in_the_graph():
    """A detour over a code that lies off the straight line is longer than the direct step."""
    codes = np.array([[0, 0], [1, 0], [2, 0], [1, 0.5]], np.float32)
    assert shortest_path(codes, 0, 2, k=1).tolist() == [0, 1, 2]
    assert shortest_path(codes, 0, 2, k=3).tolist() in ([0, 2], [0, 1, 2])


def test_a_way_to_oneself_is_one_code():
    assert shortest_path(RING, 5, 5).tolist() == [5]


def test_equal_codes_are_joined():
    codes = np.repeat(RING[:20], 4, axis=0)
    way = shortest_path(codes, 0, 79, k=5)
    assert (way[0], way[-1]) == (0, 79)


def test_two_islands_are_joined_by_more_neighbours():
    islands = np.concatenate([RING[:30], RING[:30] + 50])
    way = shortest_path(islands, 0, 59, k=5)
    assert (way[0], way[-1]) == (0, 59)
    assert (np.linalg.norm(np.diff(islands[way], axis=0), axis=1) > 40).sum() == 1


def test_islands_too_far_apart_are_refused():
    islands = np.concatenate([np.tile(RING, (2, 1)), np.tile(RING, (2, 1)) + 50])
    with pytest.raises(ConfigError, match="No path leads from code 0 to code 799, even with 160"):
        shortest_path(islands, 0, 799, k=10)


@pytest.mark.parametrize("ends", [(0, 200), (-1, 3)])
def test_an_end_that_is_no_code_is_refused(ends):
    with pytest.raises(ConfigError, match="there are 200, from 0 on"):
        shortest_path(RING, *ends)


def test_the_second_way_is_quick():
    codes = np.random.default_rng(0).standard_normal((10_000, 2)).astype(np.float32)
    shortest_path(codes, 0, 1)
    started = time.process_time()
    shortest_path(codes, 2, 3)
    assert time.process_time() - started < 0.05


def test_the_length_of_pictures():
    blank, ink = np.zeros((28, 28)), np.ones((28, 28))
    assert image_path_length(np.stack([blank, ink])) == pytest.approx(28.0)
    assert image_path_length(np.stack([blank, ink, blank, ink / 2])) == pytest.approx(28 * 2.5)
    assert image_path_length(blank[None]) == 0.0
    corner = np.zeros((3, 28, 28))
    corner[1, 0, 0], corner[2, 0, 1] = 3.0, 4.0
    assert image_path_length(corner) == pytest.approx(3 + 5)
    assert image_path_length(corner[[0, 2]]) == pytest.approx(4)
