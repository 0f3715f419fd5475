"""What stands on the KL weight page, part by part: models of every beta, figures, planes."""

import numpy as np
import pytest
import torch

from tests.support.runs.kl_weight import RANGE, TURN, VIEW
from ui.pages.kl_weight import measurements, url
from ui.pages.kl_weight.beta_models import BetaModels, Step, dial_steps
from ui.pages.kl_weight.charts.posterior import ellipse
from ui.pages.kl_weight.sections import noise_test, picture_rows
from ui.services.address import url_state
from ui.widgets.charts import line_charts, rate_distortion
from ui.widgets.charts.spread import Spread
from ui.widgets.pictures import plane_image
from vae_core.errors import RunError
from vae_core.evaluation.rate_distortion.bounds import DistortionBounds
from vae_core.models.objectives.terms import recon_bce
from vae_core.runs.conditions.beta_codes import codes_by_beta
from vae_core.training.train import train


def test_every_choice_of_section_and_beta_is_written_as_it_is_read():
    def parse(**query: str):
        return url_state.parse(query, url.parameters(RANGE, VIEW, 10))

    assert parse(beta="0.05", section="planes") == ({"beta": 0.05, "section": "planes"}, [])
    assert parse(beta="20") == ({"beta": 20.0}, [])
    assert parse(beta="inf")[0] == {}


def test_models_know_their_network_and_its_betas_or_that_there_is_none(conditioned):
    models = BetaModels("uci-digits", conditioned, None, None, None, {})
    assert models.network is conditioned
    assert models.betas == conditioned.config.model.betas
    without = BetaModels("uci-digits", None, None, None, None, {})
    assert without.betas == (0.01, 100.0)
    with pytest.raises(RunError, match="no network of every beta for uci-digits"):
        _network = without.network


def test_a_plain_autoencoder_has_codes_but_no_posterior(tiny_ae, tmp_path):
    step = Step("AE", None, {}, train(tiny_ae, "plain", root=tmp_path, film="none"))
    assert step.codes()[1] is None
    with pytest.raises(RunError, match="plain autoencoder"):
        step.posterior()


def test_errors_with_and_without_the_image_are_those_of_the_model(conditioned, digits):
    step = dial_steps(BetaModels("uci-digits", conditioned, None, None, None, {}))[0]
    pixels = digits.test.images[:50]
    own, random = noise_test.measure(step, pixels)
    model, (mu, logvar) = conditioned.model(), step.codes()
    eps = np.random.default_rng(0).standard_normal(mu[:50].shape, dtype=np.float32)
    x = torch.from_numpy(pixels[:, None].astype(np.float32) / 255)
    with torch.no_grad():
        z = torch.from_numpy(mu[:50] + np.exp(0.5 * logvar[:50]) * eps)
        expected = recon_bce(model.decode(z, beta=0.01), x).mean().item()
    assert own == pytest.approx(expected, rel=1e-4)
    assert random > own


def test_the_steps_of_the_dial_are_kept_betas_with_their_own_codes(conditioned):
    steps = dial_steps(BetaModels("uci-digits", conditioned, None, None, None, {}))
    kept = codes_by_beta(conditioned)
    assert [steps[0].beta, steps[-1].beta] == [0.01, 20.0]
    assert np.array_equal(steps[-1].codes()[0], kept.mu[-1])
    assert all(step.figures["recon"] > 0 for step in steps)


def test_a_random_code_means_the_same_place_of_turned_planes(trained):
    step = Step("β 1", 1.0, {}, trained, rotation=np.array(TURN))
    z = picture_rows.prior_codes(2)
    assert step.turned(z @ step.rotation.T) == pytest.approx(z, abs=1e-6)


@pytest.mark.parametrize(("value", "text"), [(-0.04, "0.0"), (-1.25, "−1.2"), (0.5, "+0.5")])
def test_a_difference_has_its_sign_where_anything_is_left_of_it(value, text):
    assert measurements.signed(value) == text


def test_zero_has_a_place_of_its_own_and_no_line_reaches_it():
    series = [line_charts.Series("a", [0, 0.1, 1], [1, 2, 3], "joined")]
    figure = line_charts.against_beta("t", "u", series, "light")
    assert list(figure.data[0].x) == [line_charts.ZERO_AT, None, 0.1, 1]
    assert figure.layout.xaxis.ticktext[0] == "0"
    assert figure.data[0].customdata[0] == "0"


def test_the_tangent_at_the_dial_has_the_slope_of_minus_beta():
    points = [
        rate_distortion.Point(b, Spread(r, None), Spread(d, None))
        for b, r, d in ((0.1, 9.0, 131.0), (1.0, 6.5, 134.0), (8.0, 3.5, 148.0))
    ]
    bounds = DistortionBounds(45.53, 205.8)
    figure = rate_distortion.rate_distortion(points, points, points[2], bounds, "dark")
    tangent = next(t for t in figure.data if t.name and "slope" in t.name)
    (x0, x1), (y0, y1) = tangent.x, tangent.y
    assert (y1 - y0) / (x1 - x0) == pytest.approx(-8)
    lines = [t for t in figure.data if t.hoverinfo == "skip" and t is not tangent]
    assert lines
    assert all((t.y[1] - t.y[0]) / (t.x[1] - t.x[0]) == pytest.approx(-1) for t in lines)


def test_an_ellipse_turns_with_its_plane():
    x, y = ellipse((1.0, 0.0), (0.5, 0.1))
    assert (max(x), min(x)) == pytest.approx((1.5, 0.5))
    turned_x, turned_y = ellipse((1.0, 0.0), (0.5, 0.1), np.array(TURN))
    assert turned_y == pytest.approx(x)
    assert turned_x == pytest.approx([-v for v in y], abs=1e-5)


def test_a_plane_shows_its_codes_rings_and_class_numbers(trained):
    mu, label = trained.latents.mu, trained.latents.label
    half = plane_image.fitting_half(mu)
    assert (np.abs(mu) <= half).mean() > 0.98
    drawn = plane_image.plane_svg(mu, label, half, "light", 200, "codes")
    assert drawn.count("stroke-dasharray") == 2
    assert "data:image/png;base64," in drawn
    assert "\n" not in drawn
    # Codes far outside leave their number out.
    assert "<text" not in plane_image.plane_svg(mu + 99, label, half, "dark", 200, "codes")
