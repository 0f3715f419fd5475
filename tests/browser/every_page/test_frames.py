"""What a frame of a drag costs the page: nothing of it is made anew, so that no rule of a style
sheet is looked at again for the whole page (rules with `:has()` are, for every node that comes or
goes)."""

import pytest

from benchmarks.browser import READY
from tests.browser.conftest import steady

PAD = '[data-testid="reconstruction"][data-ready="1"]'
LIVE = {
    "explore": ("?dataset=uci-digits&run=vae-2d", READY, '[data-testid="latent-plane"]'),
    "ae-vs-vae": (
        "AE_vs_VAE?dataset=uci-digits",
        '[data-testid="two-planes"][data-ready="1"]',
        '[data-testid="plane-left"]',
    ),
    "kl-weight": (
        "KL_weight?dataset=mnist",
        '[data-testid="dial"][data-ready="1"]',
        '[data-testid="dial-plane"]',
    ),
    "reconstruct": ("Reconstruct?dataset=uci-digits&run=vae-2d", PAD, f"{PAD} canvas"),
}
# Another verdict has another icon; a plane that zooms as it glides may show more numbers.
_RECORD = """(ready) => {
  window.came = [];
  new MutationObserver((all) => {
    for (const { target, addedNodes } of all)
      if (addedNodes.length && !target.closest(".lse-mark, .lse-ticks, .lse-code"))
        window.came.push(target.className);
  }).observe(document.querySelector(ready), { childList: true, subtree: true });
}"""


@pytest.mark.parametrize("name", LIVE)
def test_a_drag_makes_no_element_and_no_text_anew(open_page, shipped, name):
    query, ready, target = LIVE[name]
    page = open_page(query, shipped, ready)
    steady(page, page.locator(ready).inner_html)  # what stands below is decoded
    part = page.locator(target).first
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    mouse = page.mouse
    mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 0.3 * box["height"])
    mouse.down()
    mouse.move(box["x"] + 0.35 * box["width"], box["y"] + 0.3 * box["height"], steps=8)
    page.evaluate(_RECORD, ready)
    before = page.inner_text(ready)
    for i in range(12):
        across, down = 0.35 + 0.02 * i, 0.3 + 0.025 * i
        mouse.move(box["x"] + across * box["width"], box["y"] + down * box["height"])
        page.wait_for_timeout(30)
    said, came = page.inner_text(ready), page.evaluate("window.came")
    mouse.up()
    assert said != before
    assert came == []
