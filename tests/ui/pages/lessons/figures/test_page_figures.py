"""The figures that lessons borrow from the pages: what they answer, and what their events mean."""

from dataclasses import replace

import numpy as np
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from tests.support.pages import ROOT
from ui.pages.lessons.figures.of_pages import dial, explorer, film, two_planes
from ui.pages.lessons.figures.of_pages.two_planes import answers as two_planes_answers
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.services.caches.recogniser import Reading
from vae_core.errors import RunError
from vae_core.latent.geometry import typical_image
from vae_core.training.train import train

SCRIPT = """
import sys
sys.path.insert(0, {root!r})
import streamlit as st
from ui.pages.lessons.figure import load_figure
from ui.services.caches import resources
resources._runs.clear()
st.session_state.result = load_figure({name!r})({state!r}, key="probe", revealed={revealed})
"""


def shown(name, state, *, revealed=True, before=()):
    """The result of a figure, and the app that drew it."""
    app = AppTest.from_string(
        SCRIPT.format(root=str(ROOT), name=name, state=state, revealed=revealed),
        default_timeout=120,
    )
    for key, value in before:
        app.session_state[key] = value
    app.run()
    assert not app.exception, app.exception
    return app.session_state.result, app


@pytest.fixture
def pair(spoilable, tiny_ae):
    """Runs `uci-digits/tiny`, a VAE, and `uci-digits/plain`, an AE."""
    train(tiny_ae, "plain", film="epochs")
    return {"left": "uci-digits/plain", "right": "uci-digits/tiny", "classes": [8, 6]}


def test_the_plane_says_where_it_is(spoilable):
    result, _app = shown("explorer", {"run": "uci-digits/tiny", "z": [0.25, -0.5]})
    assert result.query == {"dataset": "uci-digits", "run": "tiny", "z": "0.25,-0.5"}
    assert result.events == frozenset() and not result.fallback
    kept, _app = shown("explorer", {"run": "uci-digits/tiny"}, before=[("probe z", [1.0, 1.0])])
    assert kept.query["z"] == "1,1"


def test_a_place_far_from_all_codes_is_a_hole(trained):
    assert explorer._is_hole(trained, [1e3, 1e3])
    assert not explorer._is_hole(trained, trained.latents.mu.mean(0).tolist())
    middle = trained.latents.mu.mean(0).tolist()
    assert two_planes._in_a_hole((trained, trained), [middle, [1e3, 1e3]])
    assert not two_planes._in_a_hole((trained, trained), [middle, middle])


def test_the_two_planes_begin_at_typical_images(pair):
    result, _app = shown("two_planes", pair, revealed=False)
    st.cache_resource.clear()
    latents = chosen_run(pair["right"]).latents
    ends = [typical_image(latents, label) for label in (8, 6)]
    assert result.query["ends"] == ",".join(map(str, ends))
    assert (result.query["left"], result.query["right"]) == ("plain", "tiny")
    assert result.truth is None, "nothing is worked out before it is asked for"
    walk, _app = shown("two_planes", {**pair, "guess": "walk"}, revealed=False)
    at_a = latents.mu[ends[0]]
    assert np.allclose(
        [float(v) for v in walk.query["z"].split("~")[1].split(",")], at_a, atol=1e-3
    )


def test_an_answer_is_worked_out_from_the_models(trained, monkeypatch):
    def with_gaps(**gaps):
        return replace(trained, metrics={**trained.metrics, "gaps": gaps})

    few, many = (
        with_gaps(classes_prior=3, empty_share=0.45),
        with_gaps(classes_prior=8, empty_share=0.40),
    )
    reach = two_planes_answers.answer_to("reach", (few, many), (0, 1))
    assert reach.choice == 2 and "3 of the 10" in reach.sentence
    assert two_planes_answers.answer_to("reach", (many, few), (0, 1)).choice == 1
    assert two_planes_answers.answer_to("gaps", (few, many), (0, 1)).choice == 3
    assert two_planes_answers.answer_to("reach", (trained, trained), (0, 1)).choice is None

    a, b = (typical_image(trained.latents, label) for label in (8, 6))
    for labels, choice in (
        ([8] * 20 + [6] * 21, 1),
        ([8] * 15 + [3] * 10 + [6] * 16, 2),
        ([8] * 10 + [None] * 21 + [6] * 10, 3),
    ):
        read = [Reading(label or 0, 0.5 if label is None else 0.99) for label in labels]
        monkeypatch.setattr(two_planes_answers, "readings", lambda _d, _p, read=read: read)
        assert two_planes_answers.answer_to("walk", (trained, trained), (a, b)).choice == choice
    monkeypatch.setattr(two_planes_answers, "readings", lambda _d, _p: None)
    assert two_planes_answers.answer_to("walk", (trained, trained), (a, b)).choice is None


def test_the_dial_and_what_its_turns_reach(conditioned, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(conditioned.folder.parents[1]))
    result, _app = shown("dial", {"run": conditioned.id, "beta": 0.5})
    assert result.query["beta"] == "0.5" and result.query["dataset"] == "uci-digits"
    kl_by_beta = {10.0: 0.01, 0.01: 9.0, 1.0: 5.0}
    points = [{"beta": beta, "recon": 1.0, "kl": kl} for beta, kl in kl_by_beta.items()]
    run = replace(conditioned, metrics={**conditioned.metrics, "by_beta": points})
    assert dial._reached(run, 1.0, 0.1) == {"low"}
    assert dial._reached(run, 1.0, 10.0) == {"high", "collapsed"}
    assert dial._reached(run, 1.0, 2.0) == set()


def test_a_film_is_played_and_its_absence_is_a_sentence(pair, tiny):
    assert shown("film", {"run": "uci-digits/plain"})[0].query == {"run": "uci-digits/plain"}
    train(tiny, "unseen", film="none")
    st.cache_resource.clear()
    with pytest.raises(RunError, match="No film was taken"):
        film.show({"run": "uci-digits/unseen"}, key="film", revealed=True)


def test_a_run_that_is_not_here_is_a_sentence(checkpoints):
    st.cache_resource.clear()
    with pytest.raises(RunError, match="uci-digits/nothing, which this step shows, is not on"):
        chosen_run("uci-digits/nothing")
