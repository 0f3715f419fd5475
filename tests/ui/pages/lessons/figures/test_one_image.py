"""Lesson 7 without the original images: decoded ones tell the same story."""

import numpy as np

from ui.pages.lessons.figures import one_step
from ui.pages.lessons.lesson.loader import lessons
from ui.services.caches import resources
from vae_core.runs.load import load_run


def test_decoded_images_lose_in_the_same_order_and_are_sent_the_same_ways():
    state = lessons()[0]["one-image"].steps[2].data.state
    run = load_run(state["run"])
    codes = run.latents.mu[state["images"]].astype(np.float32)
    images = np.round(255 * resources.decode_many(run, codes)).astype(np.uint8)
    visitors, _sigma = one_step._visitors(run, state["images"], list(images))
    lost = [v.descent.recon[0] + v.descent.kl[0] - v.own_loss for v in visitors]
    assert abs(lost[0]) < 1 < lost[2] < lost[1]
    assert [one_step._direction(run, visitors, shown) for shown in range(3)] == [1, 2, 2]
    assert one_step._direction(run, visitors[:1], 0) == 1, "as the first step asks it, alone"
