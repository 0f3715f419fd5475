"""The user's own datasets, kept on this machine."""

from __future__ import annotations

from vae_core.data.dataset import Dataset
from vae_core.data.info import DatasetInfo
from vae_core.errors import ConfigError


def names() -> tuple[str, ...]:
    """The names of the own datasets on this machine, sorted."""
    return ()


def find_info(name: str) -> DatasetInfo | None:
    """What is known of an own dataset; None where there is none of that name."""
    return None


def load(name: str) -> Dataset:
    """An own dataset. Raises ConfigError where there is none of that name."""
    raise ConfigError(f"There is no own dataset {name!r}.")
