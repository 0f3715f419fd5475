"""The words of the live component; its JavaScript holds none of its own.

Words in braces, as ``{name}``, are filled in by the component.
"""

from functools import cache

from ui.components.shared.plane_words import plane_words
from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key. ``_vae`` and ``_ae`` endings name the kind of run."""
    return plane_words() | {
        # the row above the plane
        "mode": _("What the plane shows"),
        "mode_points": _("Points"),
        "mode_points_title": _("One dot for each test image (key M)"),
        "mode_manifold": _("Manifold"),
        "mode_manifold_title": _("What the decoder draws at each place (key M)"),
        "mode_both": _("Both"),
        "mode_both_title": _("Dots over what the decoder draws (key M)"),
        "mode_space": _("3-D"),
        "mode_space_title": _("All three dimensions at once; drag to turn (key M)"),
        # the plane
        "across": _("Across"),
        "up": _("Up"),
        "this_view": _("This view"),
        "view_help": _(
            "This view: what lies across and up in the view last turned to in 3-D. The numbers are "
            "distances from the middle. Moving the cursor changes z within this view; "
            "its depth is held."
        ),
        "axes": _("The plane shows"),
        "across_axis": _("What lies across on the plane"),
        "up_axis": _("What lies up on the plane"),
        "axes_help": _(
            "PC 1 and PC 2 are the two directions in which the codes vary most: {shares} of all "
            "their variance. Or choose two of the dimensions. Moving the cursor changes z along "
            "these "
            "two only; the rest is held."
        ),
        # the sliders of a plane
        "z_help": _(
            "{name}: one of the two latent dimensions, the numbers each image is encoded as."
        ),
        # the dimensions of a code with more than two, or one
        "the_number": _("The latent dimension"),
        "the_numbers": _("The {count} latent dimensions"),
        "numbers_help_vae": _(
            "The row of pictures shows what the decoder draws as one dimension goes from −3 to 3 σ "
            "and all others stay where they are. The most telling dimension comes first."
        ),
        "numbers_help_ae": _(
            "The row of pictures shows what the decoder draws as one dimension goes from −3 to 3 "
            "standard deviations around its mean and all others stay where they are. The dimension "
            "that varies most comes first."
        ),
        "column_number": _("dimension"),
        "column_number_help": _(
            "A latent dimension: one of the numbers each image is encoded as, z₁, z₂ and so on. "
            "The most "
            "telling one comes first."
        ),
        "column_tells_vae": _("KL, nats"),
        "column_tells_vae_help": _(
            "KL of this dimension, mean over the test images: how much it tells about an image. "
            "A nat "
            "is 1.44 bits."
        ),
        "column_tells_ae": _("standard deviation"),
        "column_tells_ae_help": _("Standard deviation of this dimension over the test images."),
        "scale_low_vae": _("−3σ"),
        "scale_middle_vae": _("0"),
        "scale_high_vae": _("+3σ"),
        "scale_help_vae": _(
            "The pictures, and the slider under them, go from −3 to 3: three standard deviations "
            "of the prior to either side of its centre."
        ),
        "scale_low_ae": _("−3σ or lowest code"),
        "scale_middle_ae": "",
        "scale_high_ae": _("+3σ or highest code"),
        "scale_help_ae": _(
            "The pictures, and the slider under them, go from 3 standard deviations below the mean "
            "of this dimension to 3 above. They stop at its lowest or highest code among the test "
            "images where that comes first: beyond, the decoder was never taught. The coloured "
            "part of the slider starts at the mean."
        ),
        "cell": _("{name} = {value}; press to go there"),
        "show_all_numbers": _("Show all {count}"),
        "unused_number": _("1 unused dimension"),
        "unused_numbers": _("{count} unused dimensions"),
        "unused_help_vae": _(
            "Their codes vary by at most 0.01 over the test images (the active-unit rule of Burda "
            "et al. 2016): the model has stopped using them, and pictures hardly depend on them."
        ),
        "unused_help_ae": _(
            "Their codes vary by less than 1 % of the dimension that varies most: the model "
            "does not "
            "use them."
        ),
        "strip": _("Colour strip: the class you would meet along that line"),
        "strip_help": _(
            "Commonest class of the nearest test images along each axis through the cursor; "
            "empty where nothing lands."
        ),
        # what a recogniser takes the picture for
        "reads": _("Recognised as {name}, {share} %"),
        "reads_unsure": _("Not recognised ({name}, {share} %)"),
        "reads_help": _(
            "What a separate network, trained to tell the classes apart, takes the picture for. "
            "From 90 % on it counts as recognised. It may be sure of nonsense: it knows only "
            "these classes."
        ),
        # nearest images and the card of a dot
        "nearest": _("Nearest test images"),
        "nearest_decoded": _("Nearest test codes, decoded"),
        "nearest_key": _("top: image · bottom: decoded back"),
        "nearest_help": _(
            "The test images whose codes lie nearest to the cursor, and what the decoder "
            "makes of their codes. None was seen in training."
        ),
        "labelled": _("Label {name}"),
        "image_number": _("test image {index}"),
        "code_number": _("code of test image {index}"),
        "original": _("image"),
        "decoded": _("decoded"),
        # downloads
        "save_picture": _("Picture"),
        "save_picture_title": _("Download this picture as PNG, 10 times enlarged"),
        "save_grid": _("Grid"),
        "save_grid_title": _(
            "Download the manifold as PNG: decoded at the normal quantiles 0.05 to 0.95 across "
            "and up"
        ),
        "grid_size": _("Size of the grid"),
        # trouble
        "fallback": _(
            "The live plane could not start here. The sliders below do the same, one step at "
            "a time."
        ),
    }
