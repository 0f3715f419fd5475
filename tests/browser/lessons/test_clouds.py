"""The clouds of lesson 6 by hand: the answer shows them, β moves them, a place of two is found."""

from playwright.sync_api import expect

from tests.browser.conftest import settle, steady

PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}
CLOUDS = '[data-testid="clouds"][data-ready="1"]'
# The place in the clouds of two images that is nearest to z, under the model that is shown.
NEAREST_OF_BOTH = """(root) => {
  const { clouds, view, cursor } = root.clouds;
  let best = null, least = Infinity;
  for (let x = -2.5; x <= 2.5; x += 0.05) for (let y = -2.5; y <= 2.5; y += 0.05) {
    const found = clouds.mu.map((mu, i) => {
      const s = clouds.sigma[i], d = Math.hypot((x - mu[0]) / s[0], (y - mu[1]) / s[1]);
      return { d, p: Math.exp(-d * d / 2) / (s[0] * s[1]) };
    }).sort((a, b) => b.p - a.p);
    const total = found.reduce((sum, { p }) => sum + p, 0), [, second] = found;
    const away = Math.hypot(x - cursor.z[0], y - cursor.z[1]);
    if (found[0].d < 2.8 && second.d < 2.8 && second.p / total > 0.35 && away < least) {
      least = away;
      best = view.toPixel([x, y]);
    }
  }
  return best;
}"""


def answer(page, choice: int) -> None:
    page.locator(".st-key-lesson-choices button").nth(choice).click()
    page.get_by_role("button", name="Show the answer").click()


def frame_of(page) -> tuple[str | None, ...]:
    lesson = page.get_by_test_id("lesson")
    return tuple(lesson.get_attribute(name) for name in ("data-lesson", "data-step", "data-steps"))


def width(root) -> float:
    return float(root.get_attribute("data-width"))


def test_a_place_that_more_beta_makes_one_of_two_is_found_without_moving_it(open_page, shipped):
    page = open_page("Lessons?lesson=forces&step=4", address=shipped, wait=CLOUDS)
    answer(page, 2)
    expect(page.get_by_test_id("force")).to_be_visible()
    root = page.get_by_test_id("clouds")
    root.evaluate(f"""(root) => {{
      const {{ view, data, cursor }} = root.clouds;
      const later = {{ clouds: {{ clouds: data.stops[5], view, cursor }} }};
      cursor.to(view.toPoint(...({NEAREST_OF_BOTH})(later)));
      root.clouds.schedule();
    }}""")
    expect(page.get_by_text("Done:")).to_have_count(0)
    page.locator('[data-testid="clouds"] [data-stop="5"]').click()
    expect(page.get_by_text("Done:")).to_be_visible()


def test_beta_widens_the_clouds_and_a_place_of_two_is_found_by_mouse_and_keys(open_page, shipped):
    page = open_page("Lessons?lesson=forces&step=4", address=shipped, wait=CLOUDS)
    root, force = page.get_by_test_id("clouds"), page.get_by_test_id("force")
    assert frame_of(page) == ("forces", "4", "7")
    expect(force).to_be_hidden()
    answer(page, 2)
    expect(force).to_be_visible()
    before = width(root)
    force.focus()
    for _ in range(2):
        page.keyboard.press("ArrowRight")
    expect(page.get_by_test_id("clouds")).to_have_attribute("data-stop", "4")
    expect(force).to_have_attribute("aria-valuetext", "β = 10")
    wider = "(w) => +document.querySelector('[data-testid=clouds]').dataset.width > w"
    page.wait_for_function(wider, arg=before)
    assert frame_of(page)[1] == "4", "arrow keys on the slider turn no page"

    page.wait_for_function("document.querySelector('[data-testid=clouds]').clouds.glide === null")
    plane = page.get_by_test_id("clouds-plane")
    settle(page)
    # The answer takes its room, and comes out from under the foot.
    box, (x, y) = steady(page, plane.bounding_box), root.evaluate(NEAREST_OF_BOTH)
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    expect(page.get_by_test_id("outside")).to_be_visible()
    page.mouse.move(box["x"] + x, box["y"] + y, steps=4)
    page.mouse.up()
    expect(page.get_by_text("Done:")).to_be_visible()
    owners = page.get_by_test_id("owner")
    expect(owners.nth(1)).to_be_visible()
    z = root.get_attribute("data-z")
    plane.focus()
    page.keyboard.press("ArrowLeft")
    expect(root).not_to_have_attribute("data-z", z)
    assert frame_of(page)[1] == "4"

    force.focus()
    page.keyboard.press("End")
    expect(force).to_have_attribute("aria-valuetext", "KL alone, no picture error")
    expect(page.get_by_test_id("clouds-kl")).to_have_text("0.0 nats")


def test_on_a_phone_the_clouds_wait_for_the_answer_and_z_follows_a_finger(open_page, shipped):
    page = open_page("Lessons?lesson=forces&step=3", address=shipped, wait=CLOUDS, **PHONE)
    root = page.get_by_test_id("clouds")
    expect(page.get_by_test_id("clouds-width")).to_have_text("?")
    expect(page.get_by_test_id("owner").first).to_be_hidden()
    answer(page, 1)
    expect(page.get_by_test_id("clouds-width")).not_to_have_text("?")
    plane = page.get_by_test_id("clouds-plane")
    settle(page)
    steady(page, plane.bounding_box)  # the answer comes out from under the foot
    plane.scroll_into_view_if_needed()
    before, box = root.get_attribute("data-z"), plane.bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 391
    page.touchscreen.tap(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(root).not_to_have_attribute("data-z", before)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_clouds_of_thousands_and_the_last_step_open_in_a_room(open_page, shipped):
    size = {"viewport": {"width": 1920, "height": 1080}}
    page = open_page(
        "Lessons?lesson=forces&step=5&view=projector", address=shipped, wait=CLOUDS, **size
    )
    least = page.evaluate("""() => Math.min(...[...document.querySelectorAll(
      '[data-testid=clouds] :is(span, p, strong, button)')].filter((e) => e.offsetParent &&
      e.textContent.trim() && !e.classList.contains('lse-hidden'))
      .map((e) => parseFloat(getComputedStyle(e).fontSize)))""")
    assert least >= 24
    page.goto(f"{shipped}/Lessons?lesson=forces&step=6&view=projector")
    expect(page.locator('[data-testid="dial"][data-size="room"][data-ready="1"]')).to_be_visible()
    expect(page.get_by_test_id("sentence")).to_be_in_viewport()
    expect(page.get_by_test_id("dial-picture")).to_be_in_viewport(ratio=1)
    page.goto(f"{shipped}/Lessons?lesson=forces&step=7")
    expect(page.locator(".lse-forces-panels figure")).to_have_count(6)
