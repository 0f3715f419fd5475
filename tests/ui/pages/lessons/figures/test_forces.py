"""The figures of lesson 6: what its prose and answers say is what the models show."""

import math
from types import SimpleNamespace

import numpy as np
import pytest

from tests.js.fixtures.clouds import decoded
from tests.support.pages import open_page
from ui.components.planes.dial import by_beta
from ui.pages.lessons.figures.forces import dimensions, thousands, twelve
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.pages.lessons.lesson.loader import lessons
from ui.pages.lessons.lesson.plans import PLANS
from vae_core.errors import RunError
from vae_core.latent.geometry import Latents
from vae_core.studies.sweep.store import load_sweep
from vae_core.studies.twelve_images import BETAS, twelve_images

PAGE = "pages/7_Lessons.py"
LESSON = lessons()[0]["forces"]
STEPS = {step.data.id: step for step in LESSON.steps}


def state(step_id: str) -> dict:
    return {**STEPS[step_id].data.state, "projector": False, "chosen": 0}


def true_choice(step_id: str) -> str:
    step = STEPS[step_id]
    return step.choices[step.data.prediction.answer - 1]


def true_choice_of(truth: int, step_id: str) -> str:
    return STEPS[step_id].choices[truth - 1]


@pytest.fixture
def mounted(monkeypatch):
    """(scene, how) of every mount, in place of the component."""
    seen = []

    def mount(scene, **how):
        seen.append((scene, how))
        return SimpleNamespace(done=None, fallback=False)

    for module in (twelve, thousands):
        monkeypatch.setattr(module, "clouds", mount)
    return seen


def test_error_alone_makes_needles_and_kl_alone_the_prior():
    models = twelve.study()
    assert "needles" in true_choice("error-alone")
    assert np.median(models[0.0].sigma) < 0.01 < 0.05 < np.median(models[1.0].sigma)
    assert "into one" in true_choice("kl-alone")
    alone = models[math.inf]
    assert np.allclose(alone.mu, 0, atol=0.05) and np.allclose(alone.sigma, 1, atol=0.05)


def test_answers_follow_from_the_models():
    models = twelve.study()
    assert twelve.gap(models) == 2
    assert "gaps narrower than the clouds" in true_choice_of(2, "both")
    assert 3 < twelve.widths_between(models[1.0]) < 6  # clouds of 3 sigma, 6 sigma wide
    assert twelve.merged(models) == 3
    assert twelve.widths_between(models[0.0]) > 100
    assert twelve.widths_between(models[1.0]) > twelve.widths_between(models[30.0])
    assert twelve.gap({1.0: models[0.0]}) == 1
    assert twelve.gap({1.0: models[100.0]}) == 3
    assert twelve.merged(dict.fromkeys((1.0, 10.0, 100.0), models[1.0])) == 4


def test_there_is_a_place_of_two_images_to_be_found():
    """The task of the step on beta: within 3 sigma of two clouds, a quarter of each at least."""
    assert _places_of_both(1.0) < _places_of_both(10.0) < _places_of_both(30.0)
    assert _places_of_both(10.0) >= 100


def test_where_two_clouds_overlap_the_picture_is_the_mean_of_both():
    """Weighed by their shares: far nearer to it than to the nearer of the two images."""
    x = twelve_images().images.reshape(12, -1) / 255
    z, share, is_both = _shares(10.0)
    pictures = decoded(10.0, z[is_both].astype(np.float32).tolist())
    mean = share[is_both] @ x
    nearer = np.min([((pictures - one) ** 2).mean(1) for one in x], axis=0)
    assert ((pictures - mean) ** 2).mean() < 0.5 * nearer.mean()


def _places_of_both(beta: float) -> int:
    return int(_shares(beta)[2].sum())


def _shares(beta: float):
    """Places of a grid, the share of each cloud there, and whether two clouds count."""
    model = twelve.study()[beta]
    along = np.linspace(-3.2, 3.2, 161)
    z = np.stack(np.meshgrid(along, along), -1).reshape(-1, 1, 2)
    away = np.linalg.norm((z - model.mu) / model.sigma, axis=2)
    log = -0.5 * away**2 - np.log(model.sigma).sum(1)
    share = np.exp(log - log.max(1, keepdims=True))
    share /= share.sum(1, keepdims=True)
    second = np.sort(np.where(away <= 3, share, 0), axis=1)[:, -2]
    return z[:, 0], share, second >= 0.25


