"""The words of the walk between two images; `words.py` hands them on under ``walk``."""

from functools import cache

from ui.text.words import _


@cache
def walk_words() -> dict[str, str]:
    """All words of the walk by key. Words in braces are filled in by its JavaScript."""
    return {
        "walk": _("The way from A to B on both planes"),
        # which way
        "kind": _("Which way from A to B"),
        "kind_straight": _("Straight"),
        "kind_straight_title": _("The shortest way: both latent dimensions change evenly"),
        "kind_data": _("On the data"),
        "kind_data_title": _("From test image to test image, each a near neighbour of the last"),
        "kind_hand": _("By hand"),
        "kind_hand_title": _("The way that was drawn on the planes"),
        "no_data": _("No way on the data is known between these two: straight instead."),
        "no_hand": _("Nothing is drawn yet: straight instead."),
        "beyond": _("Beyond A and B"),
        "beyond_help": _(
            "How much farther the way goes on past both ends, in its last direction: as a share of "
            "its length."
        ),
        # where
        "slider": _("Where on the way"),
        "place": _("t = {t}. {left}: {left_support}. {right}: {right_support}."),
        "start": _("start"),
        "end": _("end"),
        # what the bands show
        "supported": _("many codes near"),
        "thin": _("few codes near"),
        "hole": _("hole"),
        "reads": _("What a recogniser reads"),
        "reads_help": _(
            "The upper band: how likely a separate recogniser finds each class in the picture "
            "there. The higher the colour, the likelier; all classes together fill it."
        ),
        "near": _("How near the data is"),
        "near_help": near_help(_("The lower band")),
        "in_hole": _("In a hole"),
        "in_hole_help": _(
            "Red and hatched: farther from the test images than 98.5 % of them are from one "
            "another, so the decoder was hardly ever asked for such a place."
        ),
        "reads_label": _("{name}: read along the way as {classes}."),
        "near_label": _("{name}: {share} % of the way from A to B lies in a hole."),
        "no_recogniser": _("What the pictures read as is not known: no recogniser is here."),
        # the figures
        "percent": _("{value} %"),
        "figures": _("The way from A to B"),
        "length": _("Length, in units of z"),
        "length_help": _(
            "How long the way is on its plane. An autoencoder may choose any scale "
            "for its codes; a VAE is held to that of N(0, I)."
        ),
        "change": _("Picture change, px"),
        "change_help": _(
            "How much the picture changes on the way: the distances (L2) between its {n} "
            "pictures, added up. One pixel that goes from paper to full ink counts 1 px."
        ),
        "holes": _("In a hole"),
        "holes_help": _("The share of the way that lies in a hole: no test images are near."),
        "least": _("Least certain"),
        "least_help": _(
            "The lowest certainty on the way: what the recogniser gives the likeliest class where "
            "it is in most doubt. Under 90 % a picture does not count as recognised."
        ),
    }


def near_help(band: str) -> str:
    """What the height of the band of near codes means. band: how it is called."""
    return _(
        "{band}: full where the test images are as near as around half of them, half "
        "as high at four times that distance. Distance: to the 20th nearest code."
    ).format(band=band)
