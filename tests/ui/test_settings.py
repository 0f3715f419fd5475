"""The settings the app depends on, and what it ships with."""

import re
import tomllib
from pathlib import Path

import pytest

from vae_core.data.own.limits import DatasetLimits

ROOT = Path(__file__).parents[2]
CONFIG = tomllib.loads((ROOT / ".streamlit" / "config.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("section", "option", "value"),
    [
        ("runner", "postScriptGC", False),
        ("server", "fileWatcherType", "none"),
        ("server", "maxUploadSize", DatasetLimits().upload),
        ("client", "showSidebarNavigation", False),
        ("client", "showErrorDetails", "none"),
        ("browser", "gatherUsageStats", False),
        ("server", "showEmailPrompt", False),
    ],
)
def test_streamlit_setting(section, option, value):
    assert CONFIG[section][option] == value


def test_streamlit_knows_every_setting():
    from streamlit import config

    known = config.get_config_options()
    for section in ("server", "runner", "client", "browser"):
        for option in CONFIG[section]:
            assert f"{section}.{option}" in known


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ten_classes_have_ten_hues(theme):
    hues = CONFIG["theme"][theme]["chartCategoricalColors"]
    assert len(set(hues)) == 10


@pytest.mark.parametrize(
    ("theme", "ground", "ink"),
    [
        (theme, ground, ink)
        for theme in ("light", "dark")
        for ground in ("backgroundColor", "secondaryBackgroundColor")
        for ink in ("textColor", "primaryColor")
    ],
)
def test_text_can_be_read(theme, ground, ink):
    colours = CONFIG["theme"][theme]
    light, dark = sorted((_luminance(colours[ground]), _luminance(colours[ink])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= 5.0


def test_requirements_are_pinned():
    for file in ("requirements.txt", "requirements-dev.txt"):
        for line in (ROOT / file).read_text(encoding="utf-8").split("\n"):
            pinned = re.fullmatch(r"[\w-]+(\[\w+\])?==[\d.]+(; sys_platform.+)?", line)
            assert not line or line.startswith("-r ") or pinned


def test_readme_commands_are_the_ones_ci_runs():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "./tests/run" in readme
    assert "./tests/run" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def _luminance(colour: str) -> float:
    """Relative luminance by WCAG 2."""
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))
