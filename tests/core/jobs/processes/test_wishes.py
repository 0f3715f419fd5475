"""A worker does what is wished of its training: pause, go on, slowly, stop, discard."""

import threading
import time
from dataclasses import replace

import pytest

from tests.core.jobs.processes.conftest import FAST, RUN, at_step
from vae_core.errors import CutOffError
from vae_core.jobs import records
from vae_core.jobs.limits import Limits, MachineLimits
from vae_core.jobs.processes import reporter
from vae_core.jobs.processes.worker import work
from vae_core.jobs.records import Job, Wish
from vae_core.runs.load import list_runs
from vae_core.training.loop.checkpoint import checkpoint_path
from vae_core.training.loop.step.losses import mean_losses


def _wish(want, pace=None):
    return lambda: records.write_wish(RUN, Wish(want, pace))


def test_a_pause_holds_it_and_costs_no_training(job, trained):
    seen = []

    def pause():
        _wish("pause")()
        threading.Timer(1.5, lambda: (seen.append(records.status(RUN)), _wish("go")())).start()

    run = work(job, on_progress=at_step(12, pause), **FAST)
    assert [(state.state, state.step) for state in seen] == [("paused", 12)]
    assert (
        run.metrics["files"]["weights.safetensors"]
        == (trained.metrics["files"]["weights.safetensors"])
    )
    assert run.metrics["seconds"] - seen[0].seconds < 1.0


def test_slow_motion_keeps_the_pace(job):
    records.write_wish(RUN, Wish("go", pace=8.0))
    began = time.monotonic()
    run = work(job, **FAST)
    assert time.monotonic() - began > 17 / 8
    assert run.metrics["seconds"] < 17 / 8


def test_stopped_it_is_kept_under_a_name_of_its_own(job):
    run = work(job, on_progress=at_step(12, _wish("stop")), **FAST)
    assert run.id == "uci-digits/tiny-stopped"
    assert run.metrics["stopped"] == {"step": 12, "of": 18}
    assert [line["epoch"] for line in run.metrics["history"]] == [1, 2]
    assert [run.film.steps[-1], records.status(RUN).state, records.status(RUN).run] == [
        12,
        "stopped",
        run.id,
    ]
    assert not checkpoint_path(RUN).exists()
    # Asked for again it is trained, not taken for this one.
    records.write_wish(RUN, Wish())
    assert work(job, **FAST).id == RUN


@pytest.mark.parametrize("step", [2, 12, 18])
def test_stopped_it_keeps_what_was_watched(job, digits, monkeypatch, step):
    """However slow the average: what is kept is as good as the weights were, and is what is shown
    last."""
    config = replace(job.config, training=replace(job.config.training, ema=0.999, lr=1e-2))
    job = replace(job, config=config)
    records.write_job(job)
    after_step, learned = reporter.JobReporter.after_step, []

    def loss(model):
        return sum(mean_losses(model, digits.val.x(), config.training, 0))

    def watched(self, trainer):
        if trainer.step == step:
            learned.append(loss(trainer.model))
        after_step(self, trainer)

    monkeypatch.setattr(reporter.JobReporter, "after_step", watched)
    run = work(job, on_progress=at_step(step, _wish("stop")), **FAST)
    assert loss(run.model()) < learned[0] + 0.5
    assert run.metrics["kept"] in ("average", "weights")
    assert records.snapshot(RUN).step == run.film.steps[-1]
    n = len(run.film.label)
    assert run.film.codes[-1] == pytest.approx(run.latents.mu[:n], abs=5e-3)


def test_a_second_one_that_is_stopped_gets_a_number(job):
    for name in ("tiny-stopped", "tiny-stopped-2"):
        records.write_wish(RUN, Wish())
        assert work(job, on_progress=at_step(3, _wish("stop")), **FAST).name == name


def test_stopped_in_its_first_epoch_it_is_measured_all_the_same(job):
    run = work(job, on_progress=at_step(2, _wish("stop")), **FAST)
    (line,) = run.metrics["history"]
    assert line["epoch"] == 1
    assert 100 < line["recon"] < 800
    assert run.metrics["best_epoch"] == 1


def test_discarded_it_leaves_nothing(job):
    with pytest.raises(CutOffError) as end:
        work(job, on_progress=at_step(12, _wish("discard")), keep_every=1e-9, **FAST)
    assert not end.value.keep
    assert records.status(RUN).state == "discarded"
    assert not checkpoint_path(RUN).exists()
    assert list_runs()[0] == []


def test_paused_for_too_long_it_makes_room_and_goes_on_later(job, trained, tiny):
    records.write_job(Job("uci-digits/next", replace(tiny, preset="next"), "2026-01-03"))
    limits = Limits(machine=MachineLimits(held=0))
    with pytest.raises(CutOffError) as end:
        work(job, on_progress=at_step(12, _wish("pause")), limits=limits, **FAST)
    assert end.value.keep
    state = records.status(RUN)
    assert (state.state, state.step) == ("aside", 12)
    assert "made room" in state.message
    records.write_wish(RUN, Wish())
    run = work(job, limits=limits, **FAST)
    assert (
        run.metrics["files"]["weights.safetensors"]
        == (trained.metrics["files"]["weights.safetensors"])
    )
    # The first step after it went on is noted with none.
    assert [point[0] for point in records.status(RUN).points] == [*range(1, 13), *range(14, 19)]


def test_slow_motion_ends_when_others_have_waited(job, tiny):
    records.write_job(Job("uci-digits/next", replace(tiny, preset="next"), "2026-01-03"))
    records.write_wish(RUN, Wish("go", pace=0.1))
    assert work(job, limits=Limits(machine=MachineLimits(held=0)), **FAST).id == RUN


def test_nobody_waits_behind_a_command(job, tiny):
    """Trained in the foreground, it may be paused for as long as one likes."""
    records.write_job(Job("uci-digits/next", replace(tiny, preset="next"), "2026-01-03"))
    timer = threading.Timer(0.4, _wish("go"))

    def pause():
        _wish("pause")()
        timer.start()

    limits = Limits(machine=MachineLimits(held=0))
    foreground = replace(job, foreground=True)
    assert work(foreground, on_progress=at_step(12, pause), limits=limits, **FAST).id == RUN
