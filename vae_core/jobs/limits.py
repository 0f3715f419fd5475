"""Limits on what visitors may ask of this machine, from the settings file `limits.toml`."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Annotated, Any, Literal

from msgspec import Meta

from vae_core.data.own.limits import DatasetLimits
from vae_core.errors import ConfigError
from vae_core.files import disk
from vae_core.files.roots import shipped_root
from vae_core.models.checks import check_fields

MAX_BYTES = 1_000_000
AtLeastOne = Annotated[int, Meta(ge=1)]
NotNegative = Annotated[int, Meta(ge=0)]


@dataclass(frozen=True)
class MachineLimits:
    """Limits on the use of the machine.

    at_a_time: trainings at once. threads: torch's, of each; 0 leaves one core free.
    held: seconds a training may be paused while others wait. keep_every: seconds between two
    states of a training on disk.
    """

    at_a_time: AtLeastOne = 1
    threads: NotNegative = 0
    held: NotNegative = 120
    keep_every: AtLeastOne = 15

    def torch_threads(self) -> int:
        """The number of torch threads of a training: at least 2 on a machine with 2 cores."""
        cores = os.cpu_count() or 1
        return min(self.threads or max(cores - 1, 2), cores)


@dataclass(frozen=True)
class TrainingLimits:
    """The largest values a visitor may ask for. parameters: number of trainable ones. samples:
    codes drawn for each image, where an objective draws several."""

    epochs: AtLeastOne = 200
    parameters: AtLeastOne = 6_000_000
    latent_dim: AtLeastOne = 128
    batch_size: AtLeastOne = 4096
    samples: AtLeastOne = 50


@dataclass(frozen=True)
class QueueLimits:
    """Limits of the queue.

    per_visitor, per_address, in_all: trainings that wait or run, of one browser (those that it only
    follows count too), of one network address, of everybody. engine: "sqlite" or "redis://...".
    """

    per_visitor: AtLeastOne = 3
    per_address: AtLeastOne = 10
    in_all: AtLeastOne = 20
    engine: str = "sqlite"


@dataclass(frozen=True)
class DiskLimits:
    """Limits on disk space in megabytes (10^6 bytes).

    visitors_runs: for all runs of visitors. free: to be left free on the disk.
    """

    visitors_runs: AtLeastOne = 2_000
    free: NotNegative = 500


@dataclass(frozen=True)
class Rights:
    """operator: who may change every training and run, without limits. "token": who has entered the
    server's secret; "local": every browser on this machine; "auto": "local" where the server
    listens on this machine only, else "token"."""

    operator: Literal["auto", "token", "local"] = "auto"


@dataclass(frozen=True)
class ClassLimits:
    """Limits of classes, which people join by a code.

    at_once: classes at a time. students: in one class. drawings: of one student. store: "sqlite"
    or "redis://...".
    """

    at_once: AtLeastOne = 30
    students: AtLeastOne = 300
    drawings: AtLeastOne = 30
    store: str = "sqlite"


@dataclass(frozen=True)
class Limits:
    """The content of `limits.toml`. The defaults are those of the file that comes with the app."""

    machine: MachineLimits = field(default_factory=MachineLimits)
    training: TrainingLimits = field(default_factory=TrainingLimits)
    queue: QueueLimits = field(default_factory=QueueLimits)
    disk: DiskLimits = field(default_factory=DiskLimits)
    classes: ClassLimits = field(default_factory=ClassLimits)
    datasets: DatasetLimits = field(default_factory=DatasetLimits)
    rights: Rights = field(default_factory=Rights)


def limits_file() -> Path:
    """Path of the settings: $VAE_LIMITS, else `limits.toml` beside the app."""
    file = os.environ.get("VAE_LIMITS")
    return Path(file).expanduser() if file else shipped_root().parent / "limits.toml"


def load_limits() -> Limits:
    """The limits as the file has them now; the defaults where there is none.

    Raises ConfigError, with the file's name, on an unknown or invalid setting.
    """
    path = limits_file()
    try:
        values = tomllib.loads(disk.read_bytes(path, MAX_BYTES).decode())
    except FileNotFoundError:
        return Limits()
    except (OSError, ValueError, RecursionError) as error:
        raise ConfigError(f"The limits in {path} cannot be read ({error}).") from error
    if unknown := sorted(set(values) - set(_TABLES)):
        raise ConfigError(f"{path} has an unknown table [{unknown[0]}].")
    tables = {name: _table(path, name, table, values) for name, table in _TABLES.items()}
    return Limits(**tables)


def _table(path: Path, name: str, table: type, values: dict[str, Any]) -> Any:
    given = values.get(name, {})
    if not isinstance(given, dict):
        raise ConfigError(f"[{name}] in {path} must be a table.")
    if unknown := sorted(set(given) - {f.name for f in fields(table)}):
        raise ConfigError(f"{path} has an unknown setting {unknown[0]!r} in [{name}].")
    limits = table(**given)
    check_fields(limits, f" in [{name}] of {path}")
    return limits


_TABLES = {
    "machine": MachineLimits,
    "training": TrainingLimits,
    "queue": QueueLimits,
    "disk": DiskLimits,
    "classes": ClassLimits,
    "datasets": DatasetLimits,
    "rights": Rights,
}
