"""The codes beside PCA and t-SNE, as a hand and the keys use them."""

from playwright.sync_api import expect


def test_one_image_is_lit_on_every_plane(open_page):
    page = open_page()
    page.get_by_text("Beside PCA and t-SNE").click()
    root = page.get_by_test_id("projections")
    expect(root).to_have_attribute("data-ready", "1")
    planes = root.locator(".lse-plane")
    expect(planes).to_have_count(3)
    expect(root.locator("h3")).to_contain_text(["", "PCA", "t-SNE"])
    expect(root.locator("dd")).to_have_count(6)
    # A hand: the dot nearest to it, with its name and picture.
    lit = page.get_by_test_id("projections-lit")
    for plane, at in ((planes.nth(0), (0.3, 0.3)), (planes.nth(2), (0.7, 0.6))):
        before = root.get_attribute("data-lit"), lit.text_content()
        box = plane.bounding_box()
        plane.hover(position={"x": at[0] * box["width"], "y": at[1] * box["height"]})
        expect(root).not_to_have_attribute("data-lit", before[0])
        expect(lit).not_to_have_text(before[1])
    # The legend: only what it shows can be lit.
    root.get_by_role("button", name="7", exact=True).click()
    for x in (0.2, 0.5, 0.8):
        planes.nth(1).hover(position={"x": x * box["width"], "y": 0.5 * box["height"]})
        expect(lit).to_contain_text(", a 7")
    # The keys.
    before = root.get_attribute("data-lit")
    planes.nth(1).focus()
    for key in ("ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"):
        page.keyboard.press(key)
        if root.get_attribute("data-lit") != before:
            break
    expect(root).not_to_have_attribute("data-lit", before)
    expect(lit).to_contain_text(", a 7")
    # It goes away with its switch.
    page.get_by_text("Beside PCA and t-SNE").click()
    expect(root).to_have_count(0)
