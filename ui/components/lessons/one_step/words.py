"""The words of one step of learning; its JavaScript holds none of its own.

Words in braces, as ``{n}``, are filled in by the component.
"""

from __future__ import annotations

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {
        "title": _("One image at a place of the plane, its loss there and the gradient for μ"),
        "fallback": _("The figure could not start here."),
        "plane": _(
            "Latent plane of the half-trained model: dots are test images; ellipses: q(z | x) at "
            "1σ and 2σ; arrow: against the gradient"
        ),
        "images": _("Which image stands there"),
        "image_label": _("A {name}, test image {index}"),
        "image": _("Image"),
        "picture": _("Picture from there"),
        "picture_help": _("What the decoder draws at μ, the centre of the ellipse."),
        "loss": _("Loss there"),
        "loss_help": _(
            "Picture error + KL, in nats: the mean over {n} throws of ε with this ellipse."
        ),
        "own": _("at its own place"),
        "own_help": _("The same, with the μ and σ that the encoder gives this image itself."),
        "extra": _("lost by standing there"),
        "nats": _("{n} nats"),
        "gradient": _("gradient for μ"),
        "gradient_help": _(
            "How fast the loss rises with μ₁ and μ₂, in nats for each unit: the mean over {n} "
            "throws. A step goes the other way."
        ),
        "length": _("its length"),
        "step": _("Take a step"),
        "restart": _("Back to the start"),
        "steps": _("{i} of {n} steps"),
        "arrow": _("arrow: against the gradient, {n} × the step"),
        "no_arrow": _("no arrow: the gradient is nearly nothing"),
        "arrow_waits": _("the arrow comes with the answer"),
        "own_mark": _("own place"),
        "hidden": _("?"),
        "status": _("A {name}, {i} steps: loss {loss} nats"),
    }
