"""Damaged files below `checkpoints`, each over one page: the page stands, and nothing hangs.

Shipped runs of three kinds, members of a ladder, a job that ended and the lists beside them are
copied; of each case one file is damaged and put back afterwards.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from streamlit.testing.v1 import AppTest

from tests.release.trial.damages import damage
from tests.release.trial.result import Part, Result
from tests.support.pages import open_page, sentences
from vae_core.files.roots import shipped_root
from vae_core.jobs import records
from vae_core.jobs.records import Job, Status
from vae_core.runs.load import list_runs, load_run

_DATASET = "uci-digits"
_COPIED = (
    "uci-digits",
    "mnist/vae-2d-any-beta",
    "mnist/vae-dense-2",
    "mnist/ladder-2d",
    "mnist/ladder-2d_beta-4",
    "sweeps/bounds.json",
    "sweeps/mnist-2d/ladder-2d.json",
    "sweeps/mnist-2d/ladder-2d_seed-1.json",
    "sweeps/mnist-2d/ladder-2d_beta-4.json",
    "shipped.json",
)
_JOB = f"{_DATASET}/asked"
# Links: the page, and what of it is opened. {run}: the run whose file is damaged.
_LINKS: tuple[tuple[str | None, dict[str, str]], ...] = (
    (None, {"dataset": "{dataset}", "run": "{name}"}),
    ("pages/1_AE_vs_VAE.py", {"dataset": _DATASET}),
    ("pages/1_AE_vs_VAE.py", {"dataset": _DATASET, "view": "all", "layer": "density"}),
    ("pages/2_KL_weight.py", {"dataset": "mnist"}),
    ("pages/2_KL_weight.py", {"dataset": "mnist", "section": "curves"}),
    ("pages/3_Reconstruct.py", {"dataset": "{dataset}", "run": "{name}", "image": "3"}),
    ("pages/4_Train.py", {"view": "watch", "job": _JOB}),
    ("pages/4_Train.py", {"view": "compare", "runs": "{run},uci-digits/vae-2d"}),
    ("pages/4_Train.py", {"view": "runs"}),
    ("pages/5_Gallery.py", {}),
    ("pages/5_Gallery.py", {"run": "{run}"}),
    ("pages/6_Latent_tools.py", {"dataset": "{dataset}", "run": "{name}"}),
)
_PATIENCE = 60


def run(seed: int, count: int) -> Result:
    """Damage `count` files drawn with a seed, one after another, and open a page over each."""
    chance, result = random.Random(seed), Result()
    with tempfile.TemporaryDirectory() as folder, checkpoints(Path(folder)) as (root, sound):
        files = sorted(path.relative_to(root) for path in root.rglob("*") if path.is_file())
        for case in range(count):
            file, link = chance.choice(files), _LINKS[case % len(_LINKS)]
            how = damage(root / file, chance)
            result.cases += 1
            began = time.monotonic()
            if problem := _look(root, file, link, result):
                result.fail(f"{link[0] or 'Explore'} {link[1]}, {file} {how}: {problem}")
            slowest = max(result.figures.get("s at most", 0), round(time.monotonic() - began))
            result.figures["s at most"] = slowest
            _put_back(root, sound, file)
    return result


def _look(
    root: Path, file: Path, link: tuple[str | None, dict[str, str]], result: Result
) -> str | None:
    """What went wrong when a page was opened; None where it stood."""
    page, query = link
    dataset, name = (*file.parts, "", "")[:2] if len(file.parts) > 2 else (_DATASET, "vae-2d")
    names = {"run": f"{dataset}/{name}", "dataset": dataset, "name": name}
    try:
        with _time_limit(_PATIENCE):
            runs, problems = list_runs(root)
            result.count("with a run named as damaged", bool(problems))
            app = open_page(page, **{key: text.format(**names) for key, text in query.items()})
            result.count("with a sentence on the page", bool(sentences(app)))
            return None if runs and _stands(app) else "nothing is on the page"
    except AssertionError:
        return "an error on the page"
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return f"{type(error).__name__}: {error}"


def _stands(app: AppTest) -> bool:
    return bool(app.get("html")) or bool(app.markdown)


@contextmanager
def checkpoints(folder: Path) -> Iterator[tuple[Path, Path]]:
    """(a folder of runs that the library takes for its own, a sound copy of it)."""
    root, sound = folder / "checkpoints", folder / "sound"
    for name in _COPIED:
        _copy(shipped_root() / name, root / name)
    values = {"VAE_CHECKPOINTS_DIR": str(root), "VAE_DATA_DIR": str(folder / "no data")}
    with mock.patch.dict(os.environ, values), _nothing_is_started():
        config = load_run(f"{_DATASET}/vae-2d", root).config
        records.write_job(Job(_JOB, config, "2026-01-02T03:04:05.000+00:00", "Asked"), root)
        history = load_run(f"{_DATASET}/vae-2d", root).metrics["history"]
        points = ((1, 300.0, 299.0, 1.0), (2, 290.0, 288.0, 2.0))
        status = Status("stopped", 2, 10, 5, 1, 2.5, points=points, history=tuple(history))
        records.write_status(_JOB, status, root)
        records.write_wish(_JOB, records.Wish("stop"), root)
        shutil.copytree(root, sound)
        yield root, sound


@contextmanager
def _nothing_is_started() -> Iterator[None]:
    """No supervisor for a job whose damaged status says that it waits."""
    where = ("vae_core.jobs.processes.supervisor", "vae_core.jobs.queue")
    with mock.patch(f"{where[0]}.subprocess.Popen"), mock.patch(f"{where[1]}.ensure_supervisor"):
        yield


def _put_back(root: Path, sound: Path, file: Path) -> None:
    """Make the damaged file what it was, and metrics.json beside it."""
    for path in {file, file.with_name("metrics.json")}:
        if (sound / path).exists():
            _remove(root / path)
            _copy(sound / path, root / path)


def _copy(source: Path, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, to)
    else:
        shutil.copy2(source, to)
        os.utime(to)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


@contextmanager
def _time_limit(seconds: int) -> Iterator[None]:
    def stop(*_: object) -> None:
        raise TimeoutError(f"it took more than {seconds} s")

    usual = signal.signal(signal.SIGALRM, stop)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, usual)


PART = Part("files", "A file of runs, sweeps or jobs is damaged and a page opened", 700, 24, run)
