"""Modules of one's own as parts of a model: what a config says of them, and which are registered.

They are registered for as long as the process lives (`register.register`); $VAE_MODELS names a
Python file that is run once, when a name is asked for that is not registered. No torch here.
"""

from __future__ import annotations

import os
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vae_core.errors import ConfigError, RunError
from vae_core.models.checks import check_fields

if TYPE_CHECKING:
    from torch import nn

    from vae_core.models.presets import Preset

FILE_VARIABLE = "VAE_MODELS"
MAX_TEXT = 20_000


@dataclass(frozen=True)
class OwnModules:
    """The parts of a model that are modules of one's own.

    name: under which they are registered.
    encoder, decoder: the text of the module, as Python prints it; "" where layers describe it.
    unknown_encoder, unknown_decoder: place and text of the first layer without a description.
    """

    name: str
    encoder: str = ""
    decoder: str = ""
    unknown_encoder: str = ""
    unknown_decoder: str = ""

    def __post_init__(self) -> None:
        check_fields(self)

    @property
    def parts(self) -> tuple[str, ...]:
        """Which parts they are, out of "encoder" and "decoder"."""
        return tuple(part for part in ("encoder", "decoder") if getattr(self, part))

    def unknown(self, part: str) -> str:
        """Place and text of the first layer of a part that has no description."""
        return str(getattr(self, f"unknown_{part}"))


@dataclass(frozen=True)
class Registered:
    """A registered model. make: new modules of the parts that layers do not describe, by part."""

    preset: Preset
    make: Callable[[], dict[str, nn.Module]]


_registered: dict[str, Registered] = {}
_files_run: set[str] = set()


def registered(name: str) -> Registered | None:
    """What is registered under a name; None where nothing is.

    Raises ConfigError where the file that $VAE_MODELS names cannot be run.
    """
    path = os.environ.get(FILE_VARIABLE, "")
    if name not in _registered and path and path not in _files_run:
        _files_run.add(path)
        try:
            runpy.run_path(path)
        except Exception as error:
            why = f"{type(error).__name__}: {error}"
            raise ConfigError(f"{path}, named by ${FILE_VARIABLE}, cannot be run ({why}).") from (
                error
            )
    return _registered.get(name)


def keep_registered(name: str, model: Registered) -> None:
    """Register a model, or replace the one of that name."""
    _registered[name] = model


def own_networks(own: OwnModules | None) -> dict[str, nn.Module]:
    """New modules of the parts of a model that layers do not describe; none of an ordinary model.

    Raises RunError where they are not registered, or are others than the config says.
    """
    if own is None:
        return {}
    known = registered(own.name)
    if known is None:
        raise RunError(
            f"This model has modules of its own, registered as {own.name!r}, which are not here: "
            f"call vae_core.register({own.name!r}, ...) as when it was trained, or name the file "
            f"that does with ${FILE_VARIABLE}."
        )
    if known.preset.model.own != own:
        raise RunError(
            f"The modules that are registered as {own.name!r} are others than those that this "
            "model was trained with."
        )
    return known.make()