def test_a_larger_beta_waits_for_the_answer(mounted):
    twelve.show(state("beta"), "a", revealed=False)
    twelve.show(state("beta"), "a", revealed=True)
    (scene, before), (_again, after) = mounted
    assert [stop.name for stop in scene.stops][::7] == ["error alone", "KL alone"]
    assert before["offered"] == [BETAS.index(1.0)]
    assert after["offered"] == list(range(len(BETAS)))
    assert before["stop"] == after["stop"] == BETAS.index(1.0)
    twelve.show(state("error-alone"), "b", revealed=False)
    twelve.show(state("error-alone"), "b", revealed=True)
    assert [how["hidden"] for _scene, how in mounted[2:]] == [True, False]
    twelve.show(state("kl-alone"), "c", revealed=True)
    assert mounted[-1][1]["stop"] == 1


def test_all_clouds_are_in_view(mounted):
    for step in LESSON.steps:
        if step.data.state.get("part") == "twelve":
            twelve.show(state(step.data.id), "a", revealed=True)
            scene = mounted[-1][0]
            assert all(np.abs(stop.mu).max() < scene.view.half for stop in scene.stops)


def test_clouds_over_a_code_are_counted():
    mu = np.zeros((600, 2), np.float32)
    mu[:, 0] = np.arange(600)
    latents = Latents(mu, np.zeros_like(mu), np.zeros(600, np.uint8))
    # At 2 sigma of width 1: two to each side.
    assert thousands.clouds_over("a", "b", latents, np.ones_like(mu)) == 4


def test_the_clouds_of_thousands_are_smaller_and_the_answer_counts_them(mounted):
    result = thousands.show(state("thousands"), "a", revealed=True)
    scene, _how = mounted[-1]
    (width, over) = scene.facts
    assert float(width.value) < np.median(twelve.study()[1.0].sigma)
    bounds = (0.5, 32, 316, math.inf)
    assert int(over.value) < bounds[result.truth - 1]
    assert sorted(image.label for image in scene.images) == sorted([*range(10), 4, 9])
    assert "mnist/vae-2d" in scene.note and "mean of all 10,000" in scene.note
    with pytest.raises(RunError, match="no VAE"):
        thousands.show({**state("thousands"), "run": "mnist/ae-2d"}, "b", revealed=True)


def test_dimensions_in_use_fall_with_beta():
    runs = [chosen_run(name) for name in state("collapse")["runs"]]
    used = [dimensions.active(run) for run in runs]
    assert used == sorted(used, reverse=True) and used[-1] == 0 < used[-2] < used[0]
    assert [dimensions.in_use(runs[i]) for i in (0, -2, -1)] == [1, 3, 4]
    asked = runs[state("collapse")["asks"]]
    assert f"β = {asked.config.training.beta:g}" in STEPS["collapse"].guess
    shown, waits = (str(dimensions.chart_html(runs, hidden=hidden)) for hidden in (None, 3))
    count = f"{dimensions.active(asked)} of 20 in use"
    assert count in shown and count not in waits
    assert shown.count("<rect") + shown.count("<circle") == 20 * len(runs)


def test_a_beta_of_784_has_collapsed_in_the_ladder_and_on_the_dial():
    given = state("pixels")
    last = max(by_beta.rungs(load_sweep(given["ladder"])), key=lambda rung: rung["beta"])
    assert "collapse" in true_choice("pixels")
    assert last["beta"] < 784 and last["kl"] < 0.1
    run = chosen_run(given["run"])
    _recon, kl = by_beta.at(run, run.config.model.betas[1])
    assert run.config.model.betas[1] < 784 and kl < 0.1


def test_without_mnist_it_opens_and_says_what_is_decoded(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path))
    for number in (3, 5):
        app = open_page(PAGE, lesson="forces", step=str(number))
        assert not app.exception and not app.error
    assert any("decoded from the codes" in caption.value for caption in app.caption)


def test_the_plan_of_45_minutes_has_both_forces():
    assert "forces" in PLANS["45"].lessons
