"""Own images on Train: uploaded or drawn, looked at, kept, trained on, and removed."""

import base64
import io
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from tests.support import pages
from tests.support.data import own_images
from tests.support.pages import page_html, sentences
from tests.ui.pages.train.conftest import field, look_as, open_page
from ui.components.drawing.sign_pad import new_drawings
from vae_core.data.datasets import load_dataset
from vae_core.data.own import kept
from vae_core.data.own.preview import Preview
from vae_core.training.train import train

X = own_images.images(240)


@pytest.fixture
def page():
    return open_page(view="images")


def large_leaves() -> str:
    """Images in colour that are large enough for convolutions; the usual epochs are over 200."""
    x = own_images.images(240, (32, 32), channels=3)
    return kept.keep(Preview(x, np.zeros(240, np.uint8), (), "a.zip"), "Leaves").name


def zip_of(folders: dict[str, int], size=(8, 8)) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, picture in own_images.pictures(folders, size).items():
            archive.writestr(name, picture)
    return content.getvalue()


def upload(app, *files):
    app.file_uploader[0].set_value([(name, c, "application/octet-stream") for name, c in files])
    app.run()
    assert not app.exception
    return app


def flowers(by=()) -> str:
    own = Preview(X, (np.arange(240) % 2).astype(np.uint8), ("rose", "<b>мак"), "a.zip")
    return kept.keep(own, "Flowers & <i>co", by=by).name


def test_a_zip_is_looked_at_kept_and_the_form_opens_with_it(page):
    app = upload(page, ("pets.zip", zip_of({"cat": 150, "<b>dog": 90})))
    shown = page_html(app)
    assert "<b>240 images</b> · 8 × 8 pixels, grey" in shown
    assert "<li>&lt;b&gt;dog <b>90</b></li><li>cat <b>150</b></li>" in shown
    assert shown.count("<figure>") == 12
    assert kept.names() == () and "scrollTo(0, 0)" not in shown
    assert app.text_input(key="own name upload").value == "pets"
    app.text_input(key="own name upload").set_value("My pets")
    app.button(key="own keep upload").click().run()
    assert not app.exception and kept.names() == ("my-pets",)
    assert kept.details("my-pets").facts.by == ("ann",)
    assert (field(app, "dataset"), field(app, "preset")) == ("my-pets", "vae-2d")
    assert dict(app.query_params)["dataset"] == "my-pets"
    assert "scrollTo(0, 0)" in page_html(app), "the form is shown from its top"
    assert [m.label for m in app.metric] == ["Parameters", "Time on this machine"]
    assert not sentences(app)
    assert len(load_dataset("my-pets").test) == 24


def test_a_link_a_choice_and_keep_offer_the_same_within_the_limits():
    from ui.pages.train.form.state import link, opening_request, usual_request

    name = large_leaves()
    offers = []
    for query in (
        {"dataset": name},
        link(opening_request(name), ""),
        usual_request(name).to_query(),
    ):
        app = open_page(**query)
        assert not sentences(app)
        offers.append((field(app, "preset"), field(app, "epochs")))
    for query in ({}, {"dataset": "uci-digits"}):
        app = open_page(**query)
        app.selectbox(key="train form dataset").set_value(name).run()
        offers.append((field(app, "preset"), field(app, "epochs")))
    assert set(offers) == {("vae-conv-2d", 200)}
    captions = " ".join(c.value for c in app.caption)
    assert "for shapes" not in captions
    app = open_page(dataset=name, preset="vae-2d", epochs="7")
    assert (field(app, "preset"), field(app, "epochs")) == ("vae-2d", 7)


def test_other_sizes_and_several_files_are_read_again(page):
    files = own_images.pictures({"": 200}, (20, 10))
    app = upload(page, *files.items())
    assert "<b>200 images</b> · 20 pixels high, 10 wide, grey" in page_html(app)
    app.selectbox(key="own images side").set_value(64).run()
    assert "64 × 64 pixels" in page_html(app)
    app.file_uploader[0].set_value([]).run()
    assert 'data-testid="own-facts"' not in page_html(app)
    assert "At least 200 images" in app.file_uploader[0].label


