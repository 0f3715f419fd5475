"""What a training costs the app, and what the app costs a training.

    VAE_DATA_DIR=... python -m benchmarks.classroom [--epochs 4] [--rounds 3] [--json]

Seconds an epoch of the same training: by `train` in a process of its own, as on the command line,
and from the queue, where it is noted, shown and listened to, and gives way to the app. The two take
turns, so a busy machine slows both. Then the share of the training that notes and looks take; and
how long the app takes to answer a release on Explore while a training from the queue runs, beside
the same with nothing running. Chromium, the server and the training share this machine.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import sync_playwright

from benchmarks.browser import READY, launch, serve
from benchmarks.frames import p95
from benchmarks.page import Wire, release
from vae_core.files.roots import checkpoints_root
from vae_core.jobs import records
from vae_core.jobs.processes.reporter import JobReporter
from vae_core.jobs.processes.worker import work
from vae_core.jobs.queue import enqueue, want
from vae_core.models.presets import make_config
from vae_core.runs.load import load_run
from vae_core.training.loop.trainer import Trainer

_PRESET, _DATASET, _RUN = "ladder-2d", "mnist", "mnist/vae-2d"
_BY_HAND = """
import sys
from vae_core.models.presets import make_config
from vae_core.training.train import train
train(make_config({preset!r}, {dataset!r}, epochs={epochs}, seed={seed}), {name!r}, iwae_samples=0)
"""


def epochs_by_hand(root: Path, epochs: int, seed: int) -> list[float]:
    """Seconds of each epoch, trained by a program that does nothing else."""
    name = f"by-hand-{seed}"
    words = _BY_HAND.format(preset=_PRESET, dataset=_DATASET, epochs=epochs, seed=seed, name=name)
    environment = {**os.environ, "VAE_CHECKPOINTS_DIR": str(root)}
    subprocess.run([sys.executable, "-c", words], env=environment, check=True)
    return _epochs(root, f"{_DATASET}/{name}")


def epochs_from_the_queue(root: Path, epochs: int, seed: int) -> list[float]:
    """Seconds of each epoch of the same training, asked for."""
    config = make_config(_PRESET, _DATASET, epochs=epochs, seed=seed)
    # Otherwise it would be the run that was just trained by hand.
    asked = enqueue(replace(config, training=replace(config.training, seed=seed + 1000)), root=root)
    _wait(lambda: records.status(asked.id, root).state in records.ENDED)
    return _epochs(root, asked.id)


def watching(epochs: int) -> float:
    """The share of a training that its notes, looks and listening take."""
    spent, look = [], JobReporter.after_step

    def timed(reporter: JobReporter, trainer: Trainer) -> None:
        began = time.perf_counter()
        look(reporter, trainer)
        spent.append(time.perf_counter() - began)

    with tempfile.TemporaryDirectory() as folder:
        config = make_config(_PRESET, _DATASET, epochs=epochs)
        job = records.Job(f"{_DATASET}/watched", config, "now")
        records.write_job(job, folder)
        JobReporter.after_step = timed
        try:
            run = work(job, root=folder, iwae_samples=0)
        finally:
            JobReporter.after_step = look
    return sum(spent) / run.metrics["seconds"]


def answers(while_training: bool) -> list[float]:
    """Milliseconds from each of 40 releases on Explore to the last message that answers it."""
    with sync_playwright() as playwright, serve() as server, _training(while_training):
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        wire = Wire()
        wire.watch(page.context.new_cdp_session(page))
        dataset, name = _RUN.split("/")
        page.goto(f"{server.address}/?dataset={dataset}&run={name}")
        page.wait_for_selector(READY)
        page.wait_for_timeout(2000)
        measured = [release(page, wire, i) for i in range(40)]
        browser.close()
    return measured


@contextmanager
def _training(wanted: bool):
    """A long training from the queue of the app's own folder, discarded afterwards."""
    if not wanted:
        yield
        return
    root = checkpoints_root()
    asked = enqueue(make_config("vae-2d", _DATASET, epochs=200, seed=4711), "benchmark", root=root)
    _wait(lambda: records.status(asked.id, root).step > 10)
    try:
        yield
    finally:
        want(asked.id, "discard", root)
        _wait(lambda: records.status(asked.id, root).state == "discarded")
        records.remove(asked.id, root)


def _epochs(root: Path, run_id: str) -> list[float]:
    ends = [line["seconds"] for line in load_run(run_id, root).metrics["history"]]
    return [end - start for start, end in pairwise(ends)]  # Not the first, which warms up


def _wait(condition) -> None:
    while not condition():
        time.sleep(0.2)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--epochs", type=int, default=4)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    by_hand, queued = [], []
    with tempfile.TemporaryDirectory() as folder:
        for seed in range(args.rounds):
            by_hand += epochs_by_hand(Path(folder), args.epochs, seed)
            queued += epochs_from_the_queue(Path(folder), args.epochs, seed)
    quiet, busy = answers(False), answers(True)
    rows = [
        ("epoch on the command line, median", statistics.median(by_hand), "s", None),
        ("epoch from the queue, median", statistics.median(queued), "s", None),
        (
            "epoch, queue / command line",
            statistics.median(queued) / statistics.median(by_hand),
            "times",
            1.1,
        ),
        ("notes and looks, of the training", 100 * watching(args.epochs), "%", 5.0),
        ("answer to a release, quiet, p95", p95(quiet), "ms", None),
        ("answer to a release, training, p95", p95(busy), "ms", 100.0),
        ("answer, training / quiet, medians", statistics.median(busy) / statistics.median(quiet),
         "times", None),
    ]  # fmt: skip
    if args.json:
        print(json.dumps({name: value for name, value, _unit, _target in rows}, indent=1))
        return
    for name, value, unit, target in rows:
        met = "met" if target is None or value <= target else "MISSED"
        verdict = "" if target is None else f"   target {target:g}: {met}"
        print(f"{name:<36} {value:9.2f} {unit:<6}{verdict}")


if __name__ == "__main__":
    main()
