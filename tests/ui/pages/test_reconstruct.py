"""The Reconstruct page through AppTest: every way in, any dimension, bad files, many at once."""

import base64
import csv
import io
import itertools
import logging

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.pages import as_mnist, flip, plain, sentences, train_every_size
from ui.pages.reconstruct import elbo, examples
from ui.pages.reconstruct.input_image import Given, Part
from ui.pages.reconstruct.many_images import csv_rows
from ui.services import resources
from ui.widgets.downloads import as_csv
from vae_core.images import memory
from vae_core.runs.load import load_run
from vae_core.runs.store import amend

PAGE = "pages/3_Reconstruct.py"
EVERY = ["tiny", "one", "many", "plain", "plain-ten"]


@pytest.fixture(scope="module")
def every_size(trained, tiny, tiny_ae, recogniser, tmp_path_factory):
    """VAEs of 1, 2 and 64 numbers, AEs of 2 and 10, and a recogniser."""
    import shutil

    root = tmp_path_factory.mktemp("sizes")
    train_every_size(tiny, tiny_ae, root)
    shutil.copytree(recogniser.folder, root / "uci-digits" / "recogniser")
    return root


@pytest.fixture
def sized(every_size, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(every_size))
    return every_size


def open_page(**query: str) -> AppTest:
    return pages.open_page(PAGE, **query)


def titles(app: AppTest) -> list[str]:
    return [heading.value for heading in app.subheader]


def button(app: AppTest, label: str):
    return next(b for b in app.button if b.label == label)


