"""Checks of a single setting. Each raises ConfigError with a sentence that names the setting."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from vae_core.errors import ConfigError


def check_int(name: str, value: Any, low: int, high: int) -> None:
    """Raise ConfigError unless `value` is an int from `low` to `high`."""
    if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
        raise ConfigError(f"{name} must be a whole number from {low} to {high}, not {value!r}.")


def check_number(
    name: str, value: Any, low: float, high: float, *, above_low: bool = False
) -> None:
    """Raise ConfigError unless `value` is an int or a float from `low` to `high`.

    above_low: `low` itself is not allowed.
    """
    real = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not real or not low <= value <= high or (above_low and value == low):
        least = f"{'above' if above_low else 'at least'} {low:g}"
        raise ConfigError(f"{name} must be a number {least} and at most {high:g}, not {value!r}.")


def check_choice(name: str, value: Any, choices: Iterable[str]) -> None:
    """Raise ConfigError unless `value` is one of `choices`."""
    choices = tuple(choices)
    if value not in choices:
        raise ConfigError(f"{name} must be one of {', '.join(choices)}, not {value!r}.")


def check_bool(name: str, value: Any) -> None:
    """Raise ConfigError unless `value` is True or False."""
    if not isinstance(value, bool):
        raise ConfigError(f"{name} must be true or false, not {value!r}.")
