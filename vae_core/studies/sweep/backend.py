"""Where the members of a sweep are trained: processes of this machine, or a Dask cluster."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

import torch

from vae_core.errors import ConfigError, TrainingError
from vae_core.studies.sweep.plan import BACKENDS

MAX_JOBS = 256
# How long a Dask scheduler, and then a first worker of it, may take to answer.
_DASK_SECONDS = 6

Result = TypeVar("Result")


def check_backend(backend: str, scheduler: str | None, jobs: int) -> None:
    """Raise ConfigError on settings that no backend can run with."""
    if backend not in BACKENDS:
        raise ConfigError(f"There is no backend {backend!r}; choose one of {', '.join(BACKENDS)}.")
    if (backend == "dask") != (scheduler is not None):
        raise ConfigError("The backend dask, and no other, needs the address of a scheduler.")
    if not 1 <= jobs <= MAX_JOBS:
        raise ConfigError(f"The number of jobs must be from 1 to {MAX_JOBS}, not {jobs}.")


@contextmanager
def parallel_backend(backend: str, scheduler: str | None) -> Iterator[None]:
    """Let joblib run on a backend meanwhile; `scheduler` is the address for "dask".

    Raises ConfigError where Dask is not installed, TrainingError where the cluster does not answer.
    """
    from joblib import parallel_config

    if scheduler is None:
        with parallel_config(backend="loky", inner_max_num_threads=1):
            yield
        return
    try:
        from distributed import Client
    except ImportError as error:
        raise ConfigError("Dask is not installed here: pip install 'dask[distributed]'.") from error
    # In a thread of its own: a notebook's has an event loop that is running already.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, _check_scheduler(scheduler)).result()
    with Client(  # type: ignore[no-untyped-call]
        scheduler, timeout=_DASK_SECONDS, set_as_default=False
    ) as client:
        try:
            client.wait_for_workers(1, timeout=_DASK_SECONDS)
        except TimeoutError as error:
            raise TrainingError(f"The Dask scheduler at {scheduler} has no worker.") from error
        with parallel_config(backend="dask", client=client):
            yield


async def _check_scheduler(scheduler: str) -> None:
    """Raise TrainingError unless a Dask scheduler answers; a client would wait for minutes."""
    from distributed.comm.core import connect

    try:
        comm = await asyncio.wait_for(connect(scheduler), _DASK_SECONDS)  # type: ignore[no-untyped-call]
        await comm.close()
    except Exception as error:  # Another kind of server can answer anything.
        raise TrainingError(
            f"No Dask scheduler answers at {scheduler!r}. Its address looks like "
            "tcp://192.168.0.2:8786."
        ) from error


def run_parallel(
    function: Callable[..., Result], calls: Iterable[tuple[Any, ...]], jobs: int
) -> Generator[Result, None, None]:
    """The result of each call of `function`, as soon as it is there, from `jobs` workers."""
    from joblib import Parallel, delayed

    # Few are handed out ahead: those would go on for a while after this process is killed.
    work = Parallel(
        n_jobs=jobs, return_as="generator_unordered", batch_size=1, pre_dispatch="n_jobs"
    )
    results: Generator[Result, None, None] = work(delayed(function)(*call) for call in calls)
    return results


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch and scikit-learn use one thread meanwhile.

    scikit-learn would else search neighbours on the whole Dask cluster, which is busy with other
    members and would never come to it.
    """
    from joblib import parallel_config

    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        with parallel_config(backend="sequential"):
            yield
    finally:
        torch.set_num_threads(threads)
