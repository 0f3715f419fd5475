"""Runs of other dimensions, opened in Explore."""

import pytest

from tests.browser.conftest import Plane


@pytest.fixture
def open_run(open_page, spaces_server):
    """Opens a run of `spaces` and gives its plane."""

    def open_(name: str, more: str = "", **context) -> Plane:
        return Plane(open_page(f"?dataset=uci-digits&run={name}{more}", spaces_server, **context))

    return open_
