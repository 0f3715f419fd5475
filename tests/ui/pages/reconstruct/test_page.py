"""The page Reconstruct: every size of model, test images, links, the figures beside them."""

import base64

import numpy as np
import pytest

from tests.support.pages import page_html, plain, sentences
from tests.ui.pages.reconstruct.conftest import open_page, titles

EVERY = ["tiny", "one", "many", "plain", "plain-ten"]


@pytest.mark.parametrize("name", EVERY)
def test_every_size_opens_to_be_drawn_on(sized, name):
    app = open_page(dataset="uci-digits", run=name)
    assert not sentences(app)
    assert app.query_params["way"] == "draw"
    assert titles(app) == []  # Nothing was drawn yet.


@pytest.mark.parametrize("name", EVERY)
def test_a_test_image_through_every_model(sized, name):
    app = open_page(dataset="uci-digits", run=name, way="test", image="61")
    assert not sentences(app)
    assert app.query_params["image"] == "61"
    assert titles(app)[0] == "What each model gives back"
    assert ("The ELBO of this image" in titles(app)) == (not name.startswith("plain"))
    shown = page_html(app)
    assert shown.count('class="lse-model') == 1 + 5  # A list of five.
    assert shown.count("aria-current=true") == 1
    assert "reads as" in shown
    assert "lse-grade" in shown


def test_a_drawing_is_asked_of_the_models(sized):
    app = open_page(dataset="uci-digits", run="tiny")
    x = np.zeros((28, 28), np.uint8)
    x[4:24, 12:15] = 255
    drawing = {"x": base64.b64encode(x.tobytes()).decode(), "empty": False}
    app.session_state["reconstruct_drawing"] = drawing
    app.run()
    assert not app.exception
    assert "The ELBO of this image" in titles(app)
    assert "Your drawing" in plain(" ".join(c.value for c in app.caption))
    app.session_state["reconstruct_drawing"] = {**drawing, "empty": True}
    app.run()
    assert titles(app) == []
