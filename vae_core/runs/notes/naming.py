"""The name of a run where none is given: its preset's, and what differs from the preset."""

from __future__ import annotations

import hashlib
import json

from vae_core.errors import ConfigError
from vae_core.files.names import MAX_NAME
from vae_core.models.config import RunConfig
from vae_core.models.objectives.settings import ELBO
from vae_core.models.presets import OVERRIDES, default_name, is_preset, make_config

_HASH_DIGITS = 8


def default_run_name(config: RunConfig) -> str:
    """Name of the run of a config, another one for each config of a preset.

    As the command line gives it, like "vae-2d_beta-4_seed-1"; with a digest of the config where a
    preset's options do not give that config. A config of no preset has the name it says it has.
    """
    if not is_preset(config.preset):
        return config.preset
    usual = make_config(config.preset, config.dataset)
    own, default = (
        vars(one.training) | {"latent_dim": one.model.latent_dim} for one in (config, usual)
    )
    changed = {name: own[name] for name in OVERRIDES if own[name] != default[name]}
    if changed.get("objective", ELBO) is None:
        changed["objective"] = ELBO
    try:
        if make_config(config.preset, config.dataset, **changed) == config:
            return short_name(default_name(config.preset, config.dataset, **changed), config)
    except ConfigError:  # Such as a beta of an autoencoder
        pass
    return name_with_digest(config.preset, config)


def short_name(name: str, config: RunConfig) -> str:
    """`name`, or its beginning and a digest of the config where it is too long for a run."""
    return name if len(name) <= MAX_NAME else name_with_digest(name, config)


def name_with_digest(name: str, config: RunConfig) -> str:
    """`name`, shortened where it is too long, and a digest of the config."""
    digest = config_digest(config)
    return f"{name[: MAX_NAME - len(digest) - 1]}-{digest}"


def config_digest(config: RunConfig) -> str:
    """Eight hexadecimal digits that tell one config from another in the name of a run."""
    content = json.dumps(config.to_dict(), sort_keys=True).encode()
    return hashlib.sha256(content).hexdigest()[:_HASH_DIGITS]
