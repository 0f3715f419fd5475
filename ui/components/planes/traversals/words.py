"""The words of the traversals component; its JavaScript holds none of its own.

Words in braces, as ``{name}``, are filled in by the component.
"""

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {
        "title": _("What each latent dimension draws"),
        "here": _("Decoded here"),
        "here_help": _("What the decoder makes of z, where all sliders stand now."),
        "back": _("Back to the start"),
        "column_number": _("dimension"),
        "column_number_help": _(
            "A latent dimension: one of the numbers each image is encoded as, z₁, z₂ and so on. "
            "The one that tells most of a known factor comes first."
        ),
        "column_tells": _("tells of"),
        "column_tells_help": _(
            "The known factor that this dimension tells most of, and how much: their mutual "
            "information as a share of the factor's entropy, over the test images. 100 % would "
            "give the factor away."
        ),
        "scale_low": _("−3σ"),
        "scale_middle": _("0"),
        "scale_high": _("+3σ"),
        "scale_help": _(
            "The pictures, and the slider under them, go from −3 to 3: three standard deviations "
            "of the prior to either side of its centre. All other dimensions stay where they are."
        ),
        "share": _("{factor} {share} %"),
        "nothing": _("nothing"),
        "kl": _("KL {kl} nats"),
        "cell": _("{name} = {value}; press to go there"),
        "slider": _("Latent dimension {name}"),
        "field": _("Value of {name}"),
        "not_a_number": _("{name}: that is no number."),
        "out_of_range": _("{name} goes from {low} to {high}."),
        "unused": _("{count} unused dimensions"),
        "unused_one": _("1 unused dimension"),
        "unused_help": _(
            "Their KL is next to nothing: the prior took them over, and the pictures hardly "
            "depend on them."
        ),
        "loading": _("Loading the decoder …"),
        "fallback": _("The live pictures could not start here; the rows below show the same."),
    }
