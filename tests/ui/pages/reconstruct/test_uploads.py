"""Pictures that are uploaded on Reconstruct: prepared, several at once, bad ones, kept nowhere."""

import io
import logging

import numpy as np
from PIL import Image

from tests.support.pages import button, page_html, plain, sentences
from tests.ui.pages.reconstruct.conftest import open_page, png, three, titles, upload
from ui.pages.reconstruct.image_input import examples
from ui.pages.reconstruct.image_input.input_image import Part
from vae_core.images.reading import memory
from vae_core.runs.load import load_run


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
    labels = [b.label for b in app.get("download_button")]
    assert labels.count("CSV, with all numbers of each code") == 1


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
