"""Reading the address bar of a page in a browser."""

from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page


def asked(page: Page) -> dict[str, str]:
    """The parameters of the page's address by name, the first of each."""
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}
