"""The toy by hand: it learns, takes points, moves a code, and asks the server nothing."""

import pytest

from benchmarks.browser import ROOT, serve
from tests.browser.conftest import steady

READY = '[data-testid="toy"][data-ready="1"]'
# Where the ring of the first plane is on the page.
_RING = """(root) => {
  const side = root.explorer.sides[0], box = side.plane.canvas.getBoundingClientRect();
  const [x, y] = side.plane.toPixel(side.ringAt.x, side.ringAt.y);
  return [box.x + x, box.y + y];
}"""


@pytest.fixture(scope="module")
def app():
    with serve(script=ROOT / "tests" / "support" / "apps" / "toy_app.py") as server:
        yield server.address


@pytest.fixture
def open_toy(open_page, app):
    def open_(query: str = "", **context):
        page = open_page(query, address=app, wait=READY, **context)
        return page, page.get_by_test_id("toy")

    return open_


def wait_for(page, condition: str) -> None:
    """Until `condition` holds of `toy` (the element) and `of(name)`, a number of its data."""
    page.wait_for_function(
        "(condition) => { const toy = document.querySelector('[data-testid=toy]');"
        " const of = (name) => Number(toy.dataset[name]);"
        " return new Function('toy', 'of', `return ${condition}`)(toy, of); }",
        arg=condition,
    )


def value(root, name: str) -> float:
    return float(root.get_attribute(f"data-{name}"))


def middle(locator, x: float = 0.5, y: float = 0.5) -> tuple[float, float]:
    box = locator.bounding_box()
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def test_it_learns_takes_points_and_moves_a_code_without_the_server(open_toy):
    page, root = open_toy("?count=12")
    assert value(root, "step-count") == 0
    wait_for(page, "of('loss') > 0")  # the first report is drawn a frame after it has come
    first = value(root, "loss")

    root.get_by_test_id("toy-step").click()
    wait_for(page, "of('stepCount') === 1")
    page.wait_for_timeout(300)
    first_runs = page.get_by_text("runs ").inner_text()
    root.get_by_test_id("toy-slow").click()
    wait_for(page, "of('stepCount') > 5")
    assert value(root, "step-count") < 900  # a step is seen one by one
    root.get_by_test_id("toy-slow").click()
    wait_for(page, "of('running') === 0")
    assert page.get_by_text("runs ").inner_text() == first_runs
    root.get_by_test_id("toy-play").click()
    wait_for(page, "of('stepCount') > 900")
    root.get_by_test_id("toy-play").click()
    wait_for(page, "of('running') === 0")
    assert value(root, "loss") < 0.2 * first
    assert 0 <= value(root, "ae-share") <= 1
    assert root.get_by_test_id("toy-share-ae").inner_text().endswith("%")

    # A tap adds a point to both planes; what was learned stays.
    steps = steady(page, lambda: value(root, "step-count"))  # a last report may be on its way
    page.mouse.click(*middle(root.get_by_test_id("toy-plane-vae"), 0.94, 0.1))
    wait_for(page, "of('points') === 13")
    assert value(root, "step-count") == steps
    # Keys: a cross, a point there, and one back.
    page.keyboard.press("Tab")
    plane = root.get_by_test_id("toy-plane-ae")
    plane.focus()
    for key in ("ArrowUp", "Shift+ArrowLeft", "Enter"):
        page.keyboard.press(key)
    wait_for(page, "of('points') === 14")
    page.keyboard.press("Delete")
    wait_for(page, "of('points') === 13")
    root.get_by_test_id("toy-clear").click()
    wait_for(page, "of('points') === 12")

    # The slider moves the ring, the ring the slider.
    slider = root.get_by_test_id("toy-code-ae")
    before = slider.get_attribute("aria-valuetext")
    slider.focus()
    for _press in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function("(old) => document.querySelector('[data-testid=toy-code-ae]')"
                           ".getAttribute('aria-valuetext') !== old", arg=before)  # fmt: skip
    x, y = steady(page, lambda: root.evaluate(_RING))
    place = slider.input_value()
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(*middle(plane, 0.2, 0.9), steps=8)
    page.mouse.up()
    page.wait_for_function("(old) => document.querySelector('[data-testid=toy-code-ae]').value"
                           " !== old", arg=place)  # fmt: skip
    assert value(root, "points") == 12  # the ring was dragged, nothing was drawn

    # Other networks for the same points; other points.
    root.get_by_test_id("toy-renew").click()
    wait_for(page, "of('stepCount') === 0 && of('points') === 12")
    root.get_by_role("radio", name="200").click()
    wait_for(page, "of('points') === 200")
    # A run of the script when a task was done, and none besides.
    runs = page.get_by_text("runs ").inner_text()
    assert int(runs.split()[1]) - int(first_runs.split()[1]) <= runs.count("'") / 2


