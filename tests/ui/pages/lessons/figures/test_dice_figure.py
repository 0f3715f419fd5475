"""The figure of lesson 5: what its prose says of the spread is what the throws show."""

import numpy as np
import pytest

from ui.pages.lessons.figures import dice
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.pages.lessons.figures.shared.test_image import test_image as image_of
from ui.pages.lessons.lesson.loader import lessons


@pytest.fixture(scope="module")
def throws():
    run = chosen_run("mnist/vae-2d")
    (image,) = {step.data.state["image"] for step in lessons()[0]["dice"].steps}
    return dice._throws(run.id, run.weights_hash, image_of(run, image).tobytes(), run)


def test_one_throw_shakes_by_more_than_the_mean(throws):
    through_z = throws.at_z[:, 0]
    assert through_z.std() > abs(through_z.mean())


def test_the_row_with_a_baseline_looks_narrow_but_a_few_throws_lie_far_out(throws):
    def half(values):
        low, high = np.quantile(values, [0.25, 0.75])
        return high - low

    baseline, through_z = throws.score_baseline[:, 0], throws.at_z[:, 0]
    assert half(baseline) < half(through_z)
    assert baseline.std() > through_z.std()
