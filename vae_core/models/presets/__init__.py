"""The presets: models and trainings by name, and the configurations made of them."""

from vae_core.models.presets.configs import (
    OVERRIDES,
    Overrides,
    allows_guide,
    check_no_kl_setting,
    config_of,
    default_name,
    make_config,
    name_of,
    unguided,
)
from vae_core.models.presets.preset import Preset
from vae_core.models.presets.table import PRESETS, get_preset, is_preset

__all__ = [
    "OVERRIDES",
    "PRESETS",
    "Overrides",
    "Preset",
    "allows_guide",
    "check_no_kl_setting",
    "config_of",
    "default_name",
    "get_preset",
    "is_preset",
    "make_config",
    "name_of",
    "unguided",
]
