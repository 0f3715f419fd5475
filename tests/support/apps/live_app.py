"""A page that watches one training, and the training: files that a test writes as a worker does."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np

from vae_core.jobs import records
from vae_core.jobs.records import Job, Status
from vae_core.models.config import RunConfig
from vae_core.runs.recording.film import webp
from vae_core.runs.recording.snapshot import Snapshot, snapshot_bytes

RUN = "uci-digits/tiny"
N, STEPS, PER_EPOCH = 200, 90, 9
_APP = """
import streamlit as st
from ui.pages.train import watch
st.set_page_config(layout="wide")
watch.show(st.query_params.get("job", "{run}"))
"""


def write_app(folder: Path) -> Path:
    """The script of the page; beside it, the pages that it links to."""
    (folder / "pages").mkdir()
    for page in ("4_Train", "5_Gallery"):
        (folder / "pages" / f"{page}.py").write_text("", encoding="utf-8")
    script = folder / "app.py"
    script.write_text(_APP.format(run=RUN), encoding="utf-8")
    return script


class Training:
    """A training of 10 epochs that goes on when it is told to."""

    def __init__(
        self,
        config: RunConfig,
        root: Path,
        run: str = RUN,
        colour: tuple[float, float, float] | None = None,
    ) -> None:
        self.run, self.colour = run, colour
        training = replace(config.training, epochs=STEPS // PER_EPOCH)
        self.config, self.root = replace(config, training=training), root
        self.status = Status(state="training", total_steps=STEPS, steps_per_epoch=PER_EPOCH,
                             rate=3.0, seconds=10.0, host="elsewhere")  # fmt: skip
        records.write_job(Job(run, self.config, "2026-01-02T03:04:05+00:00", foreground=True), root)
        records.write_wish(run, records.Wish(), root)
        self.tell()

    def tell(self, **changes) -> None:
        """Write how it stands."""
        self.status = replace(self.status, **changes)
        records.write_status(self.run, self.status, root=self.root)

    def at(self, step: int, **changes) -> None:
        """As it stands after so many steps, with a look at the model: rings of codes that grow."""
        epochs = range(1, step // PER_EPOCH + 1)
        record = {"beta": 1.0, "loss": 0.0, "recon": 0.0, "kl": 0.0, "seconds": 1.0, "batches": ()}
        self.tell(
            step=step,
            points=tuple((k, 0.0, 200.0 - k, k / 10) for k in range(1, step + 1)),
            history=tuple(
                record | {"epoch": k, "val_recon": 210.0 - k, "val_kl": float(k)} for k in epochs
            ),
            **changes,
        )
        records.write_snapshot(self.run, snapshot_bytes(self.look(step)), self.root)

    def look(self, step: int) -> Snapshot:
        label = (np.arange(N) % 10).astype(np.uint8)
        angle = 2 * np.pi * label / 10
        reach = 3.0 * step / STEPS
        near = np.random.default_rng(0).normal(0, 0.1, (N, 2))
        codes = reach * np.column_stack([np.cos(angle), np.sin(angle)]) + near
        height, width = self.config.model.image_shape[1:]
        ink = np.full((1, height, width), step / STEPS)
        if self.colour is not None:
            ink = ink[..., None] * np.array(self.colour)
        return Snapshot(
            step=step,
            epoch=step / PER_EPOCH,
            codes=codes.astype(np.float32),
            label=label,
            axes="latent",
            shows="manifold",
            tiles=webp(np.repeat(ink, 225, 0), 15, 15),
            rows=15,
            columns=15,
            originals=webp(np.repeat(np.ones_like(ink), 10, 0), 1, 10),
            rebuilt=webp(np.repeat(ink, 10, 0), 1, 10),
            names=tuple(range(10)),
        )
