"""A job for a worker."""

import pytest

from vae_core.jobs import records
from vae_core.jobs.processes import reporter
from vae_core.jobs.records import Job

RUN = "uci-digits/tiny"
FAST = {"iwae_samples": 0, "device": "cpu"}


@pytest.fixture
def job(tiny, checkpoints, monkeypatch):
    """A job of 18 steps in two epochs, listened to and noted after each."""
    monkeypatch.setattr(reporter, "_READS_WISH_EVERY", 0.0)
    monkeypatch.setattr(reporter, "_WRITES_EVERY", 0.0)
    one = Job(RUN, tiny, "2026-01-02T03:04:05+00:00", film="epochs")
    records.write_job(one)
    return one


def at_step(step, do):
    """An `on_progress` that does something after a step."""
    return lambda progress: do() if progress.step == step else None
