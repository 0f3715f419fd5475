"""The exported page, opened from the disk: live, in both themes, and nothing leaves the file."""

from playwright.sync_api import expect

from tests.browser.conftest import PHONE, Plane, reads
from vae_core.export.formats import export_file
from vae_core.runs.load import load_run

_PIXELS = "(canvas) => canvas.toDataURL()"


def _nearest(page) -> list[str]:
    return page.locator(".lse-pair").all_inner_texts()


def test_a_drag_in_the_file_decodes_and_no_request_leaves_it(contexts, trained, tmp_path):
    run = load_run(trained.id, trained.folder.parents[1])
    path = export_file(run, "html", tmp_path)
    for options in (
        {"viewport": {"width": 1440, "height": 900}, "color_scheme": "light"},
        {**PHONE, "color_scheme": "dark"},
    ):
        page = contexts.new_page(fresh=True, **options)
        requests, errors = [], []
        page.on("request", lambda request, seen=requests: seen.append(request.url))
        page.on("pageerror", lambda error, seen=errors: seen.append(str(error)))
        page.on("console", lambda line, seen=errors: seen.append(line.text))
        page.goto(path.as_uri())
        plane = Plane(page)
        expect(plane.root).to_have_attribute("data-ready", "1")
        expect(plane.root).to_have_attribute("data-theme", options["color_scheme"])
        picture = page.get_by_test_id("decoded-image")
        before, z, near = picture.evaluate(_PIXELS), plane.z, _nearest(page)
        box = plane.canvas.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + box["width"] / 4, y - box["height"] / 4, steps=5)
        page.mouse.up()
        assert plane.z != z
        page.wait_for_function(
            "([canvas, before]) => canvas.toDataURL() !== before",
            arg=[picture.element_handle(), before],
        )
        # The nearest codes follow, without a server.
        page.wait_for_function("() => document.querySelector('[data-old=false]')")
        assert len(near) == len(_nearest(page)) == 6
        overflow = "() => document.documentElement.scrollWidth - innerWidth"
        reads(page, lambda page=page, overflow=overflow: page.evaluate(overflow) <= 0, True)
        page.emulate_media(color_scheme="dark" if options["color_scheme"] == "light" else "light")
        expect(plane.root).not_to_have_attribute("data-theme", options["color_scheme"])
        assert (requests, errors) == ([path.as_uri()], [])
        contexts.close(page)


def test_the_page_gives_the_file_when_its_button_is_pressed(page, trained):
    page.get_by_role("button", name="Take it home").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Web page").click()
    assert download.value.suggested_filename == "uci-digits-tiny.html"
    assert download.value.path().read_bytes().startswith(b"<!doctype html>")
