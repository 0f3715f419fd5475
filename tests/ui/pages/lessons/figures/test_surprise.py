"""The lesson on surprise: what its prose and its answers say is what its figures compute."""

import math
import re

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from tests.support.pages import ROOT
from ui.components.lessons import surprise as surprise_component
from ui.components.lessons.surprise import Bells, Boxes, Floor, Pixel
from ui.pages.lessons.figures import surprise
from ui.pages.lessons.figures.surprise.still import measures, still
from ui.pages.lessons.lesson.loader import lessons
from vae_core.errors import RunError
from vae_core.evaluation.rate_distortion.bounds import DistortionBounds

LESSON = lessons()[0]["surprise"]
STEPS = {step.data.id: step for step in LESSON.steps}


def scene(step_id):
    return surprise.scene_of(STEPS[step_id].data.state)


def true_choice(step_id) -> str:
    step = STEPS[step_id]
    return step.choices[step.data.prediction.answer - 1]


def kl(p, q) -> float:
    """KL of two bells in nats, as torch has it."""
    from torch.distributions import Normal, kl_divergence

    return float(kl_divergence(Normal(p.mu, p.sigma), Normal(q.mu, q.sigma)))


def test_the_true_numbers_of_questions_are_the_measures_of_the_boxes():
    for step_id, which in (("questions", 0), ("order", 0), ("cost", 1)):
        assert float(true_choice(step_id)) == pytest.approx(
            measures(scene(step_id))[which], abs=0.006
        )


def test_the_numbers_behind_the_choices_are_those_that_are_written():
    step = STEPS["cost"]
    assert [float(choice) for choice in step.choices] == step.data.state["guesses"]


def test_swapping_the_bells_makes_kl_grow():
    bells = scene("bells")
    assert true_choice("bells") == "it grows"
    assert kl(bells.q, bells.p) > 2 * kl(bells.p, bells.q)


def test_the_bell_of_least_reverse_kl_stands_on_the_larger_hump():
    humps = scene("humps").humps
    larger, smaller = sorted(humps, key=lambda hump: -hump.weight)
    x = np.linspace(-12, 12, 4001)

    def density(mu, sigma):
        return np.exp(-0.5 * ((x - mu) / sigma) ** 2) / (sigma * math.sqrt(2 * math.pi))

    p = sum(h.weight * density(h.mu, h.sigma) for h in humps)

    def cost(mu, sigma):
        q = np.maximum(density(mu, sigma), 1e-300)
        return (q * np.log(q / p)).sum() * (x[1] - x[0])

    mean = sum(h.weight * h.mu for h in humps)
    wide = math.sqrt(sum(h.weight * (h.sigma**2 + (h.mu - mean) ** 2) for h in humps))
    assert true_choice("humps") == "on the larger hump"
    others = [(smaller.mu, smaller.sigma), (mean, wide), (mean, larger.sigma)]
    assert cost(larger.mu, larger.sigma) < min(cost(*bell) for bell in others)


def test_the_pixel_costs_its_entropy():
    x, p = scene("pixel").x, scene("pixel").p
    assert x == p
    assert float(true_choice("pixel")) == pytest.approx(
        -x * math.log(x) - (1 - x) * math.log(1 - x), abs=0.005
    )


def test_the_floor_is_the_one_that_was_measured_and_under_every_model():
    from vae_core.studies.sweep.store import load_bounds

    floor = scene("floor")
    assert floor.entropy == load_bounds("mnist").floor
    assert len(floor.models) == 1 + len(STEPS["floor"].data.state["floor"]["runs"])
    assert all(model.recon > floor.entropy for model in floor.models)


def test_no_number_of_a_model_or_of_a_data_set_stands_in_the_prose():
    text = (ROOT / "ui/text/en/lessons/surprise.md").read_text(encoding="utf-8")
    floor = scene("floor")
    for value in (floor.entropy, *(model.recon for model in floor.models)):
        assert not re.search(rf"\b{value:.1f}|\b{value:.2f}|\b{value:.0f}\.", text)


def test_a_floor_that_was_not_measured_is_said(monkeypatch):
    monkeypatch.setattr(surprise, "load_bounds", lambda dataset: None)
    with pytest.raises(RunError, match="The floor of MNIST was not measured"):
        scene("floor")


def test_a_run_on_other_pixels_and_one_that_is_not_here_are_left_out(monkeypatch):
    monkeypatch.setattr(surprise, "load_bounds", lambda dataset: DistortionBounds(40.0, 200.0))
    names = ["mnist/vae-2d", "mnist/vae-2d-binarized", "mnist/nobody"]
    floor = surprise.scene_of({"floor": {"dataset": "mnist", "runs": names}})
    assert [model.note for model in floor.models[1:]] == ["mnist/vae-2d"]
    assert floor.models[1].name == "VAE, 2-D latent"


@pytest.mark.parametrize("wrong", [[4, 2, 1], [4, 2, 1, 2], [-1, 5, 2, 2]])
def test_eighths_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match="are not 4 eighths that sum to 8"):
        Boxes([2, 2, 2, 2], wrong, ["cross"])


@pytest.mark.parametrize("step_id", STEPS)
def test_every_figure_has_a_picture_for_browsers_that_cannot_run_it(step_id):
    image = still(scene(step_id))
    assert image.ndim == 2 and 0 <= image.min() < 0.5 < image.max() <= 1


def test_a_bar_of_infinite_length_ends_at_the_edge():
    bars = still(Boxes([4, 2, 1, 1], [0, 3, 2, 3], ["cross"]))
    assert bars[-30, -1] < 1
    assert still(Pixel(0.5, 0.0))[-30, -1] < 1


def test_the_kinds_of_scenes():
    kinds = [type(scene(step_id)) for step_id in STEPS]
    assert kinds == [Boxes, Boxes, Boxes, Bells, Bells, Pixel, Floor]


def app():
    import streamlit as st

    from ui.components.lessons import surprise as component
    from ui.pages.lessons.figures import surprise

    class States:
        done, fallback = st.session_state.done, False

    def mounted(key, data, **on_change):
        st.session_state.sent = data
        return States

    component._component = mounted  # the test sets it back
    state = st.session_state.state
    st.session_state.result = surprise.show(state, key="k", revealed=False)


@pytest.mark.parametrize(
    ("done", "events"),
    [(None, frozenset()), ("infinite-cost", frozenset()), (["a", "b"], frozenset({"a", "b"}))],
)
def test_what_has_happened_comes_back_and_the_guess_goes_in(monkeypatch, done, events):
    monkeypatch.setattr(surprise_component, "_component", None)
    opened = AppTest.from_function(app)
    opened.session_state.done = done
    opened.session_state.state = {**STEPS["cost"].data.state, "chosen": 2}
    opened.run()
    assert not opened.exception
    assert opened.session_state.result.events == events
    sent = opened.session_state.sent
    assert (sent["scene"], sent["said"], sent["revealed"]) == ("boxes", 2.0, False)
    assert sent["boxes"]["q"] == [1, 1, 2, 4]
