"""Watching a training: what the browser is sent, and what the page says in each state."""

import io
import math
import re
import shutil
import socket
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.support.pages import plain, sentences
from ui.components import training_view
from ui.components.bundling import bundle
from ui.components.training_view import payload
from ui.pages.train.watch import controls, result
from vae_core.data.datasets import DATASETS
from vae_core.jobs import queue, records, supervisor
from vae_core.jobs.records import Job, Status, Wish
from vae_core.runs.film import webp
from vae_core.runs.snapshot import Snapshot, snapshot_bytes

RUN = "uci-digits/tiny"
N = 40
HISTORY = tuple(
    {"epoch": k, "beta": 1.0, "loss": 0.0, "recon": 0.0, "kl": 0.0, "val_recon": 150.0 - k,
     "val_kl": 3.0 + k, "seconds": 1.0, "batches": ()}
    for k in (1, 2)
)  # fmt: skip
UNDER_WAY = Status(
    state="training",
    step=25,
    total_steps=40,
    steps_per_epoch=10,
    epoch=2,
    rate=0.25,
    seconds=50.0,
    points=((5, 999.0, 200.0, 1.5), (25, 999.0, 160.26, 4.0)),
    history=HISTORY,
    host="elsewhere",
)


@pytest.fixture
def snapshot() -> Snapshot:
    """Tiles and rows of test images of one grey each, and a cloud around (1, -2)."""
    rng = np.random.default_rng(0)
    row = np.full((10, 28, 28), 0.5)
    return Snapshot(
        step=1234,
        epoch=1.5,
        codes=rng.normal([1, -2], 0.5, (N, 2)).astype(np.float32),
        label=(np.arange(N) % 10).astype(np.uint8),
        axes="latent",
        shows="manifold",
        tiles=webp(np.full((225, 28, 28), 0.25), 15, 15),
        rows=15,
        columns=15,
        originals=webp(row, 1, 10),
        rebuilt=webp(row / 2, 1, 10),
        names=tuple(range(10)),
    )


# ---- what the browser is sent -------------------------------------------------------


def test_a_look_comes_out_of_its_file_as_it_went_in(snapshot):
    found = payload.pack_snapshot(snapshot, is_vae=True)
    manifest, content = found.manifest, found.content
    codes = np.frombuffer(content, "<i2", 2 * N).reshape(N, 2) * manifest["scale"]
    assert np.abs(codes - snapshot.codes).max() < 1e-3
    assert content[4 * N : 5 * N] == snapshot.label.tobytes()
    starts = [5 * N, *manifest["ends"]]
    pictures = [content[a:b] for a, b in zip(starts, manifest["ends"], strict=False)]
    assert pictures == [snapshot.tiles, snapshot.originals, snapshot.rebuilt]
    assert [Image.open(io.BytesIO(p)).size for p in pictures] == [(420, 420), (280, 28), (280, 28)]
    assert (manifest["step_text"], manifest["n"], len(content)) == ("1,234", N, starts[-1])


def test_rings_and_a_view_around_the_prior_are_for_a_vae_in_its_own_plane(snapshot):
    own = payload.pack_snapshot(snapshot, is_vae=True).manifest
    assert own["rings"]
    assert own["view"] == {"center": (0.0, 0.0), "half": 4.0}
    for other in (
        payload.pack_snapshot(snapshot, is_vae=False).manifest,
        payload.pack_snapshot(replace(snapshot, axes="pc"), is_vae=True).manifest,
    ):
        assert not other["rings"]
        assert other["view"]["center"] == pytest.approx((1, -2), abs=0.5)
        assert other["view"]["half"] < 3


@pytest.mark.parametrize(
    ("kind", "dim", "expected"),
    [
        ("vae", 1, ("latent", "samples", True)),
        ("vae", 2, ("latent", "manifold", True)),
        ("vae", 10, ("pc", "samples", False)),
        ("ae", 1, ("latent", "reconstructions", False)),
        ("ae", 2, ("latent", "manifold", False)),
        ("ae", 10, ("pc", "reconstructions", False)),
    ],
)
def test_what_will_be_shown_is_what_a_viewer_shows(tiny, digits, kind, dim, expected):
    from vae_core.models.autoencoders import build_model
    from vae_core.training.loop.recorder import LiveRecorder

    config = replace(tiny, model=replace(tiny.model, kind=kind, latent_dim=dim))
    shows = payload.shows(config)
    assert (shows["axes"], shows["shows"], shows["rings"]) == expected
    look = LiveRecorder(config, digits).record(1, 0.1, build_model(config.model))
    assert (look.axes, look.shows) == expected[:2]
    assert payload.pack_snapshot(look, is_vae=kind == "vae").manifest["rings"] == expected[2]
    assert shows["plots"] == (["loss", "recon", "kl"] if kind == "vae" else ["recon"])


def test_curves_are_in_epochs_and_the_loss_is_the_sum_of_its_parts():
    curves = payload.curves(UNDER_WAY, ["loss", "recon", "kl"])
    assert curves["recon"] == ([(0.5, 200.0), (2.5, 160.26)], [(1, 149.0), (2, 148.0)])
    assert curves["kl"] == ([(0.5, 1.5), (2.5, 4.0)], [(1, 4.0), (2, 5.0)])
    assert curves["loss"] == ([(0.5, 201.5), (2.5, 164.26)], [(1, 153.0), (2, 153.0)])
    assert payload.curves(Status(), ["kl"]) == {"kl": ([], [])}


