"""Running a sweep: every member trained from scratch, several at a time, measured and kept.

joblib spreads the members over processes of this machine, or over the workers of a Dask cluster.
A member is kept whole or not at all, and one that is kept is not made again: a sweep that is
interrupted goes on where it stopped.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

import numpy as np
import torch

from vae_core.data.datasets import DATASETS, is_here, load_dataset
from vae_core.errors import ConfigError, RunError, TrainingError
from vae_core.evaluation.bounds import distortion_bounds
from vae_core.evaluation.rate_distortion import measure_rate_distortion
from vae_core.evaluation.sample_quality import sample_quality
from vae_core.latent.alignment import align, align_outward
from vae_core.models.config import RunConfig
from vae_core.runs.layout import write_root
from vae_core.runs.store import Run, amend, check_writable, load_run, write_json
from vae_core.studies.sweep_plan import (
    BACKENDS,
    BOUNDS,
    FORMAT,
    HISTORY,
    KEPT_SEED,
    Member,
    Sweep,
    get_sweep,
    is_step,
    load_bounds,
    load_member,
    load_sweep,
    member_file,
    sweeps_folder,
)
from vae_core.training.train import train
from vae_core.training.train_recogniser import load_recogniser

MAX_JOBS = 256
# How long a Dask scheduler, and then a first worker of it, may take to answer.
_DASK_SECONDS = 6
# Two trainings in one process would share torch's random state and its number of threads. The
# workers of joblib are processes; those of Dask may be threads.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Outcome:
    """How it went with one member. failed: why it is not there, None where it is.
    found: it was there already."""

    name: str
    failed: str | None = None
    found: bool = False


def run_sweep(
    name: str,
    *,
    betas: Sequence[float] | None = None,
    seeds: int | None = None,
    jobs: int = 2,
    backend: str = "loky",
    scheduler: str | None = None,
    root: Path | str | None = None,
    on_member: Callable[[Outcome, int], None] = lambda outcome, n: None,
) -> tuple[Sweep, list[Outcome]]:
    """Make what is missing of a sweep. Returns all there is of it, and how each member went.

    A member that fails is among the outcomes, and the others are kept. `betas` and `seeds` are
    those of `SweepPlan.members`. With the backend "dask" the cluster's workers decide how many
    are trained at a time; each has to see `root` and the data under the same paths.
    `on_member` is called with each outcome and the number of members there are.
    Raises ConfigError on bad settings, DataError without the data, RunError where nothing can be
    written, TrainingError where the cluster does not answer or a worker was lost.
    """
    root = write_root(root).absolute()
    plan = get_sweep(name)
    configs = plan.members(betas, seeds)
    _check_backend(backend, scheduler, jobs)
    load_dataset(plan.dataset)
    check_writable(f"{plan.dataset}/{plan.preset}", root)
    recogniser = load_recogniser(plan.dataset, root) or load_recogniser(plan.dataset)
    outcomes = [
        Outcome(member, found=True)
        for member, config in configs.items()
        if _is_done(name, member, config, root, recogniser)
    ]
    for outcome in outcomes:
        on_member(outcome, len(configs))
    missing = {m: config for m, config in configs.items() if m not in {o.name for o in outcomes}}
    with _backend(backend, scheduler):
        for outcome in _outcomes(name, missing, root, recogniser, jobs):
            outcomes.append(outcome)
            on_member(outcome, len(configs))
    _align(name, root)
    _keep_bounds(root)
    order = list(configs)
    return load_sweep(name, root), sorted(outcomes, key=lambda outcome: order.index(outcome.name))


def make_member(
    sweep: str, name: str, config: RunConfig, root: Path, recogniser: Run | None
) -> Outcome:
    """Train one member on one thread, measure and keep it. Never raises."""
    with _one_at_a_time, _one_thread():
        try:
            _make(sweep, name, config, root, recogniser)
        except Exception as error:  # Whatever it is, it must not take the other members with it.
            return Outcome(name, failed=str(error) or type(error).__name__)
    return Outcome(name)


def _make(sweep: str, name: str, config: RunConfig, root: Path, recogniser: Run | None) -> None:
    keeps_weights = config.training.seed == KEPT_SEED
    place = root if keeps_weights else sweeps_folder(root) / sweep / ".runs"
    run = train(config, name, device="cpu", root=place, film="none", iwae_samples=0)
    dataset, model = load_dataset(run.dataset), run.model()
    beta = config.training.beta if config.model.kind == "vae" else None
    figures = measure_rate_distortion(model.codes, model.decode, dataset, beta, recogniser)
    if keeps_weights and recogniser and not _is_judged(run, recogniser):
        run = amend(run, {"quality": sample_quality(run, recogniser).to_dict()})
    write_json(
        member_file(sweep, name, root),
        {
            "format": FORMAT,
            "run": run.id,
            "config": run.config.to_dict(),
            "beta": beta,
            "seed": config.training.seed,
            "seconds": run.metrics["seconds"],
            "history": [{key: record[key] for key in HISTORY} for record in run.metrics["history"]],
            "best_epoch": run.metrics["best_epoch"],
            "figures": figures.to_dict(),
            "rotation": None,
            "weights_sha256": run.weights_hash,
            **{key: run.metrics[key] for key in ("threads", "data_sha256", "versions", "made")},
        },
    )
    if not keeps_weights:
        shutil.rmtree(run.folder)
        for folder in (place / run.dataset, place):
            with suppress(OSError):  # Others may still be at work in it.
                folder.rmdir()


def _is_judged(run: Run, recogniser: Run) -> bool:
    return run.metrics.get("quality", {}).get("recogniser") == recogniser.weights_hash


def _is_done(sweep: str, name: str, config: RunConfig, root: Path, recogniser: Run | None) -> bool:
    """Whether a member is there, with figures by this recogniser, and its weights if kept."""
    try:
        member = load_member(sweep, name, root)
        run = load_run(member.run_id, root) if member.keeps_weights else None
    except RunError:
        return False
    mine = recogniser.weights_hash if recogniser else None
    same = member.config == config and member.figures.get("recogniser") == mine
    return same and (run is None or run.weights_hash == member.weights)


def _outcomes(
    sweep: str, configs: Mapping[str, RunConfig], root: Path, recogniser: Run | None, jobs: int
) -> Iterator[Outcome]:
    """Each as soon as it is there. Leaving it early ends the trainings under way."""
    from joblib import Parallel, delayed

    # Few are handed out ahead: those go on for a while where this process is killed.
    work = Parallel(
        n_jobs=jobs, return_as="generator_unordered", batch_size=1, pre_dispatch="n_jobs"
    )(
        delayed(make_member)(sweep, name, config, root, recogniser)
        for name, config in configs.items()
    )
    try:
        yield from work
    except Exception as error:  # joblib and Dask have dozens of ways to say it.
        raise TrainingError(
            f"The sweep {sweep} lost a worker ({type(error).__name__}). The members that were "
            "finished are kept; start it again to go on."
        ) from error
    finally:
        work.close()


def _check_backend(backend: str, scheduler: str | None, jobs: int) -> None:
    if backend not in BACKENDS:
        raise ConfigError(f"There is no backend {backend!r}; choose one of {', '.join(BACKENDS)}.")
    if (backend == "dask") != (scheduler is not None):
        raise ConfigError("The backend dask, and no other, needs the address of a scheduler.")
    if not 1 <= jobs <= MAX_JOBS:
        raise ConfigError(f"The number of jobs must be from 1 to {MAX_JOBS}, not {jobs}.")


@contextmanager
def _backend(backend: str, scheduler: str | None) -> Iterator[None]:
    from joblib import parallel_config

    if backend == "loky":
        with parallel_config(backend="loky", inner_max_num_threads=1):
            yield
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise ConfigError("Dask is not installed here: pip install 'dask[distributed]'.") from error
    # In a thread of its own: a notebook's has an event loop that is running already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _call_on(scheduler)).result()
    with Client(scheduler, timeout=_DASK_SECONDS, set_as_default=False) as client:
        try:
            client.wait_for_workers(1, timeout=_DASK_SECONDS)
        except TimeoutError as error:
            raise TrainingError(f"The Dask scheduler at {scheduler} has no worker.") from error
        with parallel_config(backend="dask", client=client):
            yield


async def _call_on(scheduler: str) -> None:
    """See whether a scheduler answers: a client that finds none hangs about and complains."""
    from distributed.comm import connect

    try:
        comm = await asyncio.wait_for(connect(scheduler), _DASK_SECONDS)
        await comm.close()
    except Exception as error:  # Another kind of server can answer anything.
        raise TrainingError(
            f"No Dask scheduler answers at {scheduler!r}. Its address looks like "
            "tcp://192.168.0.2:8786."
        ) from error


@contextmanager
def _one_thread() -> Iterator[None]:
    """Also for scikit-learn, whose neighbours would be searched by the whole Dask cluster, which
    is busy with other members and would never come to it."""
    from joblib import parallel_config

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with parallel_config(backend="sequential"):
            yield
    finally:
        torch.set_num_threads(threads)


def _align(name: str, root: Path) -> None:
    """Note the rotation of every member of two numbers whose codes are kept.

    The steps of the ladder follow one another outward from the beta nearest to 1; what stands
    beside it is turned onto that one.
    """
    sweep = load_sweep(name, root)
    planes = {m.name: (m, _plane(m, root)) for m in sweep.members}
    planes = {name: (m, codes) for name, (m, codes) in planes.items() if codes is not None}
    steps = [name for name, (m, _) in planes.items() if is_step(m.config, sweep.plan)]
    if not steps:
        return
    start = min(range(len(steps)), key=lambda i: abs(planes[steps[i]][0].beta - 1.0))
    turns = align_outward([planes[name][1] for name in steps], start)
    rotations = dict(zip(steps, turns, strict=True))
    reference = planes[steps[start]][1]
    for name, (member, codes) in planes.items():
        rotation = rotations[name] if name in rotations else align(reference, codes)
        _keep_rotation(member, rotation, root)


def _plane(member: Member, root: Path) -> np.ndarray | None:
    """The codes of the test set, where the member has two numbers and its run is there."""
    if not member.keeps_weights or member.config.model.latent_dim != 2:
        return None
    try:
        return load_run(member.run_id, root).latents.mu
    except RunError:
        return None


def _keep_rotation(member: Member, rotation: np.ndarray, root: Path) -> None:
    path = member_file(member.sweep, member.name, root)
    values = json.loads(path.read_bytes())
    rounded = rotation.round(9).tolist()
    if values["rotation"] != rounded:
        write_json(path, {**values, "rotation": rounded})


def _keep_bounds(root: Path) -> None:
    """Of every dataset on this machine; those of another stay as they are."""
    kept = {name: load_bounds(name, root) for name in DATASETS}
    missing = [name for name, known in kept.items() if known is None and is_here(name)]
    if missing:
        kept |= {name: distortion_bounds(load_dataset(name)) for name in missing}
        values = {name: known.to_dict() for name, known in kept.items() if known}
        write_json(sweeps_folder(root) / BOUNDS, values)
