"""What the tests of the app share."""

import json
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from tests.support.pages import train_every_size
from ui.components import mount


@pytest.fixture(scope="session", autouse=True)
def one_scan_for_components():
    """The installed packages are searched for components once, not at each run of a page, which
    reads the metadata of all of them: nothing is installed between two tests."""
    found = manifest_scanner.scan_component_manifests()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", lambda: found)
        yield


@pytest.fixture(scope="session")
def of_every_size(tiny, tiny_ae, once) -> Path:
    """VAEs of 1, 2 and 64 numbers and AEs of 2 and 10; only to be read."""
    return once("every-size", lambda root: train_every_size(tiny, tiny_ae, root))


@pytest.fixture
def sent(monkeypatch):
    """What each live component was sent, by the name of its folder."""
    mounts = {}
    original = mount.LiveComponent.__call__

    def record(self, key, data, **on_change):
        mounts[self._folder.name] = json.loads(json.dumps(data))
        return original(self, key, data, **on_change)

    monkeypatch.setattr(mount.LiveComponent, "__call__", record)
    return mounts
