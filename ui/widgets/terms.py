"""Running text on a page: a term of the glossary is explained by a hover, focus or tap."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

import streamlit as st

from ui.services.server import media
from ui.text.glossary import entries, with_terms
from ui.widgets.html import run_script


def markdown(text: str, **options: Any) -> None:
    """`st.markdown` with the terms of the glossary explained."""
    st.markdown(with_terms(text), **options)


def caption(text: str, **options: Any) -> None:
    """`st.caption` with the terms of the glossary explained."""
    st.caption(with_terms(text), **options)


def explain_terms() -> None:
    """Let the browser show explanations; the frame of every page calls it once."""
    run_script(_SCRIPT % json.dumps(media.url(_entries(), "glossary", "application/json")))


@cache
def _entries() -> bytes:
    """{slug: [term, definition]} as JSON."""
    words = {entry.slug: [entry.name, entry.definition] for entry in entries()}
    return json.dumps(words, ensure_ascii=False).encode()


# One bubble for all terms. It opens over a term that the pointer is on, that has the focus, or that
# was tapped, stays while the pointer is on it, and closes with Escape.
_SCRIPT = """
(() => {
  if (window.lseTerms) return;
  window.lseTerms = true;
  const TERM = 'a[href^="#term-"]', app = document.querySelector('script[src*="static/js/"]');
  let words = {};
  fetch(new URL(%s.slice(1), app.src.split("static/js/")[0])) // a proxy may add a prefix
    .then((answer) => answer.json())
    .then((entries) => (words = entries), () => {});
  const bubble = document.createElement("div");
  bubble.id = "lse-term";
  bubble.setAttribute("role", "tooltip");
  bubble.hidden = true;
  document.body.append(bubble);
  let shown = null, leaving = 0;
  const hide = () => {
    bubble.hidden = true;
    shown?.removeAttribute("aria-describedby");
    shown = null;
  };
  const show = (term) => {
    clearTimeout(leaving);
    const word = words[term.getAttribute("href").slice(6)];
    if (!word || term === shown) return;
    hide();
    shown = term;
    const name = document.createElement("strong");
    name.textContent = word[0];
    bubble.replaceChildren(name, " ", word[1]);
    bubble.hidden = false;
    term.setAttribute("aria-describedby", bubble.id);
    const box = term.getClientRects()[0], own = bubble.getBoundingClientRect();
    const left = Math.max(8, Math.min(box.left, innerWidth - own.width - 8));
    const isAbove = box.top > own.height + 12;
    bubble.style.left = `${left}px`;
    bubble.style.top = `${isAbove ? box.top - own.height - 4 : box.bottom + 4}px`;
  };
  const termOf = (event) => event.target.closest?.(TERM);
  document.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    if (termOf(event)) show(termOf(event));
    else if (bubble.contains(event.target)) clearTimeout(leaving);
    else if (shown && document.activeElement !== shown) {
      clearTimeout(leaving);
      leaving = setTimeout(hide, 200);
    }
  });
  document.addEventListener("focusin", (event) => (termOf(event) ? show(termOf(event)) : hide()));
  document.addEventListener("click", (event) => {
    const term = termOf(event);
    if (term) {
      event.preventDefault();
      show(term);
    } else if (!bubble.contains(event.target)) hide();
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") hide();
  });
  document.addEventListener("scroll", hide, true);
})();
"""