def page_html(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def three() -> np.ndarray:
    """Something like a 3, dark on light paper."""
    picture = np.full((120, 90), 240, np.uint8)
    picture[20:28, 25:65] = picture[56:64, 30:65] = picture[92:100, 25:65] = 20
    picture[20:100, 58:66] = 20
    return picture


def png(picture: np.ndarray) -> bytes:
    content = io.BytesIO()
    Image.fromarray(picture).save(content, "PNG")
    return content.getvalue()


def upload(app: AppTest, *files: tuple[str, bytes, str]) -> AppTest:
    app.file_uploader[0].set_value(list(files)).run()
    assert not app.exception
    return app


@pytest.mark.parametrize("name", EVERY)
def test_every_size_opens_to_be_drawn_on(sized, name):
    app = open_page(dataset="uci-digits", run=name)
    assert not sentences(app)
    assert app.query_params["way"] == "draw"
    assert titles(app) == []  # Nothing was drawn yet.


@pytest.mark.parametrize("name", EVERY)
def test_a_test_image_through_every_model(sized, name):
    app = open_page(dataset="uci-digits", run=name, way="test", image="61")
    assert not sentences(app)
    assert app.query_params["image"] == "61"
    assert titles(app)[0] == "What each model gives back"
    assert ("The ELBO of this image" in titles(app)) == (not name.startswith("plain"))
    shown = page_html(app)
    assert shown.count('class="lse-model') == 1 + 5  # A list of five.
    assert shown.count("aria-current=true") == 1
    assert "reads as" in shown
    assert "lse-grade" in shown


def test_a_drawing_is_asked_of_the_models(sized):
    app = open_page(dataset="uci-digits", run="tiny")
    x = np.zeros((28, 28), np.uint8)
    x[4:24, 12:15] = 255
    drawing = {"x": base64.b64encode(x.tobytes()).decode(), "empty": False}
    app.session_state["reconstruct_drawing"] = drawing
    app.run()
    assert not app.exception
    assert "The ELBO of this image" in titles(app)
    assert "Your drawing" in plain(" ".join(c.value for c in app.caption))
    app.session_state["reconstruct_drawing"] = {**drawing, "empty": True}
    app.run()
    assert titles(app) == []


def test_an_uploaded_picture_is_prepared_step_by_step(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    assert titles(app) == []
    upload(app, ("three.png", png(three()), "image/png"))
    assert not sentences(app)
    assert titles(app)[0] == "From your picture to 784 numbers"
    assert "lse-prep-box" in page_html(app)
    assert "image" not in app.query_params


def test_a_switch_changes_what_the_models_get(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    upload(app, ("three.png", png(three()), "image/png"))
    before = page_html(app)
    steps = app.pills[0] if hasattr(app, "pills") else app.get("button_group")[1]
    steps.set_value([name for name in steps.value if name != "crop"]).run()
    assert not app.exception
    assert page_html(app) != before


def test_one_bad_file_among_good_ones(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    upload(
        app,
        ("three.png", png(three()), "image/png"),
        ("notes*.png", b"no picture at all", "image/png"),
        ("empty.jpg", b"", "image/jpeg"),
        ("four.png", png(255 - three()[::-1]), "image/png"),
    )
    assert len(app.error) == 2
    assert app.error[0].value.startswith("**notes\\*.png**: ")
    assert "All 2 images" in titles(app)
    assert page_html(app).count("<tr") >= 3
    assert len(app.get("download_button")) == 1


def test_a_second_upload_is_shown_and_not_the_first(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    first = ("first.png", png(three()), "image/png")
    upload(app, first)
    upload(app, first, ("second.png", png(255 - three()[::-1]), "image/png"))
    assert "second.png" in plain(" ".join(c.value for c in app.caption))
    chosen = next(box for box in app.selectbox if box.label.startswith("Shown below"))
    assert chosen.value == 1
    chosen.set_value(0).run()
    assert "first.png" in plain(" ".join(c.value for c in app.caption))


def test_two_things_in_a_picture_are_said_and_offered(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    apart = np.hstack([three(), np.full((120, 60), 240, np.uint8), three()[::-1, ::-1]])
    upload(app, ("two.png", png(apart), "image/png"))
    assert "2 things in this picture" in " ".join(m.value for m in app.markdown)
    before = page_html(app)
    assert "1 of 2 things" in before
    other = next(b for b in app.button if b.label.startswith("Take "))
    other.click().run()
    assert not app.exception
    assert page_html(app) != before
    assert "2 things in this picture" in " ".join(m.value for m in app.markdown)


def test_the_part_in_the_box_is_used_and_an_empty_one_is_said(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    apart = np.hstack([three(), np.full((120, 60), 240, np.uint8), three()[::-1, ::-1]])
    upload(app, ("two.png", png(apart), "image/png"))
    file_id = next(iter(app.session_state["reconstruct_prepared"]))[0]
    app.session_state["reconstruct_parts"] = {file_id: Part((0.0, 0.0, 0.4, 1.0))}
    app.run()
    assert not app.exception
    assert "things in this picture" not in " ".join(m.value for m in app.markdown)
    app.session_state["reconstruct_parts"] = {file_id: Part((0.4, 0.0, 0.5, 0.1))}
    app.run()
    assert "The whole picture is used" in sentences(app)


def test_a_large_photograph_says_the_size_it_came_with(sized):
    noise = np.random.default_rng(0).normal(0, 20, (900, 1_200))
    picture = np.clip(np.pad(three(), ((390, 390), (555, 555)), mode="edge") + noise, 0, 255)
    content = png(picture.astype(np.uint8))
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    upload(app, ("photo.png", content, "image/png"))
    assert not sentences(app)
    assert "1200 × 900 pixels" in page_html(app)
    kept = next(iter(app.session_state["reconstruct_prepared"].values())).file
    assert len(kept.content) < len(content) / 2


def test_of_many_pictures_little_is_kept(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    large = np.kron(three(), np.ones((4, 4), np.uint8))
    upload(app, *((f"{i}.png", png(np.roll(large, i, 0)), "image/png") for i in range(3)))
    assert "From your picture to 784 numbers" in titles(app)
    prepared = app.session_state["reconstruct_prepared"].values()
    assert len(prepared) == 3
    assert all(x.size == 784 for image in prepared for x in (image.x, *image.things))
    key, steps = app.session_state["reconstruct_steps"]
    assert key in app.session_state["reconstruct_prepared"]
    assert max(max(step.picture.shape) for step in steps) == 224
    assert "360 × 480 pixels" in page_html(app)


def test_where_there_is_no_memory_the_picture_can_be_tried_again(sized, monkeypatch):
    monkeypatch.setattr(memory, "PATIENCE", 0.01)
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    with memory.MEMORY.reserved(memory.MAX_MEMORY):
        upload(app, ("three.png", png(three()), "image/png"))
        assert "Try again in a few seconds" in sentences(app)
        assert titles(app) == []
    button(app, "Try again").click().run()
    assert not app.exception
    assert not sentences(app)
    assert titles(app)[0] == "From your picture to 784 numbers"


def test_a_name_is_no_markdown(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    upload(app, ("![x](http://a.b).png", png(three()), "image/png"))
    said = plain(" ".join(caption.value for caption in app.caption))
    assert "!\\[x\\]" in said
    assert "![x]" not in said


def test_a_bad_file_alone_is_a_sentence(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    upload(app, ("blank.png", png(np.full((50, 50), 255, np.uint8)), "image/png"))
    assert len(app.error) == 1
    assert titles(app) == []


def test_thirty_files_at_once(sized):
    app = open_page(dataset="uci-digits", run="many", way="upload")
    upload(app, *((f"{i}.png", png(np.roll(three(), i, 0)), "image/png") for i in range(30)))
    assert not sentences(app)
    assert "All 30 images" in titles(app)


def test_uploads_are_neither_written_nor_logged(sized, tmp_path, monkeypatch, caplog):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    before = set(sized.rglob("*"))
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    upload(app, ("my-secret-name.png", png(three()), "image/png"))
    assert set(sized.rglob("*")) == before
    assert not list((tmp_path / "temporary").iterdir())
    assert "my-secret-name" not in caplog.text


def test_our_own_samples_are_readable_files(sized):
    run = load_run("uci-digits/tiny", sized)
    for content in examples.make(run).values():
        assert Image.open(io.BytesIO(content)).size != (28, 28)
    app = open_page(dataset="uci-digits", run="tiny", way="upload")
    offered = [group for group in app.get("button_group") if group.key == "reconstruct_samples"]
    offered[0].set_value(list(examples.NAMES)).run()
    assert not app.exception
    assert not sentences(app)
    assert "All 5 images" in titles(app)


def test_hardest_easiest_random_and_by_class(sized):
    app = open_page(dataset="uci-digits", run="tiny", way="test")
    usual = load_run("uci-digits/tiny", sized).metrics["typical"]
    button(app, "Hardest").click().run()
    assert app.query_params["image"] == str(usual["hardest"][0])
    button(app, "Hardest").click().run()
    assert app.query_params["image"] == str(usual["hardest"][1])
    button(app, "Easiest").click().run()
    assert app.query_params["image"] == str(usual["easiest"][0])
    before = app.query_params["image"]
    button(app, "Random").click().run()
    assert app.query_params["image"] != before
    chosen = next(box for box in app.selectbox if box.label == "Class")
    chosen.set_value(7).run()
    labels = load_run("uci-digits/tiny", sized).latents.label
    assert labels[int(app.query_params["image"])] == 7


def test_a_run_that_was_not_measured_says_how(spoilable):
    amend(load_run("uci-digits/tiny"), {"typical": None})
    app = open_page(dataset="uci-digits", run="tiny", way="test")
    assert button(app, "Hardest").disabled
    assert "evaluate uci-digits/tiny --keep" in plain(" ".join(c.value for c in app.caption))


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ({"image": "500"}, "images 0 to 499"),
        ({"way": "<b>"}, "none of draw"),
        ({"image": "-1"}, "0"),
    ],
)
def test_a_bad_link_is_said(sized, bad, said):
    app = open_page(dataset="uci-digits", run="tiny", **bad)
    assert said in sentences(app)


def test_without_runs_the_page_says_how_to_make_one(tmp_path, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(tmp_path))
    assert "python -m vae_core train" in sentences(open_page())


def test_without_the_original_images(spoilable, monkeypatch, tmp_path):
    as_mnist(spoilable, spoilable.parent.parent / "mnist" / "tiny")
    monkeypatch.setenv("VAE_DATA_DIR", str(tmp_path / "nowhere"))
    app = open_page(dataset="mnist", run="tiny", way="test")
    assert "not on this machine" in sentences(app)
    app = open_page(dataset="mnist", run="tiny", way="upload")
    upload(app, ("three.png", png(three()), "image/png"))
    assert "Nearest test codes, decoded" in titles(app)
    # No recogniser here either: nothing is read off the pictures.
    assert "reads as" not in page_html(app)


def test_a_damaged_sister_is_said_and_the_others_are_shown(spoilable):
    import shutil

    sister = spoilable.parent / "sister"
    shutil.copytree(spoilable, sister)
    flip(sister / "weights.safetensors")
    app = open_page(dataset="uci-digits", run="tiny", way="test")
    assert "uci-digits/sister is damaged" in sentences(app)
    assert "The ELBO of this image" in titles(app)


def test_the_csv_holds_every_number(trained, digits):
    x = digits.test.images[:2] / np.float32(255)
    given = [Given("=1+1.png", x[0]), Given("b.png", x[1])]
    seen = resources.inspect_images(trained, x)
    rows = list(csv.DictReader(io.StringIO(as_csv(csv_rows(trained, given, seen, None)).decode())))
    assert [row["name"] for row in rows] == ["'=1+1.png", "b.png"]
    assert float(rows[1]["mu_2"]) == pytest.approx(seen.mu[1, 1], rel=1e-5)
    assert float(rows[0]["sigma_1"]) == pytest.approx(np.exp(seen.logvar[0, 0] / 2), rel=1e-5)
    assert float(rows[0]["neg_elbo_nats"]) == pytest.approx(seen.neg_elbo[0], rel=1e-5)


@pytest.mark.parametrize(
    ("error", "out", "grade"),
    [
        (50, 50, "supported"),
        (95, 10, "thin"),
        (10, 95, "thin"),
        (99.5, 0, "hole"),
        (0, 100, "hole"),
    ],
)
def test_the_verdict(error, out, grade):
    assert elbo.verdict(error, out, "supported")[0] == grade


@pytest.mark.parametrize("near", ["supported", "thin", "hole"])
def test_the_verdict_is_never_better_than_what_the_plane_says(near):
    order = ["supported", "thin", "hole"]
    for error, out in itertools.product((0, 50, 95, 99.5), repeat=2):
        grade = elbo.verdict(error, out, near)[0]
        assert order.index(grade) >= order.index(near)


def test_the_true_posterior_is_summed_up_only_once_it_is_asked_for(monkeypatch):
    from ui.components.lessons.bound import image_scene

    asked, original = [], image_scene.exact_posterior
    monkeypatch.setattr(
        image_scene, "exact_posterior", lambda *given: asked.append(given) or original(*given)
    )
    app = open_page(dataset="uci-digits", run="vae-2d", way="test", image="5")
    assert "How far off is the ELBO?" in titles(app)
    assert not asked
    next(toggle for toggle in app.toggle if toggle.key == "reconstruct_bound_open").set_value(True)
    app.run()
    assert not app.exception
    assert len(asked) == 1
    other = open_page(dataset="uci-digits", run="ae-2d", way="test", image="5")
    assert "How far off is the ELBO?" not in titles(other)
