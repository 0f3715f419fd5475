"""The dial of the KL weight: its numbers and pictures against PyTorch and the run."""

import re

import numpy as np
import pytest
from playwright.sync_api import expect

from tests.browser.kl_weight.conftest import decoded
from vae_core.latent.sampling import prior_samples
from vae_core.runs.conditions.beta_codes import codes_by_beta

EXACT = 1 / 255 + 1e-3


@pytest.mark.parametrize("beta", [0.01, 0.3, 1.0, 4.0, 20.0])
def test_the_picture_is_the_one_of_pytorch(open_dial, conditioned, beta):
    dial = open_dial(f"?beta={beta}")
    expected = decoded(conditioned, (0.5, -0.25), beta)
    assert np.abs(dial.painted("dial-picture") - expected).max() < EXACT
    rng = np.random.default_rng(0)
    for z in rng.normal(0, 2, (4, 2)):
        got = np.array(dial.ask("Array.from(it.decode(...given))", z.tolist(), beta))
        assert np.abs(got - decoded(conditioned, z, beta)).max() < EXACT


def test_betas_differ(dial, conditioned):
    """Or the test above would see nothing of the gates."""
    weak, strong = (decoded(conditioned, (0.5, -0.25), beta) for beta in (0.01, 20.0))
    assert np.abs(weak - strong).max() > 10 * EXACT
    before = dial.painted("dial-picture")
    dial.type("20")
    assert dial.beta == 20
    assert np.abs(dial.painted("dial-picture") - before).max() > 5 * EXACT


def test_codes_stand_where_they_were_kept_and_evenly_between(dial, conditioned):
    kept = codes_by_beta(conditioned)
    low, high = kept.betas[3], kept.betas[4]
    for beta, mu, sigma in [
        (low, kept.mu[3, 5], np.exp(0.5 * kept.logvar[3, 5])),
        (
            float(np.sqrt(low * high)),
            (kept.mu[3, 5] + kept.mu[4, 5]) / 2,
            np.exp(0.25 * (kept.logvar[3, 5] + kept.logvar[4, 5])),
        ),
    ]:
        got = dial.ask(
            "(({ mu, sigma }) => [...mu, ...sigma])(it.codes.posterior(5, given[0]))", beta
        )
        np.testing.assert_allclose(got[:2], mu, atol=2e-3)
        np.testing.assert_allclose(got[2:], sigma, rtol=2e-3)
        places = dial.ask("Array.from(it.codes.positionsAt(given[0]).slice(10, 12))", beta)
        np.testing.assert_allclose(places, mu, atol=2e-3)


def test_the_sentence_says_what_was_measured(dial, conditioned):
    for point in conditioned.metrics["by_beta"][::6]:
        dial.type(str(point["beta"]))
        assert dial.beta == pytest.approx(point["beta"], rel=0.005)  # three digits
        text = dial.page.get_by_test_id("sentence").inner_text()
        figures = re.search(
            r": ([\d.]+) nats buy the code, (\d+) nats of reconstruction error remain\.", text
        )
        assert float(figures[1]) == pytest.approx(point["kl"], abs=0.08)
        assert float(figures[2]) == pytest.approx(point["recon"], abs=0.6)


def test_the_curve_keeps_to_the_network_of_the_page(dial):
    """A ladder far outside it neither squeezes it nor is drawn over its edge."""
    drawn = dial.ask(
        """((curve) => {
          const far = { beta: 0.01, kl: 400, recon: 900 };
          const draw = (ladder) => {
            const chart = document.createElement("div"), one = Object.create(curve);
            Object.assign(one, { ladder, chart });
            one.resize(380, 196, 1);
            const rings = chart.querySelectorAll(".lse-dial-step-mark");
            return [rings.length, one.at(curve.curve[0])];
          };
          return [draw([]), draw([far]), draw([far, curve.curve[2]])];
        })(it.dial.curve)"""
    )
    assert [count for count, _ in drawn] == [0, 0, 1]
    assert drawn[0][1] == drawn[1][1] == drawn[2][1]


def test_what_stands_below_is_decoded_at_its_own_beta(dial, conditioned):
    dial.finish()
    expect(dial.page.get_by_test_id("step")).to_have_count(5)
    z = prior_samples(10, 2, 1.0, np.random.default_rng(0))
    steps = dial.ask(
        "it.dial.multiples.steps.map(({ beta, pictures }) =>"
        " [beta, Array.from(pictures['draw-9']), Array.from(pictures['image-2'])])"
    )
    assert [beta for beta, *_ in steps] == [0.03, 0.3, 1, 4, 20]
    for beta, draw, _ in steps:
        assert np.abs(np.array(draw) - decoded(conditioned, z[9], beta)).max() < EXACT
    kept = codes_by_beta(conditioned)
    (one,) = np.flatnonzero(kept.betas == 1.0)
    expected = decoded(conditioned, kept.mu[one, 2], 1.0)
    assert np.abs(np.array(steps[2][2]) - expected).max() < 0.02  # mu is kept as float16
