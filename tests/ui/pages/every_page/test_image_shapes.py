"""Every page with runs of images in colour, of another size and without labels."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from tests.support.data import shapes
from tests.support.pages import open_page, plain, sentences
from ui.components.planes.explorer import one_file
from ui.services import pictures
from ui.services.caches import labels, recogniser, resources
from vae_core.data.datasets import DATASETS
from vae_core.training.train_recogniser import TRAININGS

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
    """The runs of `tests.support.data.shapes`, trained once, and the folder they are in."""
    root = tmp_path_factory.mktemp("shapes")
    return shapes.trained(root), root


@pytest.fixture
def runs(all_shapes, monkeypatch):
    """The same runs, as the ones that the app shows."""
    runs, root = all_shapes
    shapes.register()
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(root))
    return runs


@pytest.mark.parametrize("dataset", list(shapes.SHAPES))
@pytest.mark.parametrize("page", list(PAGES))
def test_every_page_shows_images_of_any_shape(runs, sent, dataset, page):
    file, query = PAGES[page]
    app = open_page(file, **{"dataset": dataset, "run": "vae"} | query)
    assert not app.error
    for name in LIVE & set(sent):
        assert sent[name]["image_shape"] == list(shapes.SHAPES[dataset])


def captions(app) -> str:
    return plain(" ".join(element.value for element in app.caption))


def a_picture(size: tuple[int, int]) -> bytes:
    """Red on the left, white on the right."""
    picture, content = Image.new("RGB", size, "white"), io.BytesIO()
    picture.paste("red", (0, 0, size[0] // 2, size[1]))
    picture.save(content, "PNG")
    return content.getvalue()


def test_an_upload_is_fitted_to_the_models_images(runs, sent):
    for dataset, (channels, height, width) in shapes.SHAPES.items():
        app = open_page("pages/3_Reconstruct.py", dataset=dataset, run="vae", way="upload")
        app.file_uploader[0].set_value([("a.png", a_picture((60, 30)), "image/png")]).run()
        assert not app.exception and not app.error
        assert sent["pad"]["drawing"] is False
        x = np.frombuffer(base64.b64decode(sent["pad"]["x"]), np.uint8)
        planes = x.reshape(channels, height, width)
        left, right = planes[:, height // 2, 0].tolist(), planes[:, height // 2, -1].tolist()
        if channels == 3:
            assert (left, right) == ([255, 0, 0], [255, 255, 255])
        else:  # its images have a dark ground, as this picture's edge is light
            assert right == [0] and left[0] > 150
        said = " ".join(element.value for element in app.subheader)
        assert f"to {channels * height * width} numbers" in said


def test_a_model_of_colours_has_no_pad_and_says_so(runs):
    app = open_page("pages/3_Reconstruct.py", dataset="toys", run="vae", way="draw")
    assert app.session_state.reconstruct_way == "test"
    assert "images in colour" in captions(app)


def test_images_without_labels_have_the_colours_of_clusters_and_that_is_said(runs, sent):
    app = open_page(dataset="plain", run="vae")
    explorer, n = sent["explorer"], len(runs["plain/vae"].latents.label)
    assert [labels.n_clusters(count) for count in (2, 20, 60, 128, 10_000)] == [2, 3, 5, 8, 8]
    assert explorer["classes"] == [str(i) for i in range(labels.n_clusters(n))]
    assert n < 128 and "fewer than the usual 8" in captions(app)
    assert explorer["words"]["labelled"] == "Cluster {name}"
    assert "clusters of the codes" in captions(app)
    coloured = np.frombuffer(resources.codes(runs["plain/vae"])[-n:], np.uint8)
    assert np.bincount(coloured).tolist() == sorted(np.bincount(coloured), reverse=True)
    other = labels.labels_of(runs["toys/vae"])
    assert not other.are_clusters and len(other.names) == 12


@pytest.mark.parametrize("dataset, run", [("plain", "vae"), ("toys", "four")])
def test_codes_stand_beside_pca_and_tsne_of_any_images(runs, sent, dataset, run):
    app = open_page(dataset=dataset, run=run)
    app.toggle(key="explore_beside").set_value(True).run()
    assert not app.exception and not app.error
    data, is_grey = sent["projections"], dataset == "plain"
    channels, height, width = shapes.SHAPES[dataset]
    assert (data["images"]["width"], data["images"]["height"]) == (width, height)
    assert data["images"]["is_ink"] == (channels == 1)
    names = [[figure["name"] for figure in plane["figures"]] for plane in data["planes"]]
    others = ["Trustworthiness"] if is_grey else ["k-NN accuracy", "Trustworthiness"]
    whole = [] if is_grey else ["k-NN accuracy in all 4 dimensions"]
    assert names == [[*others[:-1], *whole, others[-1]], others, others]
    assert ("cluster" in data["words"]["lit_class"]) == is_grey


def test_more_than_ten_classes_are_said_to_share_colours(runs):
    app = open_page(dataset="toys", run="vae")
    assert "12 classes share ten colours" in captions(app)


def test_what_a_recogniser_gives_is_absent_with_a_sentence(runs, sent):
    for view in ("stress", "all", "hunt", "says"):
        app = open_page("pages/1_AE_vs_VAE.py", dataset="toys", view=view)
        assert "MNIST, Fashion-MNIST and UCI digits only" in captions(app)
        assert "python -m" not in sentences(app)
    app = open_page("pages/5_Gallery.py", run="toys/vae")
    assert "MNIST, Fashion-MNIST and UCI digits only" in captions(app)
    assert "vae_core quality" not in " ".join(element.value for element in app.markdown)
    assert sent["two_planes"]["recogniser_command"] == ""
    assert "read" not in sent["two_planes"]["words"]["status"]


def test_a_run_in_colour_goes_into_one_file(runs):
    page = one_file.page(runs["toys/vae"])
    assert b'"image_shape":[3,10,8]' in page


def test_pictures_to_the_models_and_back():
    images = np.arange(2 * 3 * 4 * 3, dtype=np.uint8).reshape(2, 3, 4, 3)
    assert tuple(pictures.to_tensor(images).shape) == (2, 3, 3, 4)
    np.testing.assert_array_equal(pictures.from_tensor(pictures.to_tensor(images)), images)
    assert pictures.planar(images[0])[:4] == bytes([0, 3, 6, 9])  # red, row by row
    grey = images[..., 0]
    np.testing.assert_array_equal(pictures.from_tensor(pictures.to_tensor(grey)), grey)
    assert pictures.has_dark_ground(grey) and not pictures.has_dark_ground(255 - grey)


def test_the_app_knows_which_data_sets_can_have_a_recogniser():
    assert {name for name in DATASETS if recogniser.can_be_read(name)} == set(TRAININGS)
