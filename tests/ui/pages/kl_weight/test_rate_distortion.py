"""The plane of rate and distortion is drawn whatever figures its models have."""

import pytest

from ui.widgets.charts.rate_distortion import Point, rate_distortion, whole_plane
from ui.widgets.charts.spread import Spread


def _point(beta: float, rate: float, distortion: float) -> Point:
    return Point(beta, Spread(rate, None), Spread(distortion, None))


def _lines(figure) -> list:
    return [trace for trace in figure.data if trace.mode == "lines"]


def test_lines_of_one_elbo_lie_ten_nats_apart():
    figure = rate_distortion([_point(0.1, 30, 120), _point(1, 10, 130)], [], None, None, "light")
    totals = [line.x[0] + line.y[0] for line in _lines(figure)]
    assert totals == [130, 140, 150, 160]


@pytest.mark.parametrize("kl", [0.0, 1e4, 1e30, -1e30, 3e38])
def test_a_figure_beyond_all_measure_is_drawn_with_few_lines(kl):
    models = [_point(0.1, kl, 120.0), _point(1, 10.0, 130.0)]
    assert len(_lines(rate_distortion(models, models, models[0], None, "light"))) < 60
    assert whole_plane(models, models, None, None, "light").data
