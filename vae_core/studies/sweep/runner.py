"""Run a sweep: train its members from scratch, several at a time, measure and keep them.

joblib spreads the members over processes of this machine, or over the workers of a Dask cluster.
A member is kept whole or not at all, and one that is kept is not made again: a sweep that is
interrupted goes on where it stopped.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from vae_core.data.datasets import BUILT_IN, is_downloaded, load_dataset
from vae_core.errors import RunError, TrainingError
from vae_core.evaluation.factors.disentanglement import measure_disentanglement
from vae_core.evaluation.rate_distortion.bounds import distortion_bounds
from vae_core.evaluation.rate_distortion.figures import measure_rate_distortion
from vae_core.evaluation.samples.quality import sample_quality
from vae_core.models.config import RunConfig
from vae_core.runs.layout import write_root
from vae_core.runs.load import load_run
from vae_core.runs.run import Run
from vae_core.runs.store import amend, check_writable, write_json
from vae_core.studies.sweep.alignment import align_sweep
from vae_core.studies.sweep.backend import check_backend, one_thread, parallel_backend, run_parallel
from vae_core.studies.sweep.plan import KEPT_SEED, get_sweep
from vae_core.studies.sweep.store import (
    BOUNDS,
    FORMAT,
    HISTORY,
    Sweep,
    load_bounds,
    load_member,
    load_sweep,
    member_file,
    sweeps_folder,
)
from vae_core.training.train import train
from vae_core.training.train_recogniser import load_recogniser

# Two trainings in one process would share torch's random state and its number of threads. The
# workers of joblib are processes; those of Dask may be threads.
_one_at_a_time = Lock()


@dataclass(frozen=True)
class Outcome:
    """How making one member ended. failed: the reason, None where the member is there.
    existed: it was there already."""

    name: str
    failed: str | None = None
    existed: bool = False


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
    """Train the missing members of a sweep. Returns the sweep, and the outcome of each member.

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
    check_backend(backend, scheduler, jobs)
    load_dataset(plan.dataset)
    check_writable(f"{plan.dataset}/{plan.preset}", root)
    recogniser = load_recogniser(plan.dataset, root) or load_recogniser(plan.dataset)
    outcomes = [
        Outcome(member, existed=True)
        for member, config in configs.items()
        if _is_done(name, member, config, root, recogniser)
    ]
    for outcome in outcomes:
        on_member(outcome, len(configs))
    missing = {m: config for m, config in configs.items() if m not in {o.name for o in outcomes}}
    with parallel_backend(backend, scheduler):
        for outcome in _outcomes(name, missing, root, recogniser, jobs):
            outcomes.append(outcome)
            on_member(outcome, len(configs))
    align_sweep(name, root)
    _save_bounds(plan.dataset, root)
    order = list(configs)
    return load_sweep(name, root), sorted(outcomes, key=lambda outcome: order.index(outcome.name))


def make_member(
    sweep: str, name: str, config: RunConfig, root: Path, recogniser: Run | None
) -> Outcome:
    """Train one member on one thread, measure and keep it. Never raises."""
    with _one_at_a_time, one_thread():
        try:
            _make(sweep, name, config, root, recogniser)
        except Exception as error:  # Whatever it is, it must not take the other members with it.
            return Outcome(name, failed=str(error) or type(error).__name__)
    return Outcome(name)


def _make(sweep: str, name: str, config: RunConfig, root: Path, recogniser: Run | None) -> None:
    keeps_weights = config.training.seed == KEPT_SEED
    run_root = root if keeps_weights else sweeps_folder(root) / sweep / ".runs"
    run = train(
        config,
        name,
        device="cpu",
        root=run_root,
        on_progress=lambda _: None,  # Several are trained at a time
        film="none",
        iwae_samples=0,
    )
    dataset, model = load_dataset(run.dataset), run.model()
    beta = config.training.beta if config.model.kind == "vae" else None
    figures = measure_rate_distortion(model.codes, model.decode, dataset, beta, recogniser)
    factors = None
    if dataset.read_factors and config.model.kind == "vae":
        factors = measure_disentanglement(run).to_dict()
        run = amend(run, {"factors": factors})
    if keeps_weights and recogniser and not _has_quality(run, recogniser):
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
            "factors": factors,
            "rotation": None,
            "weights_sha256": run.weights_hash,
            **{key: run.metrics[key] for key in ("threads", "data_sha256", "versions", "made")},
        },
    )
    if not keeps_weights:
        shutil.rmtree(run.folder)
        for folder in (run_root / run.dataset, run_root):
            with suppress(OSError):  # Others may still be at work in it.
                folder.rmdir()


def _has_quality(run: Run, recogniser: Run) -> bool:
    """True where the quality of a run was measured with this recogniser."""
    quality = run.metrics.get("quality", {})
    return bool(quality.get("recogniser") == recogniser.weights_hash)


def _is_done(sweep: str, name: str, config: RunConfig, root: Path, recogniser: Run | None) -> bool:
    """True where a member is there, measured with this recogniser, and its run if it is kept."""
    try:
        member = load_member(sweep, name, root)
        run = load_run(member.run_id, root) if member.keeps_weights else None
    except RunError:
        return False
    expected = recogniser.weights_hash if recogniser else None
    is_current = member.config == config and member.figures.get("recogniser") == expected
    return is_current and (run is None or run.weights_hash == member.weights)


def _outcomes(
    sweep: str, configs: Mapping[str, RunConfig], root: Path, recogniser: Run | None, jobs: int
) -> Iterator[Outcome]:
    """The outcome of each member as soon as it is there. Closing it ends running trainings."""
    calls = [(sweep, name, config, root, recogniser) for name, config in configs.items()]
    work = run_parallel(make_member, calls, jobs)
    try:
        yield from work
    except Exception as error:  # joblib and Dask have dozens of ways to say it.
        raise TrainingError(
            f"The sweep {sweep} lost a worker ({type(error).__name__}). The members that were "
            "finished are kept; start it again to go on."
        ) from error
    finally:
        work.close()


def _save_bounds(dataset: str, root: Path) -> None:
    """Write the bounds of a dataset, and of each that is built in and on this machine; those of
    others stay as they are."""
    known = {name: load_bounds(name, root) for name in (*BUILT_IN, dataset)}
    missing = [name for name, bounds in known.items() if bounds is None and is_downloaded(name)]
    if missing:
        known |= {name: distortion_bounds(load_dataset(name)) for name in missing}
        values = {name: bounds.to_dict() for name, bounds in known.items() if bounds}
        write_json(sweeps_folder(root) / BOUNDS, values)
