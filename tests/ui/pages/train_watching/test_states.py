"""The page of a training in each of its states."""

import math
import shutil
import socket
from dataclasses import replace
from types import SimpleNamespace

import pytest

from tests.support.pages import page_html, plain, sentences
from tests.support.runs.fits import with_training
from tests.ui.pages.train_watching.conftest import RUN, UNDER_WAY
from ui.pages.train.watch import result
from vae_core.data.datasets import DATASETS
from vae_core.jobs import queue, records
from vae_core.jobs.records import Status, Wish
from vae_core.runs.recording.snapshot import snapshot_bytes


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def prose(app) -> str:
    return plain(" ".join(e.value for kind in (app.markdown, app.caption) for e in kind))


def links(app) -> list[str]:
    return [f"{e.proto.page}?{e.proto.query_string}" for e in app.get("page_link")]


def test_a_training_can_be_paused_stopped_discarded_and_slowed_down(watch):
    app = watch(UNDER_WAY)
    assert labels(app) == ["Pause", "Stop and keep", "Discard it"]
    assert not sentences(app)
    for number, want in enumerate(("pause", "stop", "discard")):
        records.write_wish(RUN, Wish())
        app = watch(UNDER_WAY)
        app.button[number].click().run()
        assert records.wish(RUN).want == want
    records.write_wish(RUN, Wish())
    app = watch(UNDER_WAY)
    slider = app.select_slider[0]
    assert [slider.options[0], slider.options[-1]] == ["full speed", "1 step a second"]
    slider.set_value(10.0).run()
    assert records.wish(RUN) == Wish("go", 10.0)
    assert app.select_slider[0].value == 10.0
    app.select_slider[0].set_value(math.inf).run()
    assert records.wish(RUN).pace is None


def test_a_pace_set_elsewhere_is_shown_at_its_nearest_stop(watch):
    assert watch(UNDER_WAY, Wish("go", 5.0)).select_slider[0].value == 10.0
    assert watch(UNDER_WAY, Wish("go", 5000.0)).select_slider[0].value == math.inf


def test_only_those_who_may_can_change_it(watch):
    app = watch(UNDER_WAY, may=False)
    assert not labels(app) and not app.select_slider
    assert "Who asked for it can pause or stop it" in prose(app)


def test_title_and_facts_are_said_and_escaped(watch):
    app = watch(UNDER_WAY, title="<b>mine</b> & yours")
    assert "&lt;b&gt;mine&lt;/b&gt; &amp; yours" in page_html(app)
    for fact in (DATASETS["uci-digits"].title, "VAE", "784–16–2", "2-D latent", "β 1", "training"):
        assert fact in page_html(app), fact


def test_a_paused_one_can_be_resumed(watch):
    app = watch(replace(UNDER_WAY, state="paused"), Wish("pause"))
    assert labels(app) == ["Resume", "Stop and keep", "Discard it"]
    app.button[0].click().run()
    assert records.wish(RUN).want == "go"


def test_one_that_was_put_aside_says_why_and_is_queued_again(watch):
    app = watch(replace(UNDER_WAY, state="aside", message="It made room."))
    assert "It made room. Resume puts it into the queue again." in sentences(app)
    assert labels(app)[0] == "Resume"
    app.button[0].click().run()
    assert records.status(RUN).state == "waiting"
    assert queue.positions() == {RUN: 1}


def test_one_whose_process_died_says_so(watch):
    here = replace(UNDER_WAY, host=socket.gethostname())  # whose lock nobody holds
    app = watch(here)
    assert "interrupted" in page_html(app)
    assert "is taken up again from its last state" in sentences(app)
    assert "before step 25" in sentences(app)


def test_one_that_waits_says_how_many_are_before_it(watch, monkeypatch):
    assert "Starting…" in prose(watch(Status())), "nothing else is at work"
    other = "uci-digits/other"
    records.write_job(replace(records.jobs()[0], id=other))
    records.write_status(other, UNDER_WAY)
    for before, said in ((0, "Next in the queue"), (1, "1 before yours"), (2, "2 before yours")):
        monkeypatch.setattr(queue, "positions", lambda before=before: {RUN: before + 1})
        app = watch(Status())
        assert said in prose(app)
    assert labels(app) == ["Leave the queue"]
    app.button[0].click().run()
    assert records.status(RUN).state == "discarded"
    assert "nothing of it was kept" in sentences(app)


def test_while_it_is_stopped_or_measured_nothing_can_be_pressed(watch):
    assert not labels(watch(UNDER_WAY, Wish("stop")))
    assert "stopping" in page_html(watch(UNDER_WAY, Wish("stop")))
    assert not labels(watch(replace(UNDER_WAY, state="measuring"), Wish()))
    assert "pausing" in page_html(watch(UNDER_WAY, Wish("pause")))


def test_one_that_failed_says_why_and_can_go_on(watch):
    app = watch(replace(UNDER_WAY, state="failed", message="The disk is full."))
    assert "The disk is full." in sentences(app)
    assert labels(app)[0] == "Go on from where it stood"
    app.button[0].click().run()
    assert records.status(RUN).state == "waiting"
    assert not labels(watch(replace(UNDER_WAY, state="failed", message="So."), may=False))


