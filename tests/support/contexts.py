"""Pages of one browser that share what was fetched, and what is known of a page that failed."""

import json

from playwright.sync_api import Browser, BrowserContext, Error, Page

from benchmarks.browser import heard_from_server

# What Streamlit says of its own state, and which of the live components have come.
_STATE = """() => {
  const app = document.querySelector("[data-testid=stApp]");
  const parts = (box) => [...box.querySelectorAll(".lse")].map((e) => JSON.stringify(e.dataset));
  const live = [...document.querySelectorAll("[data-testid^=stBidi]")].map(parts);
  return [
    `script ${app?.dataset.testScriptState}, connection ${app?.dataset.testConnectionState}`,
    `live components: ${live.map((some) => some.join() || "none").join("; ")}`,
    `skeletons: ${document.querySelectorAll("[data-testid=stSkeleton]").length}`,
    `it shows: ${document.body.innerText.slice(0, 1500)}`,
  ];
}"""

# What the server still has to say to the page keeps nothing either.
_FORGET = """() => {
  Storage.prototype.setItem = () => {};
  localStorage.clear();
  sessionStorage.clear();
}"""


def heard_from(page: Page) -> list[str]:
    """What a page says on its console, what it does not get and what it still waits for, as it
    comes: for a test that waited in vain."""
    heard: list[str] = []

    def forget(line: str) -> None:
        if line in heard:
            heard.remove(line)

    page.on("request", lambda asked: heard.append(f"asked: {asked.url}"))
    page.on("requestfinished", lambda got: forget(f"asked: {got.url}"))
    page.on("console", lambda said: heard.append(f"{said.type}: {said.text}"))
    page.on("requestfailed", lambda asked: heard.append(f"failed: {asked.url} {asked.failure}"))
    page.on("response", lambda got: got.ok or heard.append(f"{got.status}: {got.url}"))
    return heard


class Contexts:
    """Contexts of one browser, one for each set of options, emptied from test to test.

    What Chromium has fetched and compiled it keeps: a page opens in half the processor's time.
    """

    def __init__(self, browser: Browser):
        self._browser = browser
        self._kept: dict[str, BrowserContext] = {}
        self._heard: dict[Page, list[str]] = {}  # of the pages that are open

    def new_page(self, *, fresh: bool = False, **options) -> Page:
        """A page in the context of these options, or in one of its own that has fetched nothing."""
        name = json.dumps(options, sort_keys=True)
        if fresh:
            page = self._browser.new_context(**options).new_page()
        else:
            if name not in self._kept:
                self._kept[name] = self._browser.new_context(**options)
            page = self._kept[name].new_page()
        self._heard[page] = heard_from(page)
        return page

    def evidence(self, page: Page) -> str:
        """What is known of a page: what it shows, what it has said and not got, and the last words
        of its server."""
        lines = [page.url]
        try:
            lines += page.evaluate(_STATE)
        except Error as error:
            lines.append(f"it does not answer: {error}")
        lines += self._heard.get(page, [])
        if said := heard_from_server(page.url):
            lines += ["its server:", *said]
        return "\n".join(lines)

    def evidence_of_all(self) -> str:
        """`evidence` of each page that is open."""
        return "\n\n".join(self.evidence(page) for page in self._heard if not page.is_closed())

    def close(self, page: Page) -> None:
        """Close a page, and forget what it has kept: cookies, storage, permissions."""
        self._heard.pop(page, None)
        context = page.context
        if context not in self._kept.values():
            context.close()
            return
        if not page.is_closed():
            if page.url.startswith("http"):
                page.evaluate(_FORGET)
            page.close()
        context.clear_cookies()
        context.clear_permissions()
