"""The words of the clouds; its JavaScript holds none of its own.

Words in braces, as ``{n}``, are filled in by the component.
"""

from __future__ import annotations

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {
        "title": _("Clouds of images on the latent plane"),
        "fallback": _("The live figure could not start here."),
        "plane": _(
            "Latent plane with the clouds. Drag, or use the arrow keys, to move the place that is "
            "decoded; Shift for larger steps, 0 for the middle."
        ),
        "force": _("β, the weight of the KL"),
        "force_help": _(
            "Loss = picture error + β · KL, both in nats an image. At β = 0 the error is alone; at "
            "the other end it is left out."
        ),
        "picture": _("Decoded from z"),
        "place": _("z = ({z1}, {z2})"),
        "owners": _("Whose, of these twelve clouds?"),
        "owners_help": _(
            "Of the density of all clouds drawn, the share of each at z: how often a z thrown just "
            "here would come from that image."
        ),
        "share": _("{n} %"),
        "away": _("{n} σ from its middle"),
        "outside": _("Nobody’s: none of these reaches here (3σ)."),
        "waits": _("The clouds come with the answer."),
        "recon": _("Picture error"),
        "recon_help": _(
            "What the pictures miss of the images: cross-entropy in nats, a sum over the 784 "
            "pixels, mean over the images that the model was measured on."
        ),
        "kl": _("KL"),
        "kl_help": _("From each cloud to the prior N(0, I), in nats; mean over the same images."),
        "width": _("Width σ, median"),
        "width_help": _("Of the clouds drawn, in both directions. The prior’s is 1."),
        "nats": _("{n} nats"),
        "under": _("under 0.01"),
        "unknown": _("?"),
        "status": _("{stop}. Here {first} has {n} %, {second} {m} %."),
    }
