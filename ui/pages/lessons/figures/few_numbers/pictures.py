"""Pictures squeezed to D numbers and rebuilt, side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import streamlit as st

from ui.pages.lessons.figures.few_numbers import study
from ui.pages.lessons.figures.shared.chosen_run import chosen_run
from ui.pages.lessons.figures.shared.test_image import test_image
from ui.services.caches import resources
from ui.text.words import _
from ui.widgets.html import Markup, html, join
from ui.widgets.pictures.strips import captioned_html
from vae_core.runs.run import Run
from vae_core.studies.few_numbers import squared_error

_CLOTHES = {0: _("Boot"), 1: _("Pullover"), 2: _("Trousers")}


@dataclass(frozen=True)
class Rebuilt:
    """name: of the method, with D. picture: (28, 28) in [0, 1]; None where no run has that D.
    error: squared error over the 784 pixels."""

    name: str
    picture: np.ndarray | None
    error: float = 0.0


def rebuilt(method: str, dim: int, image: np.ndarray) -> Rebuilt:
    """What a method makes of an image, uint8, (28, 28), with D numbers. Raises RunError."""
    name = _("{method}, {dim} numbers").format(method=study.names()[method], dim=dim)
    if method == "pca":
        picture = study.pca().decode(study.pca().encode(image[None], dim))[0]
    elif run_id := study.run_id(method, dim):
        run = chosen_run(run_id)
        picture = _through(run.id, run.weights_hash, image.tobytes(), run)
    else:
        return Rebuilt(name, None)
    return Rebuilt(name, picture, squared_error(picture[None], image[None]))


def row_html(
    original: np.ndarray, rebuilds: Sequence[Rebuilt], *, big: bool, hides: bool
) -> Markup:
    """HTML of an image, uint8, and its rebuilds with their errors. hides: leave the errors out."""
    times = 9 if big else 7
    figures = [captioned_html(original / 255, _("The image"), _("784 numbers"), times, 5)]
    for one in rebuilds:
        if one.picture is None:
            figures.append(
                html(
                    '<figure><span class="lse-few-none">{}</span><figcaption><b>{}</b></figcaption>'
                    "</figure>",
                    _("no such model is shipped"),
                    one.name,
                )
            )
        else:
            error = "" if hides else _("squared error {n:.1f}").format(n=one.error)
            figures.append(captioned_html(one.picture, one.name, error, times, 5))
    return html('<div class="lse-few-row">{}</div>', join(figures))


def others(digit: int) -> dict[str, np.ndarray]:
    """Pictures by name, uint8, (28, 28): test digit `digit` first, then what is none."""
    image = test_image(chosen_run(study.LABELLED_RUN), digit)
    pictures = {
        _("A digit"): image,
        _("On its side"): np.rot90(image),
        _("A drawn house"): _house(),
    }
    clothes, _problem = resources.test_images("fashion-mnist")
    if clothes is not None:
        pictures |= {name: clothes[index] for index, name in _CLOTHES.items()}
    return pictures


def has_clothes() -> bool:
    """Whether the images of Fashion-MNIST are on this machine."""
    return resources.test_images("fashion-mnist")[0] is not None


def others_ratio(images: Sequence[np.ndarray]) -> float:
    """Mean error of images through the AE with 20 numbers, beside that of the test digits."""
    errors = [rebuilt("ae", 20, image).error for image in images]
    return float(np.mean(errors)) / study.row("ae", 20).error


def _house() -> np.ndarray:
    """A house: a roof, walls and a door."""
    image = np.zeros((28, 28), np.uint8)
    for y in range(4, 13):
        image[y : y + 2, [13 - (y - 4), 14 + (y - 4)]] = 255
    image[13:24, [6, 7, 20, 21]] = 255
    image[22:24, 6:22] = 255
    image[16:24, [12, 15]] = 255
    return image


@st.cache_data(show_spinner=False, max_entries=200)
def _through(run_id: str, weights_hash: str, image: bytes, _run: Run) -> np.ndarray:
    """What a run decodes from the code of an image, 784 bytes: (28, 28) in [0, 1]."""
    x = np.frombuffer(image, np.uint8).reshape(1, 28, 28) / np.float32(255)
    return resources.inspect_images(_run, x).x_hat[0]
