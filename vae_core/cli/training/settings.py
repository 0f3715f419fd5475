"""The config to train, from the command line: a preset or a file, and settings by name."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from vae_core.errors import ConfigError
from vae_core.models.config import RunConfig
from vae_core.models.presets import (
    OVERRIDES,
    allows_guide,
    check_no_kl_setting,
    default_name,
    is_preset,
    make_config,
    unguided,
)
from vae_core.runs.layout import check_name
from vae_core.runs.load import list_runs
from vae_core.runs.notes.naming import name_with_digest

_DATASET = "uci-digits"
_FORMAT = 1
_OBJECTIVE = "training.objective"
_WHERE_ASKED = (
    _OBJECTIVE,
    "training.guided",
)  # settings that plain values have where they are used


def requested_config(args: argparse.Namespace) -> tuple[RunConfig, str]:
    """(the config that `train` trains, the name of its run). Raises ConfigError.

    The options --epochs, --beta, ... change the preset or the file, --set then changes anything.
    """
    # An objective may need what --set changes with it, so it is set last.
    overrides: dict[str, Any] = {k: getattr(args, k) for k in OVERRIDES if k != "objective"}
    if args.preset is not None:
        dataset = args.dataset or _DATASET
        config = make_config(args.preset, dataset, **overrides)
        name = default_name(args.preset, dataset, **overrides)
    else:
        config = read_config(args.config)
        named = {_path_of(key): value for key, value in overrides.items() if value is not None}
        if args.dataset is not None:
            named["dataset"] = args.dataset
        config = with_settings(config, named)
        name = _name_of(config)
    changes = parse_settings(args.settings or [])
    if args.objective is not None:
        changes = {_OBJECTIVE: args.objective, **changes}
    if changes:
        config = with_settings(config, changes)
        name = _with_changes(name, changes, config)
    if args.config is not None and not args.name:
        name = _name_of_run_with(config) or name
    return config, args.name or name


def read_config(path: Path) -> RunConfig:
    """The config in a JSON file such as a run's config.json. Raises ConfigError."""
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"{path} cannot be read ({error.strerror}).") from error
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"{path} is no JSON ({error}).") from error
    if not isinstance(values, dict):
        raise ConfigError(f"{path} must hold an object, like a run's config.json.")
    if (number := values.pop("format", _FORMAT)) != _FORMAT:
        raise ConfigError(f"{path} is of format {number!r}, not {_FORMAT}.")
    try:
        return RunConfig.from_dict(values)
    except ConfigError as error:
        raise ConfigError(f"{path} describes nothing to train: {error}") from error


def parse_settings(assignments: Sequence[str]) -> dict[str, Any]:
    """{"training.ema": 0.99} from ["training.ema=0.99"]. Raises ConfigError.

    A value is read as JSON (a number, true, null, a list), and as text where it is none.
    """
    settings: dict[str, Any] = {}
    for assignment in assignments:
        path, equals, text = assignment.partition("=")
        if not equals:
            raise ConfigError(
                f"Write --set NAME=VALUE, like training.ema=0.99, not {assignment!r}."
            )
        try:
            settings[path.strip()] = json.loads(text)
        except (ValueError, RecursionError):
            settings[path.strip()] = text.strip()
    return settings


def with_settings(config: RunConfig, settings: dict[str, Any]) -> RunConfig:
    """The config with settings changed, each by its path. Raises ConfigError on an unknown path."""
    training = {path.removeprefix("training."): value for path, value in settings.items()}
    if config.training.guided and config.preset and not allows_guide(training):
        config = unguided(config)
    values = config.to_dict()
    paths = _paths(values)
    for path, value in settings.items():
        if path not in paths and not path.startswith(f"{_OBJECTIVE}."):
            raise ConfigError(f"There is no setting {path!r}; there are {', '.join(paths)}.")
        part, _, leaf = path.rpartition(".")
        _inside(values, part)[leaf] = value
    changed = RunConfig.from_dict(values)
    if changed.model.kind == "ae":
        check_no_kl_setting(path.rpartition(".")[2] for path in settings)
    return changed


def _inside(values: dict[str, Any], part: str) -> dict[str, Any]:
    """The object at a path such as "training", or "" for all. Raises ConfigError.

    An objective that is a name so far becomes an object, to take parameters.
    """
    for step in part.split(".") if part else []:
        if isinstance(values.get(step), str):
            values[step] = {"name": values[step]}
        if not isinstance(values.get(step), dict):
            raise ConfigError(f"Set {part} to a name before its parameters.")
        values = values[step]
    return values


def _paths(values: dict[str, Any]) -> list[str]:
    """ "dataset", "model.kind", ..., "training.seed"."""
    paths = []
    for name, value in values.items():
        if isinstance(value, dict):
            paths += [f"{name}.{leaf}" for leaf in value]
        elif name != "preset":
            paths.append(name)
    return [*paths, *(path for path in _WHERE_ASKED if path not in paths)]


def _path_of(override: str) -> str:
    return f"{'model' if override == 'latent_dim' else 'training'}.{override}"


def _name_of(config: RunConfig) -> str:
    """The preset's name where the config is the preset's, else with a digest of what differs."""
    if is_preset(config.preset) and config == make_config(config.preset, config.dataset):
        return config.preset
    return name_with_digest(config.preset, config)


def _name_of_run_with(config: RunConfig) -> str | None:
    """The name of a run that was trained to its end with a config; None where there is none."""
    for run in list_runs()[0]:
        is_whole = "stopped" not in run.metrics and not run.imported_from
        if run.config == config and is_whole:
            return run.name
    return None


def _with_changes(name: str, changes: dict[str, Any], config: RunConfig) -> str:
    """The name with each change, like "vae-2d_ema-0.99"; a digest where that is no valid name."""
    parts = [
        f"{path.rpartition('.')[2].replace('_', '-')}-{value}" for path, value in changes.items()
    ]
    try:
        return check_name("_".join([name, *parts]).lower())
    except ConfigError:
        return name_with_digest(name, config)
