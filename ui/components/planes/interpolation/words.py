"""The words of the walk component; its JavaScript holds none of its own.

Words in braces, as ``{t}``, are filled in by the component.
"""

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {
        "walk": _("The way from A to B"),
        "slider": _("Where on the way"),
        "place": _("t = {t}"),
        "place_help": _(
            "How far along the way: 0 at the code of A, 1 at the code of B; above 1 the way goes "
            "on beyond B."
        ),
        "beyond": _("beyond B"),
        "path_0": _("Straight"),
        "path_0_help": _(
            "The shortest way: every latent dimension changes evenly from A's to B's."
        ),
        "path_1": _("Spherical"),
        "path_1_help": _(
            "Along an arc around 0: the direction turns evenly, and so does the distance from 0 "
            "change. It stays as far out as the codes are, where the straight way cuts the corner."
        ),
        "end_help": _("Test image {caption}. It is the image itself, not what comes back of it."),
        "decoded_end_help": _(
            "{caption} from the code of the test image, which is not on this machine itself."
        ),
        "map": _("Around the two ways"),
        "map_help": _(
            "The codes of all test images, coloured by label, and both ways: the straight one "
            "solid, the spherical one dashed."
        ),
        "play": _("Play, there and back"),
        "pause": _("Pause"),
        "fallback": _("The moving pictures could not start here; the strips below show the same."),
    }