def test_own_points_have_no_true_curve_and_a_limit_and_bad_points_are_told(open_toy):
    page, root = open_toy("?shape=draw")
    problem, plane = root.get_by_test_id("toy-problem"), root.get_by_test_id("toy-plane-ae")
    assert "no point yet" in problem.inner_text()
    assert root.get_by_test_id("toy-play").is_disabled()
    at = middle(plane, 0.3, 0.4)
    page.mouse.click(*at)
    wait_for(page, "of('points') === 1")
    assert "One point" in problem.inner_text()
    page.mouse.click(*at)
    wait_for(page, "of('points') === 2")
    assert "one place" in problem.inner_text()
    page.mouse.move(*at)
    page.mouse.down()
    page.mouse.move(*middle(plane, 0.8, 0.7), steps=30)
    page.mouse.up()
    wait_for(page, "of('points') > 8")  # a line of points
    assert "no true curve" in problem.inner_text()
    assert "far from every point" in plane.locator("..").inner_text()
    root.evaluate("""(root) => root.explorer.change(() => {
      for (let i = 0; i < 5000; i++) root.explorer.points.add(i / 5000, 0);
    })""")
    wait_for(page, "of('points') === 500")
    assert "500 points are the most" in problem.inner_text()
    root.evaluate("(root) => root.explorer.learner.worker.postMessage({ points:"
                  " { ...root.explorer.learner.task([1e300, 0], []) } })")  # fmt: skip
    root.get_by_test_id("toy-play").click()
    page.wait_for_function(
        "document.querySelector('[data-testid=toy-problem]').textContent.includes('Start again')"
    )
    assert root.get_by_test_id("toy-play").is_disabled()
    root.get_by_test_id("toy-clear").click()
    root.get_by_test_id("toy-renew").click()
    page.wait_for_function(
        "document.querySelector('[data-testid=toy-problem]').textContent.includes('no point yet')"
    )


def test_a_finger_taps_points_and_a_hidden_answer_comes_when_asked_for(open_toy):
    phone = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
    page, root = open_toy("?hidden=1&learn=400&count=12", **phone)
    assert root.get_by_test_id("toy-share-ae").inner_text() == "?"
    assert root.get_by_test_id("toy-play").is_disabled()
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.get_by_text("show", exact=True).click()
    wait_for(page, "of('stepCount') === 400")  # to the step, and no further
    plane = root.get_by_test_id("toy-plane-ae")
    plane.scroll_into_view_if_needed()
    page.touchscreen.tap(*middle(plane, 0.9, 0.12))
    wait_for(page, "of('points') === 13")
    sizes = root.evaluate("""(root) => [...root.querySelectorAll(".lse-toy-button")]
        .map((button) => button.getBoundingClientRect().height)""")
    assert min(sizes) >= 44
    play = root.get_by_test_id("toy-play").bounding_box()
    assert play["x"] >= 0
    assert play["x"] + play["width"] <= 390


def test_without_a_worker_the_page_is_told(open_page, app, chromium):
    context = chromium.new_context()
    page = context.new_page()
    page.add_init_script("delete window.Worker;")
    page.goto(app)
    page.get_by_text("fallback True").wait_for()
    assert page.get_by_role("alert").inner_text() == "The networks cannot learn in this browser."
    context.close()
