"""Train the published systems, each by its own protocol."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from vae_core.errors import ConfigError
from vae_core.evaluation.metrics import DEFAULT_IWAE_SAMPLES
from vae_core.models.presets import default_name, make_config
from vae_core.models.published import SYSTEMS
from vae_core.runs.run import Run
from vae_core.training.fit import Progress
from vae_core.training.train import train

_QUICK_EPOCHS = 1


def reproduce(
    names: Sequence[str] = (),
    *,
    quick: bool = False,
    root: Path | str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
) -> Iterator[Run]:
    """Train the named systems (all without names), and yield each run when it is trained.

    A system with a figure published on a second dataset is trained on both. Runs that exist under
    `root` are not trained again; those of further seeds are trained for their figures only, and
    not kept. `quick` trains one epoch and leaves out the slowest figure: it tries everything in
    minutes, with nothing to compare.
    Raises ConfigError on an unknown name, DataError without the data.
    """
    if unknown := [name for name in names if name not in SYSTEMS]:
        raise ConfigError(f"There is no system {unknown[0]!r}; there are {', '.join(SYSTEMS)}.")
    with TemporaryDirectory(prefix="seeds-") as scratch:
        for name in names or SYSTEMS:
            system = SYSTEMS[name]
            for dataset, seed in product(system.datasets, system.seeds[: 1 if quick else None]):
                changes: dict[str, Any] = {"seed": seed, "epochs": _QUICK_EPOCHS if quick else None}
                yield train(
                    make_config(name, dataset, **changes),
                    default_name(name, dataset, **changes),
                    root=root if seed == system.seeds[0] else scratch,
                    on_progress=on_progress,
                    film="epochs",
                    iwae_samples=0 if quick else DEFAULT_IWAE_SAMPLES,
                )
