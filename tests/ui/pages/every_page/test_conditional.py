"""Pages with a conditional run: a label is chosen, and no page fails over it."""

import re
import shutil

import numpy as np
import pytest

from tests.support.pages import open_page
from ui.components.planes.explorer import payload
from ui.components.planes.explorer.run_scene import run_scene
from ui.services.caches import resources
from vae_core.runs.conditions.at_label import run_at_label

RUN = {"dataset": "uci-digits", "run": "conditional"}


@pytest.fixture
def here(told, trained, tmp_path, monkeypatch):
    """A folder of runs with the conditional one and a plain one."""
    for run in (told, trained):
        shutil.copytree(run.folder, tmp_path / run.dataset / run.name)
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path))


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("page", [None, "pages/6_Latent_tools.py", "pages/3_Reconstruct.py"])
def test_a_link_chooses_the_label_and_the_page_writes_it(page):
    app = open_page(page, **RUN, label="7")
    assert not app.exception and not app.warning
    assert app.query_params["label"] in ("7", ["7"])


@pytest.mark.usefixtures("here")
def test_a_label_that_there_is_not_gets_a_sentence():
    app = open_page(**RUN, label="10")
    assert [w.value for w in app.warning if "a whole number from 0 to 9" in w.value]
    assert app.query_params["label"] in ("0", ["0"])


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("tool", ["samples", "between", "arithmetic", "labels"])
def test_every_tool_opens_at_a_label(tool):
    app = open_page("pages/6_Latent_tools.py", **RUN, tool=tool, label="3")
    assert not app.exception and not app.error
    assert app.query_params["tool"] in (tool, [tool])


@pytest.mark.usefixtures("here")
def test_a_run_without_labels_offers_neither_labels_nor_their_tool():
    app = open_page("pages/6_Latent_tools.py", dataset="uci-digits", run="tiny", tool="labels")
    assert "label" not in app.query_params
    assert app.query_params["tool"] in ("samples", ["samples"])


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize(
    ("page", "query"),
    [
        ("pages/1_AE_vs_VAE.py", {}),
        ("pages/2_KL_weight.py", {}),
        ("pages/4_Train.py", {"view": "runs"}),
        ("pages/5_Gallery.py", {"run": "uci-digits/conditional"}),
        ("pages/5_Gallery.py", {"left": "uci-digits/conditional", "right": "uci-digits/tiny"}),
    ],
)
def test_the_other_pages_open_beside_it(page, query):
    app = open_page(page, **query)
    assert not app.exception and not app.error


def test_the_scene_names_the_label_and_is_of_one_network_for_all(told):
    scenes = [run_scene(run_at_label(told, y), [0.0, 0.0], axes="", rev=0) for y in (2, 7)]
    data = [payload(scene, lambda content, name: name) for scene in scenes]
    assert [one["label"] for one in data] == [2, 7]
    assert data[0]["network"] == data[1]["network"]
    assert {item["label"] for item in data[1]["nearest"]["items"]} == {7}


def test_pictures_of_many_labels_are_those_of_each(told):
    z, labels = np.zeros((3, 2), np.float32), np.array([1, 5, 9])
    many = resources.decode_many(told, z, labels)
    for picture, label in zip(many, labels, strict=True):
        own = resources.decode_many(run_at_label(told, int(label)), z[:1])[0]
        assert np.allclose(picture, own, atol=1e-3)


@pytest.mark.usefixtures("here")
def test_a_test_image_is_told_its_own_label_until_another_is_chosen(told):
    labels = told.latents.label
    first = int(np.flatnonzero(labels == 4)[0])
    second = int(np.flatnonzero(labels == 6)[0])
    app = open_page("pages/3_Reconstruct.py", **RUN, way="test", image=str(first))
    assert app.query_params["label"] in ("4", ["4"])
    assert "told the label **4**, the image’s own" in captions(app)
    app.session_state["told label of uci-digits"] = 9
    app.run()
    assert app.query_params["label"] in ("9", ["9"])
    assert "told the label **9**, which is chosen; the image’s own is 4" in captions(app)
    app.session_state["reconstruct image of uci-digits"] = second
    app.run()
    assert app.query_params["label"] in ("6", ["6"])
    # A link says what was chosen, and opens with it.
    app = open_page("pages/3_Reconstruct.py", **RUN, way="test", image=str(first), label="9")
    assert app.query_params["label"] in ("9", ["9"])


@pytest.mark.usefixtures("here")
@pytest.mark.parametrize("way", ["draw", "upload", "camera"])
def test_an_image_of_ones_own_is_told_the_label_that_is_chosen(way):
    app = open_page("pages/3_Reconstruct.py", **RUN, way=way, label="7")
    assert not app.exception
    assert app.query_params["label"] in ("7", ["7"])
    assert "told the label **7**, the one that is chosen" in captions(app)


@pytest.mark.usefixtures("here")
def test_give_me_a_seven_is_on_the_samples_view(told):
    app = open_page("pages/6_Latent_tools.py", **RUN, tool="samples", label="7")
    assert "and the label **7**" in " ".join(m.value for m in app.markdown)
    z = np.random.default_rng(0).standard_normal((3, told.config.model.latent_dim))
    model = told.model()
    seven = model.decode(z.astype(np.float32), 7).sigmoid().squeeze(1).numpy()
    drawn = resources.decode_many(run_at_label(told, 7), z.astype(np.float32))
    np.testing.assert_allclose(drawn, seven, atol=1e-3)


def captions(app):
    """The captions of a page, without the links of terms that are explained."""
    return re.sub(r"\[([^]]+)\]\(#term[^)]*\)", r"\1", " ".join(c.value for c in app.caption))
