"""A worker notes how its training stands and shows it, and nothing else."""

from dataclasses import replace

import numpy as np
import pytest

from tests.core.jobs.processes.conftest import FAST, RUN, at_step
from tests.support.runs.fits import with_training
from vae_core.errors import ConfigError, CutOffError, RunError
from vae_core.files import atomic
from vae_core.jobs import records
from vae_core.jobs.processes import reporter
from vae_core.jobs.processes.worker import work, work_here
from vae_core.jobs.records import Job, Status
from vae_core.runs import layout
from vae_core.runs.load import load_run
from vae_core.runs.notes import metadata
from vae_core.training.loop.checkpoint import checkpoint_path, exclusive_training
from vae_core.training.train import train


def test_a_job_becomes_the_run_that_train_would_have_made(job, trained):
    run = work(job, **FAST)
    assert (
        run.metrics["files"]["weights.safetensors"]
        == (trained.metrics["files"]["weights.safetensors"])
    )
    state = records.status(RUN)
    assert (state.state, state.run, state.message, state.device) == ("done", RUN, "", "cpu")
    assert (state.step, state.total_steps, state.epoch) == (18, 18, 2)
    assert [point[0] for point in state.points] == list(range(1, 19))
    assert [line["epoch"] for line in state.history] == [1, 2]
    look = records.snapshot(RUN)
    assert look.step == 18
    assert np.abs(look.codes).max() < 10


def test_points_are_means_of_the_images_between(job, digits):
    work(job, **FAST)
    state = records.status(RUN)
    images = [128] * 8 + [len(digits.train) - 8 * 128]
    first = state.points[:9]
    assert sum(n * p[1] for n, p in zip(images, first, strict=True)) / sum(images) == (
        pytest.approx(state.history[0]["loss"], rel=1e-4)
    )
    assert all(p[1] == pytest.approx(p[2] + p[3], abs=2e-3) for p in first)


def test_many_points_are_thinned_to_means(monkeypatch):
    points = tuple((step, float(step), 1.0, 0.0) for step in range(1, 6))
    assert reporter._thinned(points) == points
    monkeypatch.setattr(reporter, "_MOST_POINTS", 4)
    assert reporter._thinned(points) == (
        (2, 1.5, 1.0, 0.0),
        (4, 3.5, 1.0, 0.0),
        (5, 5.0, 1.0, 0.0),
    )


def test_an_orphan_keeps_its_state_for_the_next_supervisor(job, monkeypatch):
    with pytest.raises(CutOffError, match="Interrupted after step 12 of 18"):
        work(
            job,
            on_progress=at_step(12, lambda: monkeypatch.setattr("os.getppid", lambda: 1)),
            **FAST,
        )
    assert layout.training_file(RUN, "status").read_text(encoding="utf-8").count('"lost"') == 1
    assert checkpoint_path(RUN).exists()


def test_what_goes_wrong_is_noted(job, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise RunError("The disk is full.")

    monkeypatch.setattr("vae_core.training.train.save_run", refuse)
    with pytest.raises(RunError):
        work(job, keep_every=1e-9, **FAST)
    state = records.status(RUN)
    assert (state.state, state.message, state.step) == ("failed", "The disk is full.", 18)
    assert checkpoint_path(RUN).exists()


def test_a_fault_is_noted_without_a_traceback(job):
    with pytest.raises(ZeroDivisionError):
        work(job, on_progress=lambda progress: 1 / 0, **FAST)
    assert records.status(RUN).message == "It broke (ZeroDivisionError: division by zero)."


def test_notes_that_cannot_be_written_cost_no_training(job, monkeypatch, caplog):
    write = atomic.write_bytes

    def full(path, content, **how):
        if path.suffix in (".status", ".snapshot"):
            raise OSError(28, "No space left on device")
        write(path, content, **how)

    monkeypatch.setattr(atomic, "write_bytes", full)
    assert work(job, **FAST).id == RUN
    assert "No space left on device" in caplog.text


def test_the_one_who_comes_second_changes_nothing(job):
    records.write_status(RUN, Status("waiting", message="as it was"))
    with exclusive_training(RUN), pytest.raises(RunError, match="being trained already"):
        work(job, **FAST)
    assert records.status(RUN).message == "as it was"


def test_a_command_leaves_nothing_but_its_run(tiny, checkpoints):
    run = work_here(RUN, tiny, **FAST)
    assert run.id == RUN
    assert [path.name for path in (checkpoints / "uci-digits").iterdir()] == ["tiny"]
    assert work_here(RUN, tiny, **FAST).metrics == run.metrics


def test_a_command_that_is_refused_leaves_no_job(tiny, checkpoints):
    with pytest.raises(ConfigError):
        work_here(RUN, tiny, device="abacus")
    assert records.jobs() == []


def test_a_command_takes_over_what_waits_and_no_other(tiny, checkpoints, monkeypatch):
    monkeypatch.setattr(reporter, "_READS_WISH_EVERY", 0.0)
    records.write_job(Job(RUN, tiny, "2026-01-02", "Mine", ("ab",)))
    other = with_training(tiny, seed=1)
    with pytest.raises(RunError, match="Another training waits under the name"):
        work_here(RUN, other, **FAST)
    seen = []
    work_here(RUN, tiny, on_progress=at_step(5, lambda: seen.append(records.read_job(RUN))), **FAST)
    assert (seen[0].foreground, seen[0].by) == (True, ("ab",))
    assert load_run(RUN).id == RUN


def test_a_command_does_not_touch_the_job_of_another_process(job, tiny):
    with exclusive_training(RUN), pytest.raises(RunError, match="being trained already"):
        work_here(RUN, tiny, **FAST)
    assert records.read_job(RUN) == job


def test_the_same_run_as_before_needs_no_job(tiny, checkpoints):
    train(tiny, film="none", iwae_samples=0)
    assert work_here(RUN, tiny, film="none").id == RUN
    assert records.jobs() == []


def test_a_job_that_was_deleted_is_not_trained_on(job):
    with pytest.raises(CutOffError, match="Its job was deleted"):
        work(job, on_progress=at_step(12, lambda: records.remove(RUN)), **FAST)
    assert list(layout.training_file(RUN, "job").parent.parent.iterdir()) == []


def test_a_run_knows_its_title_and_whose_it_is(job):
    asked = replace(job, title="Mine & <b>", by=("ab",))
    said = metadata.metadata(work(asked, **FAST))
    assert (said.title, said.by, said.asked) == ("Mine & <b>", ("ab",), job.asked)


def test_a_title_that_cannot_be_kept_costs_no_run(job, caplog):
    asked = replace(job, title="x" * 100, by=("ab",))
    assert work(asked, **FAST).id == RUN
    assert records.status(RUN).state == "done"
    assert "at most 60 characters" in caplog.text
