"""A training that is watched."""

from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from ui.pages.train.watch import controls, result
from vae_core.jobs import records
from vae_core.jobs.records import Job, Status
from vae_core.runs.recording.film import webp
from vae_core.runs.recording.snapshot import Snapshot

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


@pytest.fixture
def watch(tmp_path, checkpoints, unattended, tiny, monkeypatch):
    """watch(status, wish) writes the files of a job and opens the page on it.

    Nobody is at work on it."""
    for page in ("4_Train", "5_Gallery"):
        (tmp_path / "pages").mkdir(exist_ok=True)
        (tmp_path / "pages" / f"{page}.py").write_text("", encoding="utf-8")
    script = tmp_path / "app.py"
    script.write_text(
        "import streamlit as st\n"
        "from ui.pages.train import watch\nwatch.show(st.query_params['job'])",
        encoding="utf-8",
    )

    def open_(status=None, wish=None, *, may=True, job=RUN, **changes):
        for part in (controls, result):
            monkeypatch.setattr(part, "may_change", lambda by: may)
        asked = "2026-01-02T03:04:05+00:00"
        if status:
            records.write_job(replace(Job(RUN, tiny, asked, by=("ann",)), **changes))
            records.write_status(RUN, status)
        if wish:
            records.write_wish(RUN, wish)
        app = AppTest.from_file(str(script), default_timeout=120)
        app.query_params["job"] = job
        app.run()
        assert not app.exception
        return app

    return open_