def test_progress_says_epoch_step_and_time_and_why_it_stands_still():
    def said(state, **changes):
        return payload.progress_words(replace(UNDER_WAY, state=state, **changes), 4)

    assert said("training") == "epoch 2.5 of 4 · step 25 of 40 · 1 min left"
    assert said("training", seconds=1.0) == "epoch 2.5 of 4 · step 25 of 40"
    assert said("training", rate=0.0) == "epoch 2.5 of 4 · step 25 of 40"
    assert said("paused") == "Paused · epoch 2.5 of 4 · step 25 of 40"
    assert said("training", step=3, rate=10.0) == "epoch 0.30 of 4 · step 3 of 40 · 4 s left"
    assert "being measured" in said("measuring")
    assert said("training", total_steps=0).startswith("Starting")
    assert payload.part(UNDER_WAY) == 25 / 40
    assert payload.part(Status()) == 0.0


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "0 s"), (59.4, "59 s"), (60, "1 min"), (200, "3 min 20 s"), (1234, "20 min"),
     (3600, "1 h 0 min"), (3900, "1 h 5 min")],
)  # fmt: skip
def test_a_time_as_it_is_said(seconds, said):
    assert payload.spell(seconds) == said


def test_the_component_is_one_module_without_a_name_twice():
    text = bundle.javascript(Path(training_view.__file__).parent)
    names = re.findall(r"^(?:async )?(?:function|class) (\w+)", text, re.MULTILINE)
    assert {"Watcher", "GlidingCloud", "Plot", "Plane"} <= set(names)
    assert len(names) == len(set(names))
    assert not re.search(r"^import ", text, re.MULTILINE)


def test_every_word_the_component_asks_for_is_there():
    folder = Path(training_view.__file__).parent / "js"
    asked = {
        key
        for path in folder.glob("*.js")
        for key in re.findall(r"\bwords\.(\w+)", path.read_text(encoding="utf-8"))
    }
    assert asked <= set(training_view.words())


# ---- the page in each state -----------------------------------------------------------


@pytest.fixture
def watch(tmp_path, checkpoints, tiny, monkeypatch):
    """watch(status, wish) writes the files of a job and opens the page on it.

    Nobody is at work on it, so that no supervisor is wanted."""
    for page in ("4_Train", "5_Gallery"):
        (tmp_path / "pages").mkdir(exist_ok=True)
        (tmp_path / "pages" / f"{page}.py").write_text("", encoding="utf-8")
    script = tmp_path / "app.py"
    script.write_text(
        "import streamlit as st\n"
        "from ui.pages.train import watch\nwatch.show(st.query_params['job'])",
        encoding="utf-8",
    )
    monkeypatch.setattr(supervisor, "ensure_supervisor", lambda root=None: None)
    monkeypatch.setattr(supervisor, "ensure_supervisor", lambda root=None: None)

    def open_(status=None, wish=None, *, may=True, job=RUN, **changes):
        for part in (controls, result):
            monkeypatch.setattr(part, "may_change", lambda by: may)
        asked = "2026-01-02T03:04:05+00:00"
        if status:
            records.write_job(replace(Job(RUN, tiny, asked, by=("ann",)), **changes))
            records.write_status(RUN, status)
        if wish:
            records.write_wish(RUN, wish)
        app = AppTest.from_file(str(script), default_timeout=30)
        app.query_params["job"] = job
        app.run()
        assert not app.exception
        return app

    return open_


def labels(app) -> list[str]:
    return [button.label for button in app.button]


def html(app) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


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
    assert "&lt;b&gt;mine&lt;/b&gt; &amp; yours" in html(app)
    for fact in (DATASETS["uci-digits"].title, "VAE", "784–16–2", "2-D latent", "β 1", "training"):
        assert fact in html(app), fact


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
    assert "interrupted" in html(app)
    assert "is taken up again from its last state" in sentences(app)
    assert "before step 25" in sentences(app)


def test_one_that_waits_says_how_many_are_before_it(watch, monkeypatch):
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
    assert "stopping" in html(watch(UNDER_WAY, Wish("stop")))
    assert not labels(watch(replace(UNDER_WAY, state="measuring"), Wish()))
    assert "pausing" in html(watch(UNDER_WAY, Wish("pause")))


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
    assert "Test −ELBO" in html(app)
    assert [e.proto.label for e in app.get("download_button")] == ["Film as GIF", "Film as WebP"]


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
    ],
)
def test_which_weights_were_kept_is_said(tiny, metrics, changes, sentence):
    config = replace(tiny, training=replace(tiny.training, **changes))
    run = SimpleNamespace(config=config, metrics={"best_epoch": 3, **metrics})
    assert result.kept_sentence(run).startswith(f"Kept: {sentence}")


def test_one_whose_run_was_deleted_since_says_so(watch):
    app = watch(replace(UNDER_WAY, state="done", run=RUN))
    assert "not here any more" in sentences(app)


def test_a_run_without_a_job_is_shown_as_done_and_anything_else_is_a_sentence(watch, spoilable):
    app = watch(job=RUN)
    assert "This training has ended" in prose(app)
    assert "Test −ELBO" in html(app)
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
