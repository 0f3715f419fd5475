"""The figure of lesson 4: its truth, its events, and its images where MNIST is not here."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from tests.js.fixtures.bound import least_kl
from tests.support.pages import open_page
from ui.components.lessons.bound.words import words
from ui.pages.lessons.figures import bound as figure
from ui.pages.lessons.lesson.loader import lessons
from ui.services.caches.posterior import exact_posterior
from vae_core.data.datasets import has_files, load_dataset
from vae_core.runs.load import load_run

PAGE = "pages/7_Lessons.py"
STATE = {"images": [4, 30, 15], "run": "uci-digits/vae-2d", "projector": False}


@pytest.fixture
def scenes(monkeypatch):
    """Every scene that the figure mounts, in place of the component."""
    seen = []

    def mount(scene, *, key, on_change):
        seen.append(scene)
        return SimpleNamespace(fallback=False)

    monkeypatch.setattr(figure, "bound", mount)
    return seen


def test_the_truth_is_worked_out_from_the_posteriors(scenes):
    state = {**STATE, "asks": "largest gap", "hidden": ["gaps"], "fits": ["encoder"]}
    truth = figure.show(state, key="a", revealed=False).truth
    gaps = [other.gap for other in scenes[-1].gallery]
    assert gaps[truth - 1] == max(gaps)
    assert (scenes[-1].hidden, scenes[-1].fits) == (["gaps"], ["encoder"])
    figure.show(state, key="a", revealed=True)
    assert scenes[-1].hidden == ()
    assert scenes[-1].fits == ("encoder", "upright", "tilted")


def test_what_an_upright_gaussian_leaves_is_told_by_the_tilt():
    along = np.linspace(-5, 5, 61)
    z = np.stack(np.meshgrid(along, along), -1)
    covariance = np.array([[1.0, 0.42], [0.42, 0.5]])
    log_p = -0.5 * np.einsum("...i,ij,...j", z, np.linalg.inv(covariance), z)
    exact = SimpleNamespace(z=z, log_posterior=log_p - math.log(np.exp(log_p).sum()))
    rho2 = 0.42**2 / 0.5
    assert figure.upright_rest(exact) == pytest.approx(-0.5 * math.log(1 - rho2), abs=1e-3)


def test_letting_go_of_q_is_an_event_where_it_is_close_enough():
    assert figure._events({"kl": 16.0, "drop": -12.0}) == set()
    assert figure._events({"kl": 0.4, "drop": -3.0}) == {"gap 1"}
    assert figure._events({"kl": 0.04, "drop": -0.2}) == {"gap 1", "gap 0.1", "peak"}


def test_no_label_beside_a_question_says_its_answer():
    steps = [
        step for step in lessons()[0]["bound"].steps if isinstance(step.data.prediction.answer, int)
    ]
    true = {step.choices[step.data.prediction.answer - 1].removeprefix("it ") for step in steps}
    shown = " ".join(text for key, text in words().items() if not key.startswith("fallback"))
    assert "stands still" in true and not any(answer in shown for answer in true)


@pytest.mark.parametrize("key", ["images", "other_images"])
def test_the_gaps_to_compare_were_not_seen_before(key):
    steps = {step.data.id: step.data.state for step in lessons()[0]["bound"].steps}
    before = {image for name in ("code", "cost", "upright") for image in steps[name][key]}
    assert not before & set(steps["missed"][key])
    assert {"elbo", "kl"} <= set(steps["upright"]["hidden"])


def test_the_mean_gap_stands_with_how_it_was_measured():
    run = load_run("mnist/vae-2d")
    measured = run.metrics["evaluation"]
    line = figure.mean_gap_line(run)
    assert f"{measured['neg_elbo'] - measured['iwae']:.1f} nats or more" in line
    assert "10,000 test images" in line and "100 draws" in line
    other = SimpleNamespace(id="a/b", metrics={"evaluation": {"recon": 1.0}})
    assert figure.mean_gap_line(other) is None


def test_every_task_waits_for_an_event_of_the_figure():
    known = {"peak", "gap 1", "gap 0.1", "other"}
    tasks = [step.data.task for step in lessons()[0]["bound"].steps if step.data.task]
    assert tasks and {task.event for task in tasks} <= known


def test_without_mnist_the_lesson_works_with_the_digits_of_scikit_learn(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    app = open_page(PAGE, lesson="bound", step="3")
    assert not app.exception and not app.error
    assert any("MNIST" in button.label for button in app.button)


@pytest.mark.parametrize(("run", "images"), [("run", "images"), ("other_run", "other_images")])
def test_every_gap_that_a_task_asks_for_can_be_reached(run, images):
    for step in lessons()[0]["bound"].steps:
        task, state = step.data.task, step.data.state
        if task is None or not task.event.startswith("gap "):
            continue
        model = load_run(state[run])
        if not has_files(model.dataset):
            pytest.skip(f"needs the images of {model.dataset}")
        x = load_dataset(model.dataset).test.images[state[images][0]] / 255.0
        n = 5 if "tilted" in state.get("fits_revealed", ("tilted",)) else 4
        assert least_kl(exact_posterior(model, x), n) < float(task.event.removeprefix("gap "))
