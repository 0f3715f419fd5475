"""Explore with one latent number, with three, and with many: the plane and space."""

import numpy as np
import pytest
import torch
from playwright.sync_api import expect

from tests.browser.conftest import Plane, becomes_other, reads, steady
from tests.support.address import asked
from vae_core.latent import geometry
from vae_core.runs.load import load_run

# All pictures of a row have come.
_IS_PAINTED = """(row) => [...row.querySelectorAll("canvas")].every(
  (c) => c.getContext("2d").getImageData(0, 0, 1, 1).data[3])"""


def drag(plane: Plane, *places: tuple[float, float]) -> None:
    mouse = plane.page.mouse
    mouse.move(*plane.at(*places[0]))
    mouse.down()
    for place in places[1:]:
        mouse.move(*plane.at(*place), steps=4)
    mouse.up()


def expect_the_picture_of(plane: Plane, run) -> None:
    """What is shown is, some frames later, what PyTorch decodes at the cursor's z, in the light
    theme's ink."""
    with torch.no_grad():
        ink = torch.sigmoid(run.model().decode(torch.tensor([plane.exact_z]))).flatten().numpy()
    painted = 0xFB + (0x17 - 0xFB) * ink
    reads(plane.page, lambda: np.abs(np.array(plane.picture()) - painted).max() <= 1.5, True)


def place_of_pointer(plane: Plane, x: float, y: float) -> list[float]:
    return plane.root.evaluate(
        """(root, [x, y]) => {
          const { view } = root.explorer;
          return view.toPoint(x * view.width, y * view.height);
        }""",
        [x, y],
    )


@pytest.mark.parametrize("name", ["vae-1", "vae-3", "vae-10", "vae-64", "ae-3"])
def test_a_run_of_any_dimension_can_be_dragged(open_run, spaces, name):
    plane, run = open_run(name, color_scheme="light"), load_run(f"uci-digits/{name}", spaces)
    before = plane.exact_z
    assert len(before) == run.config.model.latent_dim
    drag(plane, (0.5, 0.5), (0.62, 0.41))
    assert plane.exact_z != before
    expect_the_picture_of(plane, run)
    z = np.array([plane.exact_z])
    word = run.support.words(run.latents.mu, z)[0]
    expect(plane.page.locator(".lse-now")).to_have_attribute("data-level", word)
    place = geometry.nearest(run.latents.mu, z[0], 60)
    top = plane.page.get_by_test_id("near-here").locator("li").first
    labels = {str(label) for label in run.latents.label[place]}
    assert top.locator(".lse-bar-name").inner_text() in labels


def test_a_drag_moves_z_along_the_principal_components_only(open_run, spaces):
    plane, run = open_run("vae-10"), load_run("uci-digits/vae-10", spaces)
    components = geometry.principal_components(run.latents.mu)
    before = np.array(plane.exact_z)
    drag(plane, (0.5, 0.5), (0.7, 0.3))
    moved = np.array(plane.exact_z) - before
    assert np.abs(moved).max() > 0.1
    np.testing.assert_allclose(components.axes.T @ (components.axes @ moved), moved, atol=1e-5)
    place = components.axes @ (np.array(plane.exact_z) - components.mean)
    np.testing.assert_allclose(place, place_of_pointer(plane, 0.7, 0.3), atol=0.02)


