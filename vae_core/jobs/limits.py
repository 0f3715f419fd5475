"""Limits on what visitors may ask of this machine, from the settings file `limits.toml`."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from vae_core.errors import ConfigError
from vae_core.runs.layout import shipped_root


@dataclass(frozen=True)
class MachineLimits:
    """Limits on the use of the machine.

    at_a_time: trainings at once. threads: torch's, of each; 0 leaves one core free.
    held: seconds a training may be paused while others wait. keep_every: seconds between two
    states of a training on disk.
    """

    at_a_time: int = 1
    threads: int = 0
    held: int = 120
    keep_every: int = 15

    def torch_threads(self) -> int:
        """The number of torch threads of a training: at least 2 on a machine with 2 cores."""
        cores = os.cpu_count() or 1
        return min(self.threads or max(cores - 1, 2), cores)


@dataclass(frozen=True)
class TrainingLimits:
    """The largest values a visitor may ask for. parameters: number of trainable ones."""

    epochs: int = 200
    parameters: int = 6_000_000
    latent_dim: int = 128
    batch_size: int = 4096


@dataclass(frozen=True)
class QueueLimits:
    """Limits of the queue.

    per_visitor, per_address, in_all: trainings that wait or run, of one browser (those that it only
    follows count too), of one network address, of everybody. engine: "sqlite" or "redis://...".
    """

    per_visitor: int = 3
    per_address: int = 10
    in_all: int = 20
    engine: str = "sqlite"


@dataclass(frozen=True)
class DiskLimits:
    """Limits on disk space in megabytes (10^6 bytes).

    visitors_runs: for all runs of visitors. free: to be left free on the disk.
    """

    visitors_runs: int = 2_000
    free: int = 500


@dataclass(frozen=True)
class Rights:
    """operator: who may change every training and run, without limits. "token": who has entered the
    server's secret; "local": every browser on this machine; "auto": "local" where the server
    listens on this machine only, else "token"."""

    operator: str = "auto"


@dataclass(frozen=True)
class Limits:
    """The content of `limits.toml`. The defaults are those of the file that comes with the app."""

    machine: MachineLimits = field(default_factory=MachineLimits)
    training: TrainingLimits = field(default_factory=TrainingLimits)
    queue: QueueLimits = field(default_factory=QueueLimits)
    disk: DiskLimits = field(default_factory=DiskLimits)
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
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Limits()
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"The limits in {path} cannot be read ({error}).") from error
    tables = {f.name: type(getattr(Limits(), f.name)) for f in fields(Limits)}
    if unknown := sorted(set(values) - set(tables)):
        raise ConfigError(f"{path} has an unknown table [{unknown[0]}].")
    return Limits(**{name: _table(path, name, tables[name], values) for name in tables})


def _table(path: Path, name: str, kind: type, values: dict[str, Any]) -> Any:
    given = values.get(name, {})
    usual = kind()
    if not isinstance(given, dict):
        raise ConfigError(f"[{name}] in {path} must be a table.")
    for key, value in given.items():
        default = vars(usual).get(key)
        if default is None:
            raise ConfigError(f"{path} has an unknown setting {key!r} in [{name}].")
        if type(value) is not type(default):
            what = "text" if isinstance(default, str) else "a whole number"
            raise ConfigError(f"{key} in [{name}] of {path} must be {what}, not {value!r}.")
        low = 0 if (name, key) in _MAY_BE_0 else 1
        if isinstance(value, int) and value < low:
            raise ConfigError(f"{key} in [{name}] of {path} must be {low} or more, not {value}.")
    if name == "rights" and kind(**given).operator not in OPERATORS:
        raise ConfigError(
            f"operator in [rights] of {path} must be one of {', '.join(OPERATORS)}, "
            f"not {given['operator']!r}."
        )
    return kind(**given)


OPERATORS = ("auto", "token", "local")
_MAY_BE_0 = {("machine", "threads"), ("machine", "held"), ("disk", "free")}
