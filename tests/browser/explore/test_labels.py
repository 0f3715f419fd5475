"""The labels of a conditional run in Explore: by mouse, by keyboard and in the link."""

import shutil

import numpy as np
import pytest
import torch

from benchmarks.browser import READY, serve
from tests.browser.conftest import Plane

_DECODED = """(root) => {
  const live = root.explorer;
  return [live.cursor.z, Array.from(live.decode(live.cursor.z))];
}"""


@pytest.fixture(scope="module")
def told_server(told, tmp_path_factory):
    root = tmp_path_factory.mktemp("told-browser")
    shutil.copytree(told.folder, root / told.dataset / told.name)
    with serve(root) as server:
        yield server.address


def chosen(page, label):
    """Waits until the page, its link and its plane are of a label."""
    page.wait_for_function(f"() => new URLSearchParams(location.search).get('label') === '{label}'")
    page.get_by_role("radio", name=str(label), exact=True).and_(
        page.locator("[aria-checked=true]")
    ).wait_for()


def is_what_pytorch_draws(plane, model, label):
    """The picture in the browser is what PyTorch decodes at the cursor with the label."""
    for _ in range(1200):
        z, drawn = plane.root.evaluate(_DECODED)
        with torch.inference_mode():
            expected = model.decode(torch.tensor([z]), label).sigmoid().flatten().numpy()
        if np.allclose(drawn, expected, atol=2e-3):
            return
        plane.page.wait_for_timeout(100)
    np.testing.assert_allclose(drawn, expected, atol=2e-3)


def test_a_label_is_chosen_by_mouse_and_keys_and_kept_in_the_link(open_page, told_server, told):
    plane = Plane(open_page("?dataset=uci-digits&run=conditional", told_server))
    page, model = plane.page, told.model()
    chosen(page, 0)
    is_what_pytorch_draws(plane, model, 0)
    page.get_by_role("radio", name="7", exact=True).click()
    chosen(page, 7)
    is_what_pytorch_draws(plane, model, 7)
    with torch.inference_mode():  # The label matters: it is not the picture of another one
        three = model.decode(torch.tensor([plane.exact_z]), 3).sigmoid().flatten().numpy()
    assert not np.allclose(plane.root.evaluate(_DECODED)[1], three, atol=2e-3)
    # By keyboard alone: to the next label, and its style on the plane.
    page.get_by_role("radio", name="7", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    chosen(page, 8)
    is_what_pytorch_draws(plane, model, 8)
    before = plane.z
    plane.canvas.focus()
    page.keyboard.press("ArrowRight")
    assert plane.z != before
    is_what_pytorch_draws(plane, model, 8)
    page.reload()
    page.wait_for_selector(READY)
    plane = Plane(page)
    chosen(page, 8)
    is_what_pytorch_draws(plane, model, 8)