def test_a_pair_of_numbers_can_be_chosen_and_is_kept_in_the_link(open_run, spaces):
    plane, run = open_run("vae-10", color_scheme="light"), load_run("uci-digits/vae-10", spaces)
    page, order = plane.page, [d.index for d in geometry.dimensions(run.latents)]
    assert "axes" not in asked(page)
    page.get_by_test_id("axis-up").select_option(str(order[3] + 1))
    expect(page.get_by_test_id("axis-across")).to_have_value(str(order[0] + 1))
    page.wait_for_function("() => location.search.includes('axes=')")
    before = plane.exact_z
    drag(plane, (0.5, 0.5), (0.3, 0.35))
    after = plane.exact_z
    changed = {k for k in range(10) if after[k] != before[k]}
    assert changed == {order[0], order[3]}
    pointer = place_of_pointer(plane, 0.3, 0.35)
    assert [after[order[0]], after[order[3]]] == pytest.approx(pointer, abs=0.02)
    expect_the_picture_of(plane, run)
    reads(page, lambda: asked(page).get("axes"), f"{order[0] + 1},{order[3] + 1}")
    reads(
        page,
        lambda: [float(v) for v in asked(page)["z"].split(",")],
        pytest.approx(after, abs=1e-4),
    )
    link = asked(page)
    again = open_run("vae-10", f"&z={link['z']}&axes={link['axes']}")
    assert again.z == pytest.approx(after, abs=1e-4)
    expect(again.page.get_by_test_id("axis-up")).to_have_value(str(order[3] + 1))
    # The same number cannot lie both ways: they change places.
    page.get_by_test_id("axis-across").select_option(str(order[3] + 1))
    expect(page.get_by_test_id("axis-up")).to_have_value(str(order[0] + 1))
    page.get_by_test_id("axis-up").select_option("pc")
    expect(page.get_by_test_id("axis-across")).to_have_value("pc")


def test_rows_come_by_kl_and_unused_numbers_are_folded(open_run, spaces):
    plane, run = open_run("vae-10"), load_run("uci-digits/vae-10", spaces)
    dims = geometry.dimensions(run.latents)
    used = [str(d.index + 1) for d in dims if not d.unused]
    unused = [str(d.index + 1) for d in dims if d.unused]
    assert used and unused
    rows = plane.page.locator(".lse-number-row:visible")
    assert [row.get_attribute("data-dim") for row in rows.all()] == used
    folded = plane.page.get_by_test_id("unused")
    expect(folded.locator("summary")).to_have_text(f"{len(unused)} unused dimensions")
    folded.locator("summary").click()
    expect(folded.locator(".lse-number-row")).to_have_count(len(unused))
    shown = folded.locator(".lse-number-row").all()
    assert [row.get_attribute("data-dim") for row in shown] == unused


def test_a_slider_moves_one_number_live_and_its_strip_stands_over_it(open_run, spaces):
    plane, run = open_run("vae-10", color_scheme="light"), load_run("uci-digits/vae-10", spaces)
    page, dim = plane.page, geometry.dimensions(run.latents)[0].index
    before = plane.exact_z
    slider = page.get_by_test_id(f"slider-z{dim + 1}")
    slider.fill("1.8")
    after = list(before)
    after[dim] = 1.8
    assert plane.exact_z == pytest.approx(after)
    expect_the_picture_of(plane, run)
    slider.press("ArrowRight")
    assert plane.exact_z[dim] == pytest.approx(1.85)
    slider.fill("1.8")
    expect_the_picture_of(plane, run)
    # The tenth of eleven pictures is that of 2.4, the ninth of 1.8: what the large one shows now.
    cell = page.get_by_test_id(f"number-z{dim + 1}").locator("canvas").nth(8)
    pixels = "(c) => Array.from(c.getContext('2d').getImageData(0, 0, 28, 28).data)"
    large = page.get_by_test_id("decoded-image").evaluate(pixels)
    reads(page, lambda: bool(np.abs(np.array(cell.evaluate(pixels)) - large).max() <= 1), True)
    # The thumb lies under it.
    box, track = cell.bounding_box(), slider.bounding_box()
    thumb = track["x"] + 10 + 0.8 * (track["width"] - 20)
    assert thumb == pytest.approx(box["x"] + box["width"] / 2, abs=1.5)


def test_a_strip_follows_the_other_numbers(open_run, spaces):
    plane, run = open_run("vae-10"), load_run("uci-digits/vae-10", spaces)
    first, second = (f"z{d.index + 1}" for d in geometry.dimensions(run.latents)[:2])
    page = plane.page
    strip = page.get_by_test_id(f"number-{second}")
    strip.scroll_into_view_if_needed()
    painted = "(row) => [...row.querySelectorAll('canvas')].map((c) => c.toDataURL()).join()"
    page.wait_for_function(_IS_PAINTED, arg=strip.element_handle())
    before = strip.evaluate(painted)
    page.get_by_test_id(f"slider-{second}").fill("0.7")
    page.wait_for_timeout(500)
    assert strip.evaluate(painted) == before
    page.get_by_test_id(f"slider-{first}").fill("2.5")
    becomes_other(page, lambda: strip.evaluate(painted), before)


