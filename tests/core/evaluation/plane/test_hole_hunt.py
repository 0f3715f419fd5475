"""The points of a hole hunt: the same for a class, about half garbage, and the score."""

from dataclasses import replace

import numpy as np
import pytest

from vae_core.errors import ConfigError
from vae_core.evaluation.plane.hole_hunt import SEEDS, HuntPoint, Survey, draw_points, score, survey
from vae_core.latent.geometry import home_view


def surveyed(garbage, n=2_000, seed=0):
    """A survey of which this share is garbage, at random."""
    rng = np.random.default_rng(seed)
    certainty = np.where(rng.random(n) < garbage, 0.5, 0.99)
    dots = np.resize(["supported", "thin", "hole"], n)
    return Survey(rng.random((n, 2), dtype=np.float32), np.zeros(n, np.uint8), certainty, dots)


BOTH = surveyed(0.1), surveyed(0.4, seed=1)


@pytest.fixture(scope="module")
def looked_at(trained, recogniser):
    return survey(trained, recogniser)


def test_a_seed_names_its_places():
    assert draw_points(7, *BOTH) == draw_points(7, *BOTH)
    assert len({draw_points(seed, *BOTH) for seed in range(20)}) == 20


def test_five_places_in_each_plane_in_shuffled_order():
    orders = [tuple(place.side for place in draw_points(seed, *BOTH)) for seed in range(20)]
    assert all(sum(order) == 5 and len(order) == 10 for order in orders)
    assert len(set(orders)) > 10


def test_about_half_are_garbage_and_the_last_answer_cannot_be_counted_out():
    counts = {
        tuple(
            sum(place.recognised for place in draw_points(seed, *BOTH) if place.side == s)
            for s in (0, 1)
        )
        for seed in range(40)
    }
    assert counts == {(2, 2), (2, 3), (3, 2), (3, 3)}


def test_no_place_is_asked_twice():
    for seed in range(20):
        points = draw_points(seed, *BOTH)
        assert len({(place.side, place.z) for place in points}) == 10


@pytest.mark.parametrize(("garbage", "recognised"), [(0.0, 5), (1.0, 0)])
def test_a_plane_without_garbage_or_without_digits_is_played_all_the_same(garbage, recognised):
    points = [place for place in draw_points(3, surveyed(garbage), BOTH[1]) if place.side == 0]
    assert [place.recognised for place in points] == [bool(recognised)] * 5


@pytest.mark.parametrize("seed", [-1, len(SEEDS), 1.5])
def test_what_is_no_seed_is_refused(seed):
    with pytest.raises(ConfigError, match="A seed is a whole number from 0 to 999999"):
        draw_points(seed, *BOTH)


def test_the_score_counts_both_planes_and_the_dots():
    asked = (
        HuntPoint(0, (0, 0), 3, 0.95, "hole"),
        HuntPoint(1, (0, 0), 3, 0.95, "thin"),
        HuntPoint(0, (0, 0), 3, 0.89, "hole"),
        HuntPoint(1, (0, 0), 3, 0.10, "supported"),
    )
    first, second = score(asked, [True, True, True])
    assert (first.right, first.asked, first.right_by_support) == (1, 2, 1)
    assert (second.right, second.asked, second.right_by_support) == (1, 1, 1)
    first, second = score(asked, [True, False, False, False])
    assert (first.right, second.right, second.right_by_support) == (2, 1, 1)
    assert [s.asked for s in score(asked, [])] == [0, 0]


def test_the_share_of_a_survey():
    dots = np.array(["supported", "thin", "hole", "hole"])
    whole = Survey(np.zeros((4, 2)), np.zeros(4), np.array([0.9, 0.2, 1.0, 0.89]), dots)
    assert whole.recognised_share() == 0.5
    assert whole.recognised_share("hole") == 0.5
    assert whole.recognised_share("supported") == 1.0
    assert np.isnan(replace(whole, support=dots[[0, 0, 1, 1]]).recognised_share("hole"))


def test_a_survey_covers_the_box_of_the_codes_that_is_shown(looked_at, trained):
    codes = trained.latents.mu
    view = home_view(codes, has_prior=True)
    low, high = np.percentile(codes, [0.5, 99.5], axis=0)
    assert (looked_at.z >= low).all() and (looked_at.z <= high).all()
    assert (np.abs(looked_at.z - view.center) <= view.half).all()
    assert (np.ptp(looked_at.z, axis=0) > 0.9 * (high - low)).all()
    assert set(looked_at.support) <= {"supported", "thin", "hole"}


def test_a_survey_reads_what_the_decoder_draws(looked_at, trained, recogniser):
    import torch

    with torch.no_grad():
        picture = trained.model().decode(torch.from_numpy(looked_at.z[:5])).sigmoid()
        likely = recogniser.model()(picture).softmax(1)
    assert looked_at.predicted[:5].tolist() == likely.argmax(1).tolist()
    assert looked_at.certainty[:5] == pytest.approx(likely.amax(1).numpy(), abs=1e-4)


def test_a_run_without_a_plane_or_another_recogniser_is_refused(trained, recogniser):
    model = replace(trained.config.model, latent_dim=3)
    deep = replace(trained, config=replace(trained.config, model=model))
    with pytest.raises(ConfigError, match="has no plane to hunt in"):
        survey(deep, recogniser)
    with pytest.raises(ConfigError, match="is no recogniser for uci-digits/tiny"):
        survey(trained, replace(recogniser, dataset="mnist"))