@pytest.mark.parametrize("name, content, why", [
    ("one.png", own_images.png(X[0]), "There is 1 image here; at least 200 are needed"),
    ("a.h5", b"x", "files of this kind are not read"),
    ("<b>.csv", b"1,2\n3,4\n", "<b>.csv has 2 columns"),
    ("cut.zip", b"PK", "cut.zip is a damaged zip file"),
])  # fmt: skip
def test_what_makes_no_data_set_is_a_sentence(page, name, content, why):
    app = upload(page, (name, content))
    assert why in sentences(app)
    assert kept.names() == () and "own keep upload" not in [button.key for button in app.button]


def test_limits_hold_for_visitors_and_a_name_is_needed(page, monkeypatch, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text("[datasets]\ntotal = 1\n", encoding="utf-8")
    monkeypatch.setenv("VAE_LIMITS", str(limits))
    content = zip_of({"a": 200, "b": 200}, (64, 64))
    app = upload(page, ("a.zip", content))
    app.button(key="own keep upload").click().run()
    assert "the datasets of visitors would take 2 MB; there are 1 MB" in sentences(app)
    look_as(monkeypatch, "boss", is_operator=True)
    app.text_input(key="own name upload").set_value(" ")
    app.button(key="own keep upload").click().run()
    assert "Give it a name first." in sentences(app)
    app.text_input(key="own name upload").set_value("mnist")
    app.button(key="own keep upload").click().run()
    assert "There already is a dataset 'mnist'" in sentences(app)
    app.text_input(key="own name upload").set_value("large")
    app.button(key="own keep upload").click().run()
    assert kept.details("large").facts.by == () and not sentences(app)
    assert field(app, "preset") == "vae-conv-2d"


def test_more_than_the_limit_at_once_is_refused(monkeypatch, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text("[datasets]\nupload = 1\n", encoding="utf-8")
    monkeypatch.setenv("VAE_LIMITS", str(limits))
    large = bytes(600_000)
    app = upload(open_page(view="images"), ("a.png", large), ("b.png", large))
    assert "More than 1.0 MB at once" in sentences(app)


def test_who_added_it_removes_it_with_its_runs(page, monkeypatch, tiny):
    name = flowers(by=("ann",))
    run = train(_tiny_on(tiny, name), "a", film="none", iwae_samples=0)
    app = open_page(view="images")
    shown = page_html(app)
    assert "<b>Flowers &amp; &lt;i&gt;co</b>" in shown
    assert "240 images · 8 × 8 pixels, grey · 2 classes" in shown
    look_as(monkeypatch, "ben")
    assert f"own images delete {name}" not in [b.key for b in open_page(view="images").button]
    look_as(monkeypatch, "ann")
    assert " kB</span>" in shown and "0.0 MB" not in shown
    box = app.checkbox(key=f"own images with runs {name}")
    assert box.label == "and the run that was trained on it"
    box.check().run()
    app.button(key=f"own images delete {name}").click().run()
    assert not app.exception
    assert kept.names() == () and not run.folder.parent.exists()


def test_drawn_signs_get_half_the_epochs_of_as_few_images():
    """A class waits for them; with more, copies of a few drawings are learnt by heart."""
    from ui.pages.train.form.state import usual_request
    from vae_core.data.own.drawings import from_drawings

    x = np.kron(own_images.images(40, (7, 7)), np.ones((4, 4), np.uint8))
    preview = from_drawings(x, np.arange(40) % 2, ("a", "b"))
    signs = kept.keep(preview, "Signs").name
    photographs = kept.keep(replace(preview, prepared_as="", parts=None), "Photographs").name
    assert usual_request(signs).epochs == round(50_000 / len(load_dataset(signs).train)) == 104
    assert usual_request(photographs).epochs == 200, "what a visitor may ask for at most"


def test_pages_open_where_the_data_set_of_a_run_is_gone(tiny):
    name = flowers()
    train(_tiny_on(tiny, name), "a", film="none", iwae_samples=0)
    kept.remove(name)
    for view in ("runs", "compare", "new"):
        open_page(view=view)
    app = pages.open_page("pages/3_Reconstruct.py", dataset=name, run="a", way="upload")
    app.file_uploader[0].set_value([("a.png", own_images.png(X[0]), "image/png")]).run()
    assert not app.exception
    assert f"a.png**: {name} is no longer here" in sentences(app)


def test_images_that_replaced_those_of_a_run_are_not_shown_as_its_own(tiny, sent, tmp_path):
    from ui.services.caches import resources

    name = flowers()
    run = train(_tiny_on(tiny, name), "a", film="none", iwae_samples=0)
    app = pages.open_page(dataset=name, run="a")
    assert len(resources.test_images(run)[0]) == 24 and not sentences(app)
    kept.remove(name)
    run.folder.parent.rename(tmp_path / "elsewhere")
    other = Preview(X[:220], np.zeros(220, np.uint8), ("tulip",), "a.zip")
    assert kept.keep(other, "Flowers & <i>co").name == name
    (tmp_path / "elsewhere").rename(run.folder.parent)
    assert len(resources.test_images(name)[0]) == 22, "nothing is kept of the images before"
    assert resources.test_images(run)[0] is None
    for page, query in {
        None: {},
        "pages/3_Reconstruct.py": {"way": "test"},
        "pages/6_Latent_tools.py": {"tool": "between"},
    }.items():
        app = pages.open_page(page, dataset=name, run="a", **query)
        assert "trained on other images than Flowers & <i>co has now" in sentences(app), page
    pages.open_page("pages/5_Gallery.py", dataset=name, run="a")


def _tiny_on(tiny, name):
    from vae_core.models.layers.usual import resized

    once = replace(tiny.training, epochs=1)
    return replace(tiny, dataset=name, model=resized(tiny.model, (1, 8, 8)), training=once)


def drawn(*signs: int, first: int = 1) -> dict:
    """What the pad sends: drawings of these signs."""
    x = own_images.images(len(signs), (28, 28))
    return {
        "drawings": [
            {"n": first + i, "sign": sign, "x": base64.b64encode(x[i].tobytes()).decode()}
            for i, sign in enumerate(signs)
        ]
    }


def test_what_a_browser_sends_is_read_or_left_out():
    good = drawn(0, 1)
    assert [(one.number, one.sign) for one in new_drawings(good, 0)] == [(1, 0), (2, 1)]
    assert [one.number for one in new_drawings(good, 1)] == [2]
    blank = {"n": 3, "sign": 0, "x": base64.b64encode(bytes(784)).decode()}
    damaged = [None, {"n": "1"}, blank, {"n": 1, "sign": 0, "x": "AA"}, {"n": 1, "x": "é"}]
    for bad in (None, [], {"drawings": 3}, {"drawings": damaged}):
        assert new_drawings(bad, 0) == []


def test_signs_are_drawn_into_rows_taken_back_kept_and_survive_a_change_of_page(page):
    app = page
    app.segmented_control(key="own images way").set_value("draw").run()
    assert "Name 2 to 6 signs first" in sentences(app)
    app.text_input(key="own images signs").set_value("sun, <b>мак, sun").run()
    assert not app.exception and not sentences(app)
    app.session_state["own images drawn"] = _drawings("sun", 5) + _drawings("<b>мак", 5)
    app.run()
    shown = page_html(app)
    assert "<p>sun <b>5</b></p>" in shown and "<p>&lt;b&gt;мак <b>5</b></p>" in shown
    app.button(key="own images undo").click().run()
    assert "<p>&lt;b&gt;мак <b>4</b></p>" in page_html(app)
    assert app.button(key="own keep drawing").disabled
    app.session_state["own images drawn"] += _drawings("<b>мак", 1)
    app.segmented_control(key="train view").set_value("runs").run()
    app.segmented_control(key="train view").set_value("images").run()
    assert "<p>&lt;b&gt;мак <b>5</b></p>" in page_html(app)
    app.text_input(key="own name drawing").set_value("Signs")
    app.button(key="own keep drawing").click().run()
    assert not app.exception
    info = kept.details("signs").info
    assert (info.classes, info.sizes.total) == (("sun", "<b>мак"), 600)
    assert field(app, "dataset") == "signs" and field(app, "preset") == "vae-2d"


def _drawings(name: str, n: int) -> list:
    from ui.pages.train.own_images.drawing import _Drawn

    x = np.kron(own_images.images(n, (7, 7)), np.ones((4, 4), np.uint8))
    return [_Drawn(name, image) for image in x]