def test_the_manifold_follows_a_number_it_does_not_show(open_run, spaces):
    plane, run = open_run("vae-10", "&axes=1,2"), load_run("uci-digits/vae-10", spaces)
    page = plane.page
    points = steady(page, plane.painted)
    page.get_by_role("radio", name="Manifold").click()
    becomes_other(page, plane.painted, points)
    before = steady(page, plane.painted)
    other = next(d.index for d in geometry.dimensions(run.latents) if d.index > 1)
    page.get_by_test_id(f"field-z{other + 1}").fill("3")
    page.get_by_test_id(f"field-z{other + 1}").press("Enter")
    becomes_other(page, plane.painted, before)


def test_sixty_four_numbers_show_sixteen_first(open_run):
    plane = open_run("vae-64")
    page = plane.page
    rows = page.locator(".lse-number-row:visible")
    used = 64 - int(page.get_by_test_id("unused").locator("summary").inner_text().split()[0])
    assert rows.count() == (16 if used > 32 else used)


def test_three_numbers_turn_in_space_and_the_view_becomes_the_plane(open_run, spaces):
    plane, run = open_run("vae-3", color_scheme="light"), load_run("uci-digits/vae-3", spaces)
    page, z = plane.page, plane.exact_z
    page.get_by_role("radio", name="3-D").click()
    places = "(r) => Array.from(r.explorer.codes.xy.slice(0, 40))"
    before = plane.root.evaluate(places)
    drag(plane, (0.4, 0.5), (0.6, 0.62))
    turned = plane.root.evaluate(places)
    assert np.abs(np.array(turned) - before).max() > 0.05
    assert plane.exact_z == z
    axes = np.array(plane.root.evaluate("(r) => r.explorer.section().axes"))
    np.testing.assert_allclose(axes @ axes.T, np.eye(2), atol=1e-12)
    expected = (run.latents.mu[:20] @ axes.T).ravel()
    np.testing.assert_allclose(turned, expected, atol=1e-4)
    plane.canvas.press("ArrowLeft")
    assert plane.root.evaluate(places) != turned
    page.wait_for_function("() => location.search.includes('axes=space')")
    again = open_run("vae-3", f"&axes={asked(page)['axes']}").page
    expect(again.get_by_role("radio", name="3-D")).to_be_checked()
    expect(again.locator(".lse-hint")).to_contain_text("Drag: turn")
    page.get_by_role("radio", name="Points").click()
    axes = np.array(plane.root.evaluate("(r) => r.explorer.section().axes"))
    drag(plane, (0.5, 0.5), (0.6, 0.3))
    moved = np.array(plane.exact_z) - z
    assert np.abs(moved).max() > 0.1
    np.testing.assert_allclose(axes.T @ (axes @ moved), moved, atol=1e-5)
    expect_the_picture_of(plane, run)
    reads(page, lambda: asked(page)["axes"].partition(":")[0], "view")
    again = open_run("vae-3", f"&axes={asked(page)['axes']}")
    opened = np.array(again.root.evaluate("(r) => r.explorer.section().axes"))
    np.testing.assert_allclose(opened, axes, atol=2e-3)


def test_space_turns_around_the_mean_of_the_codes_where_there_is_no_prior(open_run, spaces):
    plane, run = open_run("ae-3", "&axes=space:30,20"), load_run("uci-digits/ae-3", spaces)
    mean = plane.root.evaluate("(r) => r.explorer.section().project(r.explorer.section().origin)")
    assert mean == [0, 0]
    origin = plane.root.evaluate("(r) => r.explorer.section().origin")
    np.testing.assert_allclose(origin, run.latents.mu.mean(0), rtol=1e-4)
    drag(plane, (0.4, 0.5), (0.6, 0.4))
    expect(plane.page.get_by_role("button", name="Reset")).to_be_hidden()
