"""What was measured of a VAE with an adversarial loss and of its twin: sentences, rows, answers.

All of it stands in the `metrics.json` of the two runs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ui.text.words import _
from vae_core.runs.run import Run

_NONE = "–"
_ALIKE = 0.02  # of recall
_LESS, _MORE = 0.95, 1.1  # one squared error as a share of another


@dataclass(frozen=True)
class Figure:
    """One row. meaning: one sentence, with the unit. read: the number of a run, or None.
    digits: behind the point. is_asked: whether the prediction is about it."""

    name: str
    meaning: str
    read: Callable[[Run], float | None]
    digits: int
    is_asked: bool = False

    def text(self, run: Run) -> str:
        """The number of a run as it is shown; a dash where it was not measured."""
        value = self.read(run)
        return _NONE if value is None else f"{value:,.{self.digits}f}"


def figures() -> list[Figure]:
    """The rows of the table, in the order in which they are read."""
    return [
        Figure(
            _("Squared error"),
            _("Of reconstructed test images, summed over the 784 pixels, each from 0 to 1."),
            _squared_error,
            1,
            is_asked=True,
        ),
        Figure(
            _("Edges, rebuilt"),
            _("Mean step from a pixel to the next in reconstructions; of the images: see below."),
            lambda run: _evaluation(run, "edges"),
            4,
        ),
        Figure(
            _("Edges, drawn"),
            _("The same in pictures decoded from draws of N(0, I)."),
            lambda run: _quality(run, "edges"),
            4,
        ),
        Figure(
            _("Fréchet distance"),
            _("How far draws are from the test images, in features of a recogniser; 0: alike."),
            lambda run: _quality(run, "frechet"),
            1,
        ),
        Figure(
            _("Precision"),
            _("Share of the draws that lie among the test images."),
            lambda run: _quality(run, "precision"),
            2,
        ),
        Figure(
            _("Recall"),
            _("Share of the test images that lie among the draws."),
            lambda run: _quality(run, "recall"),
            2,
        ),
        Figure(
            _("−log p(x), at most"),
            _("Importance-weighted bound of the cross-entropy of a test image, in nats."),
            lambda run: _evaluation(run, "iwae"),
            1,
        ),
    ]


def sharpness_sentence(plain: Run, adversarial: Run) -> str:
    """How large the steps between pixels are, in the images and as both rebuild them."""
    of_images = _evaluation(plain, "edges_of_images")
    return _(
        "Edges (mean step from a pixel to the next, all test images): the images {images}, the VAE "
        "{plain}, the VAE-GAN {adversarial}."
    ).format(
        images=_NONE if of_images is None else f"{of_images:.4f}",
        plain=figures()[1].text(plain),
        adversarial=figures()[1].text(adversarial),
    )


def cover_sentence(plain: Run, adversarial: Run) -> str:
    """Precision, recall and distance of the draws of both."""
    precision, recall, distance = (figures()[i] for i in (4, 5, 3))
    return _(
        "Of 10,000 draws: precision {p_plain} (VAE) and {p_gan} (VAE-GAN), recall {r_plain} and "
        "{r_gan}, Fréchet distance from the test images {f_plain} and {f_gan}."
    ).format(
        p_plain=precision.text(plain),
        p_gan=precision.text(adversarial),
        r_plain=recall.text(plain),
        r_gan=recall.text(adversarial),
        f_plain=distance.text(plain),
        f_gan=distance.text(adversarial),
    )


def covers_more(plain: Run, adversarial: Run) -> int | None:
    """Whose draws have the higher recall: the plain one's (1), the other's (2), alike (3)."""
    one, other = (_quality(run, "recall") for run in (plain, adversarial))
    if one is None or other is None:
        return None
    return 3 if abs(one - other) <= _ALIKE else 1 if one > other else 2


def squared_error_changes(plain: Run, adversarial: Run) -> int | None:
    """The adversarial one's squared error is smaller (1), about the same (2), larger (3)."""
    one, other = _squared_error(plain), _squared_error(adversarial)
    if one is None or other is None:
        return None
    ratio = other / one
    return 1 if ratio < _LESS else 2 if ratio <= _MORE else 3


def _squared_error(run: Run) -> float | None:
    error = _evaluation(run, "pixel_mse")
    height_width = run.config.model.image_shape[1:]
    return None if error is None else error * height_width[0] * height_width[1]


def _evaluation(run: Run, name: str) -> float | None:
    return run.metrics.get("evaluation", {}).get(name)


def _quality(run: Run, name: str) -> float | None:
    return run.metrics.get("quality", {}).get("prior", {}).get(name)