@pytest.mark.parametrize("state", ["done", "stopped"])
def test_one_that_ended_shows_its_figures_film_and_where_to_go(watch, spoilable, state):
    ended = replace(UNDER_WAY, state=state, run=RUN, seconds=200.0, step=20, steps_per_epoch=10)
    app = watch(ended)
    assert not sentences(app)
    assert "3 min 20 s" in prose(app)
    assert ("Trained to its end: 2 epochs" if state == "done" else "step 20 of 20") in prose(app)
    assert "Kept: the weights after epoch 2" in prose(app)
    found = links(app)
    assert any("dataset=uci-digits&run=tiny" in link for link in found)
    assert any("Gallery?run=uci-digits%2Ftiny" in link for link in found)
    assert any("Train?view=runs" in link for link in found)
    assert "Test −ELBO" in page_html(app)
    labels = [e.proto.label for e in app.get("download_button")]
    assert [label for label in labels if "Film" in label] == ["Film as GIF", "Film as WebP"]


def test_only_a_training_of_ones_own_goes_to_the_class(watch, spoilable, monkeypatch):
    shared = []
    monkeypatch.setattr(result.in_class, "share_training", lambda run: shared.append(run.id))
    ended = replace(UNDER_WAY, state="done", run=RUN)
    watch(ended)
    assert not shared, "Ann has asked for it"
    monkeypatch.setattr(result, "visitor", lambda: SimpleNamespace(id="bob"))
    watch(ended, by=("bob",))
    watch(ended, followers=("bob",))
    assert shared == [RUN, RUN]


@pytest.mark.parametrize(
    ("metrics", "changes", "sentence"),
    [
        ({"kept": "average"}, {"ema": 0.9}, "the moving average of the weights after epoch 3, whi"),
        ({"kept": "weights"}, {"ema": 0.9}, "the weights after epoch 3, which did best"),
        ({}, {"ema": 0.9}, "the moving average of the weights after epoch 3, which did best"),
        (
            {"kept": "average"},
            {"ema": 0.9, "keep": "last"},
            "the moving average of the weights",
        ),
        ({"kept": "weights"}, {"keep": "last"}, "the weights after the last epoch."),
        (
            {"kept": "weights", "best_epoch": 18, "stopped": {"step": 175, "of": 2000}},
            {"epochs": 200},
            "the weights when it was stopped, after 17.5 epochs, which did best",
        ),
        (
            {"kept": "weights", "best_epoch": 17, "stopped": {"step": 175, "of": 2000}},
            {"epochs": 200},
            "the weights after epoch 17, which did best",
        ),
        (
            {"kept": "average", "best_epoch": 18, "stopped": {"step": 175, "of": 2000}},
            {"epochs": 200, "ema": 0.9, "keep": "last"},
            "the moving average of the weights when it was stopped, after 17.5 epochs.",
        ),
    ],
)
def test_which_weights_were_kept_is_said(tiny, metrics, changes, sentence):
    config = with_training(tiny, **changes)
    run = SimpleNamespace(config=config, metrics={"best_epoch": 3, **metrics}, imported_from="")
    assert result.kept_sentence(run).startswith(f"Kept: {sentence}")


def test_one_whose_run_was_deleted_since_says_so(watch):
    app = watch(replace(UNDER_WAY, state="done", run=RUN))
    assert "not here any more" in sentences(app)


def test_a_run_without_a_job_is_shown_as_done_and_anything_else_is_a_sentence(watch, spoilable):
    app = watch(job=RUN)
    assert "This training has ended" in prose(app)
    assert "Test −ELBO" in page_html(app)
    for foreign in ("uci-digits/nothing", "../../etc/passwd", "", "x" * 500):
        assert "There is no training" in sentences(watch(job=foreign))
    foreign = watch(job="**x**`")
    written = [e.value for kind in (foreign.warning, foreign.error, foreign.info) for e in kind]
    assert r"“\*\*x\*\*\`”" in " ".join(written), "it is shown as it is, not as Markdown"
    assert f"“{'x' * 80}…”" in sentences(watch(job="x" * 500))
    shutil.rmtree(spoilable)


def test_what_cannot_be_done_is_a_sentence(watch, monkeypatch):
    from vae_core.errors import RunError

    def refuse(*_):
        raise RunError("The queue of trainings is held.")

    app = watch(UNDER_WAY)
    monkeypatch.setattr(queue, "want", refuse)
    app.button[0].click().run()
    assert "The queue of trainings is held." in sentences(app)


def test_without_the_component_figures_and_pictures_are_native(watch, snapshot):
    watch(UNDER_WAY)
    records.write_snapshot(RUN, snapshot_bytes(snapshot))
    app = watch(UNDER_WAY)
    assert not app.metric
    app.session_state["live training is native"] = True
    app.run()
    assert not app.exception
    assert "could not start here" in sentences(app)
    assert [(m.label, m.value) for m in app.metric] == [
        ("Loss, nats", "164.3"),
        ("Reconstruction, nats", "160.3"),
        ("KL, nats", "4.0"),
    ]
    assert len(app.get("image")) == 3
