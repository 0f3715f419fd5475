"""The words of the two planes; their JavaScript holds none of its own.

Words in braces, as ``{n}``, are filled in by the component.
"""

from functools import cache

from ui.components.planes.two_planes.walk_words import near_help, walk_words
from ui.components.shared.plane_words import plane_words
from ui.text.words import _

_SHARED = (
    "legend",
    "chip_title",
    "show_all",
    "loading",
    "reset",
    "tool_fit_title",
    "supported",
    "supported_help",
    "thin",
    "thin_help",
    "hole",
    "hole_help",
)


@cache
def words() -> dict[str, str | dict[str, str]]:
    """All words of the component by key; those of the walk under ``walk``."""
    shared = plane_words()
    return {
        **{key: shared[key] for key in _SHARED},
        "title": _("Two planes, one cursor"),
        "fallback": _("The live planes could not start here."),
        "kind_ae": _("Autoencoder"),
        "kind_vae": _("Variational autoencoder"),
        "short_ae": _("AE"),
        "short_vae": _("VAE"),
        "reach": _("codes reach {reach} from the centre"),
        "reach_help": _(
            "99 % of the codes of test images lie within this distance of (0, 0), in units of z. "
            "Nothing tells an autoencoder how large its codes should be; the KL term tells a VAE."
        ),
        "plane": _(
            "{name}, latent plane. Drag, or use the arrow keys, to move both cursors; Shift for "
            "larger steps, 0 for the centre, plus and minus to zoom, A or B to set that end of the "
            "walk to the nearest image; while a path is drawn, Enter for a point of it."
        ),
        "picture": _("What {name} draws at {where}"),
        "prior_only": _("N(0, I) is only this"),
        "prior": _("N(0, I)"),
        # how the two cursors are linked
        "link_word": _("Link"),
        "link": _("What the two cursors have in common"),
        "link_image": _("Same image"),
        "link_image_title": _(
            "The test image whose code is nearest to the cursor: the other cursor goes to the code "
            "of the same image"
        ),
        "link_standard": _("Same σ"),
        "link_standard_title": _(
            "The same place in standard deviations of the codes, from their mean, an axis each"
        ),
        "link_same-z": _("Same z"),
        "link_same-z_title": _("The very same z on both planes"),
        # the test images
        "end": _("End {letter} of the walk: test image {index}, {name}"),
        "linked": _("Test image {index}, {name}: both cursors are at its codes"),
        "linked_short": _("image {index}"),
        "decoded_instead": _("The image itself is not on this machine: decoded from its code."),
        "draw": _("Draw a path"),
        "draw_title": _(
            "Draw a way with the pointer on either plane, or move there with the arrow keys and "
            "press Enter for each point; the other plane gets the way of the same test images"
        ),
        "point": _("Point {n} of the way, at {where}."),
        # layers
        "layer_word": _("Shade"),
        "layer": _("What the planes are shaded by"),
        "layer_none": _("Nothing"),
        "layer_none_title": _("The dots alone"),
        "layer_holes": _("Holes"),
        "layer_holes_title": _("Hatched: where no test image is near"),
        "layer_density": _("Density"),
        "layer_density_title": _("How many codes of test images lie there"),
        "layer_density_unit": _("codes per unit²"),
        "layer_certainty": _("Certainty"),
        "layer_certainty_title": _(
            "How sure a recogniser is of what the decoder draws there; dark where it is not"
        ),
        "layer_certainty_unit": _("probability"),
        "layer_round-trip": _("Round trip"),
        "layer_round-trip_title": _(
            "How far from z its picture is encoded: the distance from z to encode(decode(z))"
        ),
        "layer_round-trip_unit": _("units of z"),
        "layer_change": _("Change"),
        "layer_change_title": _(
            "How fast the picture changes there: the norm of the decoder's Jacobian"
        ),
        "layer_change_unit": _("ink per unit of z"),
        "holes_unit": _("hole from {hole}"),
        "holes_help": _(
            "Distance from the cursor to the {k}th nearest code, in units of z. Hatched is where "
            "it is more than {hole}: farther than around 98.5 % of the test images."
        ),
        "layer_help": _(
            "{title}. Unit: {unit}. From {low} to {high}{log}; the number in bold is that at the "
            "cursor."
        ),
        "layer_log": _(", in equal steps of its logarithm"),
        "layer_missing": _("{name} is not measured for this model."),
        "layer_needs": _("Needs the recogniser of this data set. To train it: {command}"),
        # what a recogniser reads
        "reads": _("Reads as"),
        "reads_help": _(
            "What a separate recogniser, trained on the same data set, takes the picture for, and "
            "how sure it is."
        ),
        "reads_missing": _("No recogniser here."),
        "reads_missing_help": _("To train the recogniser of this data set: {command}"),
        "status": _("{left}: {left_support}, {left_read}. {right}: {right_support}, {right_read}."),
        "read": _("reads as {name}, {share} percent"),
        "unread": _("not read"),
        "walk": walk_words(),
    }


@cache
def words_unread() -> dict[str, str | dict[str, str]]:
    """The same for a data set that no recogniser can be trained for."""
    only = _("A recogniser is there for MNIST, Fashion-MNIST and UCI digits only.")
    return words() | {
        "status": _("{left}: {left_support}. {right}: {right_support}."),
        "layer_needs": _("Needs a recogniser. ") + only,
        "walk": walk_words() | {"near_help": near_help(_("The band"))},
    }
