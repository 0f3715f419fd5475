"""Own images on Train in a real browser: a zip is kept, trained on and explored; a drawn set."""

import re
import zipfile

import numpy as np
import pytest
from playwright.sync_api import expect

from benchmarks.browser import READY, serve
from tests.browser.conftest import PHONE, reads
from tests.support.data import own_images
from vae_core.data.own import kept
from vae_core.data.own.preview import Preview
from vae_core.jobs import queue, records

PAD = '[data-testid="sign-pad"][data-ready="1"]'
FACTS = '[data-testid="own-facts"]'


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("own")


@pytest.fixture
def own_root(root, monkeypatch):
    """The folder of runs, for the library in this process, too."""
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(root))
    return root


@pytest.fixture(scope="module")
def own_server(root):
    with serve(root) as server:
        yield server.address
        for job in records.jobs(root):
            if records.status(job.id, root).state not in records.ENDED:
                queue.want(job.id, "discard", root)


def test_a_zip_is_looked_at_kept_trained_on_and_explored(open_page, own_server, own_root, tmp_path):
    path = tmp_path / "pets.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name, picture in own_images.pictures({"кот": 150, "<b>dog": 90}).items():
            archive.writestr(name, picture)
    page = open_page("Train?view=new", own_server, ".st-key-train-go button")
    page.get_by_role("link", name="Your own images").click()
    # Not the one for weights, which stands here until the link's view has come.
    page.set_input_files(".st-key-own-images-files input", path)
    page.wait_for_selector(FACTS)
    assert "240 images · 8 × 8 pixels, grey" in page.inner_text(FACTS)
    assert page.locator(f"{FACTS} li").all_inner_texts() == ["<b>dog 90", "кот 150"]
    expect(page.locator(".lse-own-pictures .lse-ink")).to_have_count(12)
    page.get_by_role("button", name="Keep").click()
    # The form has it, with a network of its size.
    page.wait_for_function("location.search.includes('dataset=pets')")
    epochs = page.get_by_role("spinbutton", name="Epochs")
    expect(epochs).to_have_value(re.compile("[1-9][0-9]+"))
    epochs.fill("1")
    epochs.press("Tab")
    page.wait_for_function(
        "location.search.includes('epochs=1&') || /epochs=1$/.test(location.search)"
    )
    page.click(".st-key-train-go button")
    page.wait_for_function("location.search.includes('view=watch')")
    page.get_by_role("link", name="Open in Explore").click()
    page.wait_for_selector(READY)
    page.wait_for_function("location.search.includes('dataset=pets&run=vae-2d_epochs-1')")
    page.locator('[data-testid="latent-explorer"]').get_by_text("<b>dog").first.wait_for()


def test_signs_are_drawn_one_after_the_other_and_become_a_data_set(open_page, own_server, own_root):
    page = open_page("Train?view=images&way=draw&signs=line,ring", own_server, PAD)
    pad = page.locator(PAD)

    def draw(points):
        box = page.locator('[data-testid="pad"]').bounding_box()
        at = [(box["x"] + x * box["width"], box["y"] + y * box["height"]) for x, y in points]
        page.mouse.move(*at[0])
        page.mouse.down()
        for point in at[1:]:
            page.mouse.move(*point)
        page.mouse.up()

    def rows():
        return page.locator('[data-testid="own-rows"] > div').evaluate_all(
            "rows => rows.map((row) => row.children.length)"
        )

    # Faster than the page answers: none is lost, and the pad is blank for the next at once.
    for i in range(6):
        draw([(0.2 + 0.05 * i, 0.1), (0.5, 0.9)])
        page.keyboard.press("Enter")
    expect(pad).to_have_attribute("data-count", "6")
    reads(page, rows, [6, 0])
    page.get_by_role("button", name="Take the last one back").click()
    reads(page, rows, [5, 0])
    page.get_by_role("radio", name="ring").click()
    pad.get_by_text("Draw: ring").wait_for()
    turn = np.linspace(0.0, 2.0 * np.pi, 12)
    for i in range(5):
        draw([(0.5 + 0.3 * np.cos(t), 0.5 + (0.2 + 0.02 * i) * np.sin(t)) for t in turn])
        page.get_by_test_id("take-drawing").click()
    reads(page, rows, [5, 5])
    # A change of page loses nothing of the session.
    page.get_by_role("link", name="Gallery").click()
    page.get_by_role("heading", name="Gallery").wait_for()
    page.get_by_role("link", name="Train").first.click()
    page.wait_for_selector(".st-key-train-go button")
    page.get_by_role("radio", name="Your own images").click()
    page.wait_for_selector(PAD)
    reads(page, rows, [5, 5])
    page.get_by_role("textbox", name="What you call it").fill("Two signs")
    page.get_by_role("button", name="Keep").click()
    page.wait_for_function("location.search.includes('dataset=two-signs')")
    one = kept.details("two-signs")
    assert (one.info.classes, one.facts.counts) == (("line", "ring"), (300, 300))
    dataset = kept.load("two-signs").test
    # As MNIST's digits are: ink in the middle 20 x 20, which a copy leaves only a little.
    assert dataset.images[:, :2].mean() < 5 < dataset.images[:, 4:24, 4:24].mean()


def test_a_long_name_ends_in_dots_and_its_tooltip_is_whole(open_page, own_server, own_root):
    title = "Handwritten botanical labels of the herbarium of Old Uppsala"
    x = own_images.images(200)
    name = kept.keep(Preview(x, np.zeros(200, np.uint8), (), "a.zip"), title).name
    page = open_page(f"Train?dataset={name}", own_server, ".st-key-train-go button", **PHONE)
    choice = page.get_by_role("combobox", name="Data set")
    expect(choice).to_have_value(title)
    assert choice.evaluate("e => e.scrollWidth > e.clientWidth")
    assert choice.evaluate("e => getComputedStyle(e).textOverflow") == "ellipsis"
    choice.hover()
    expect(choice).to_have_attribute("title", title)
    page.locator(".stSelectbox", has=choice).get_by_role("button", name="Open").click()
    option = page.get_by_role("option", name=title)
    option.hover()
    cut = option.locator("[data-item-hl]")
    is_cut = cut.evaluate("e => e.scrollWidth > e.clientWidth")
    assert option.get_attribute("title") == (title if is_cut else "")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # A short one needs none.
    page.keyboard.press("Escape")
    page.get_by_role("combobox", name="Start from").hover()
    expect(page.get_by_role("combobox", name="Start from")).to_have_attribute("title", "")
