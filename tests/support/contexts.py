"""Pages of one browser that share what was fetched, and what a page says on its console."""

import json

from playwright.sync_api import Browser, BrowserContext, Page


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

    def new_page(self, *, fresh: bool = False, **options) -> Page:
        """A page in the context of these options, or in one of its own that has fetched nothing."""
        if fresh:
            return self._browser.new_context(**options).new_page()
        name = json.dumps(options, sort_keys=True)
        if name not in self._kept:
            self._kept[name] = self._browser.new_context(**options)
        return self._kept[name].new_page()

    def close(self, page: Page) -> None:
        """Close a page, and forget what it has kept: cookies, storage, permissions."""
        context = page.context
        if context not in self._kept.values():
            context.close()
            return
        if not page.is_closed():
            if page.url.startswith("http"):
                page.evaluate("() => { localStorage.clear(); sessionStorage.clear(); }")
            page.close()
        context.clear_cookies()
        context.clear_permissions()
