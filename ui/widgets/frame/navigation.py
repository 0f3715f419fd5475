"""The links to the pages in the sidebar, and what a browser does with them."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from ui.text.words import _
from ui.widgets.html import run_script


@dataclass(frozen=True)
class Page:
    """One entry of the navigation."""

    file: str
    label: str
    icon: str


LESSONS = "pages/7_Lessons.py"
PAGES = (
    Page("app.py", _("Explore"), ":material/explore:"),
    Page(LESSONS, _("Lessons"), ":material/school:"),
    Page("pages/1_AE_vs_VAE.py", _("AE vs VAE"), ":material/compare:"),
    Page("pages/2_KL_weight.py", _("KL weight"), ":material/tune:"),
    Page("pages/3_Reconstruct.py", _("Reconstruct"), ":material/draw:"),
    Page("pages/4_Train.py", _("Train"), ":material/model_training:"),
    Page("pages/5_Gallery.py", _("Gallery"), ":material/grid_view:"),
    Page("pages/6_Latent_tools.py", _("Latent tools"), ":material/timeline:"),
)


def show() -> None:
    """Draw the links to all pages; call it inside the sidebar."""
    run_script(_SCRIPT)
    for page in PAGES:
        st.page_link(page.file, label=page.label, icon=page.icon)


# Streamlit marks the page one is on by its colour only, leaves the menu of a phone open over the
# page that was chosen, and opens it beside the page on a phone that lies on its side.
_SCRIPT = """
(() => {
  const MENU = '[data-testid="stSidebar"]', LINK = `${MENU} a[data-testid="stPageLink-NavLink"]`;
  const menu = document.querySelector(MENU);
  if (!menu || menu === window.lseMenu) return;
  const isFirst = !window.lseMenu;
  window.lseMenu = menu;
  const small = matchMedia("(max-width: 767px), (max-height: 500px)");
  const flat = matchMedia("(max-height: 500px)");
  const close = () => {
    if (menu.dataset.collapsed === "false")
      menu.querySelector('[data-testid="stSidebarCollapseButton"] button')?.click();
  };
  const mark = () => {
    const links = [...document.querySelectorAll(LINK)];
    const names = links.map((link) => link.getAttribute("href"));
    const last = location.pathname.split("/").pop(), here = names.includes(last) ? last : "";
    links.forEach((link, i) => {
      const isHere = names[i] === here;
      if (isHere === link.hasAttribute("aria-current")) return;
      if (isHere) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
  };
  menu.addEventListener("click", (event) => {
    if (small.matches && event.target.closest(LINK)) setTimeout(close);
  });
  new MutationObserver(mark).observe(menu, {
    childList: true, subtree: true, attributes: true, attributeFilter: ["href", "class"],
  });
  mark();
  if (isFirst && flat.matches) setTimeout(close, 100);
  flat.onchange = () => {
    if (flat.matches) setTimeout(close, 100); // Streamlit has opened it for the width
  };
})();
"""
