"""Every page with runs of images in colour, of another size and without labels."""

import json

import pytest

from tests.support import shapes
from tests.support.pages import open_page
from ui.components import mount

LIVE = {"explorer", "pad", "two_planes", "interpolation", "film_player"}
PAGES = {
    "explore": (None, {}),
    "four": (None, {"run": "four"}),
    "ae": ("pages/1_AE_vs_VAE.py", {}),
    "stress": ("pages/1_AE_vs_VAE.py", {"view": "stress"}),
    "hunt": ("pages/1_AE_vs_VAE.py", {"view": "hunt"}),
    "kl": ("pages/2_KL_weight.py", {}),
    "reconstruct": ("pages/3_Reconstruct.py", {"way": "test"}),
    "draw": ("pages/3_Reconstruct.py", {"way": "draw"}),
    "between": ("pages/6_Latent_tools.py", {"tool": "between"}),
    "samples": ("pages/6_Latent_tools.py", {"tool": "samples"}),
    "arithmetic": ("pages/6_Latent_tools.py", {"tool": "arithmetic"}),
}


@pytest.fixture(scope="session")
def all_shapes(tmp_path_factory):
    """The runs of `tests.support.shapes`, trained once, and the folder they are in."""
    root = tmp_path_factory.mktemp("shapes")
    return shapes.trained(root), root


@pytest.fixture
def runs(all_shapes, monkeypatch):
    """The same runs, as the ones that the app shows."""
    runs, root = all_shapes
    shapes.register()
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(root))
    return runs


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


@pytest.mark.parametrize("dataset", list(shapes.SHAPES))
@pytest.mark.parametrize("page", list(PAGES))
def test_every_page_shows_images_of_any_shape(runs, sent, dataset, page):
    file, query = PAGES[page]
    app = open_page(file, **{"dataset": dataset, "run": "vae"} | query)
    assert not app.error
    for name in LIVE & set(sent):
        assert sent[name]["image_shape"] == list(shapes.SHAPES[dataset])
