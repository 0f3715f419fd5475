"""The words of the live component; its JavaScript holds none of its own.

Words in braces, as ``{name}``, are filled in by the component.
"""

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key. ``_vae`` and ``_ae`` endings name the kind of run."""
    return {
        # the row above the plane
        "mode": _("What the plane shows"),
        "mode_points": _("Points"),
        "mode_points_title": _("One dot for each test image (key M)"),
        "mode_manifold": _("Manifold"),
        "mode_manifold_title": _("What the decoder draws at each place (key M)"),
        "mode_both": _("Both"),
        "mode_both_title": _("Dots over what the decoder draws (key M)"),
        "mode_space": _("3-D"),
        "mode_space_title": _("All three numbers at once; drag to turn (key M)"),
        "legend": _("Classes; press to show only some"),
        "chip_title": _("Show only {name}; press others to add them"),
        "show_all": _("Show all"),
        "tools": _("Tools of the plane"),
        "tool_zoomOut": _("Zoom out"),
        "tool_zoomOut_title": _("Zoom out (key −, or scroll over the plane)"),
        "tool_zoomIn": _("Zoom in"),
        "tool_zoomIn_title": _("Zoom in (key +, or scroll over the plane)"),
        "tool_centre": _("Go to the centre"),
        "tool_centre_title": _("Go to the centre (key 0)"),
        "tool_random": _("Random place"),
        "tool_random_title": _(
            "Draw a random place: N(0, 1) for a VAE, a Gaussian fitted to the codes for an "
            "autoencoder"
        ),
        "tool_fit": _("Show the whole plane"),
        "tool_fit_title": _(
            "Show the whole plane again. To move it when zoomed in: drag with the right "
            "button, or hold Space or Alt"
        ),
        # the plane
        "plane": _(
            "Latent plane. Drag, or use the arrow keys, to move the cursor; Shift for larger "
            "steps, 0 for the centre, plus and minus to zoom, M to change what is shown."
        ),
        "axis_class": _("class"),
        "across": _("Across"),
        "up": _("Up"),
        "across_view": _("across"),
        "up_view": _("up"),
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
            "their variance. Or choose two of the numbers. Moving the cursor changes z along these "
            "two only; the rest is held."
        ),
        "loading": _("Loading {n} codes…"),
        "reset": _("Reset"),
        "hint_move": _("move"),
        "hint_turn": _("turn"),
        "hint_fast": _("faster"),
        "hint_centre": _("centre"),
        "hint_points": _("Drag: turn · To move the cursor: Points"),
        "key_space": _("Space"),
        "hint_pan": _("+ drag, or right button: pan"),
        "hint_zoom": _("zoom"),
        "rings_vae": _("Dashed rings: the prior at 1σ and 2σ"),
        "rings_vae_many": _("Dashed rings: the prior on this plane, 1σ and 2σ"),
        "rings_ae": _("Dashed rings: a Gaussian fitted to the codes"),
        "rings_ae_many": _("Dashed rings: a Gaussian fitted to the codes, 1σ and 2σ"),
        "faded": _("Faded tiles: few or no test images land there"),
        # the panel
        "supported": _("Supported"),
        "supported_why": _("Many test images land here."),
        "supported_help": _(
            "The 20th nearest code of a test image, over all the numbers of z, is as near here as "
            "around most test images."
        ),
        "thin": _("Thin"),
        "thin_why": _("Few test images land here."),
        "thin_help": _(
            "The 20th nearest code of a test image is farther from here than around 90 % of the "
            "test images: the decoder has seen little of this place."
        ),
        "hole": _("Hole"),
        "hole_why": _("Hardly any test image lands here."),
        "hole_help": _(
            "The 20th nearest code of a test image is farther from here than around 98.5 % of the "
            "test images: what you see is the decoder's guess."
        ),
        "from_vae": _("from the centre"),
        "from_vae_many": _("from the centre, in all {dims} numbers"),
        "from_ae": _("from the middle"),
        "from_ae_many": _("from the middle, in all {dims} numbers"),
        "sigma_help_vae": _(
            "Distance from the centre of the prior N(0, 1), in its standard deviations: the "
            "length of z."
        ),
        "sigma_help_vae_many": _(
            "Distance from the centre of the prior N(0, 1), in its standard deviations: the "
            "length of z. With {dims} numbers a draw from the prior typically lies {usual} σ away, "
            "the square root of {dims}; hardly any lies near the centre."
        ),
        "sigma_help_ae": _(
            "An autoencoder has no prior: distance from the mean of its codes, in standard "
            "deviations of a Gaussian fitted to them."
        ),
        "sigma_help_ae_many": _(
            "An autoencoder has no prior: distance from the mean of its codes, in standard "
            "deviations of a Gaussian fitted to them. With {dims} numbers a draw from that "
            "Gaussian typically lies {usual} σ away, the square root of {dims}."
        ),
        "near": _("Near here"),
        "near_help": _(
            "Classes of the 60 nearest test images; nearer ones count more (Gaussian weights)."
        ),
        "status": _("{where}. {support}. Mostly {name}, {share} percent."),
        # sliders
        "slider": _("{name}, slider"),
        "field": _("{name}, type a value"),
        "z_help": _("{name}: one of the two numbers each image is squeezed to."),
        # the numbers of a code with more than two, or one
        "the_number": _("The one number"),
        "the_numbers": _("The {count} numbers"),
        "numbers_help_vae": _(
            "The row of pictures shows what the decoder draws as one number goes from −3 to 3 σ "
            "and all others stay where they are. The most telling number comes first."
        ),
        "numbers_help_ae": _(
            "The row of pictures shows what the decoder draws as one number goes from −3 to 3 "
            "standard deviations around its mean and all others stay where they are. The number "
            "that varies most comes first."
        ),
        "column_number": _("number"),
        "column_number_help": _(
            "One of the numbers each image is squeezed to, called z₁, z₂ and so on. The most "
            "telling one comes first."
        ),
        "column_tells_vae": _("KL, nats"),
        "column_tells_vae_help": _(
            "KL of this number, mean over the test images: how much it tells about an image. A nat "
            "is 1.44 bits."
        ),
        "column_tells_ae": _("standard deviation"),
        "column_tells_ae_help": _("Standard deviation of this number over the test images."),
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
            "of this number to 3 above. They stop at its lowest or highest code among the test "
            "images where that comes first: beyond, the decoder was never taught. The coloured "
            "part of the slider starts at the mean."
        ),
        "cell": _("{name} = {value}; press to go there"),
        "show_all_numbers": _("Show all {count}"),
        "unused_number": _("1 unused number"),
        "unused_numbers": _("{count} unused numbers"),
        "unused_help_vae": _(
            "Their codes vary by at most 0.01 over the test images (the active-unit rule of Burda "
            "et al. 2016): the model has stopped using them, and pictures hardly depend on them."
        ),
        "unused_help_ae": _(
            "Their codes vary by less than 1 % of the number that varies most: the model does not "
            "use them."
        ),
        "strip": _("Colour strip: the class you would meet along that line"),
        "strip_help": _(
            "Commonest class of the nearest test images along each axis through the cursor; "
            "empty where nothing lands."
        ),
        "not_a_number": _("{name} needs a number, such as −0.65."),
        "out_of_range": _("{name} goes from {low} to {high}."),
        # nearest images and the card of a dot
        "nearest": _("Nearest test images"),
        "nearest_key": _("top: image · bottom: decoded back"),
        "nearest_help": _(
            "The test images whose codes lie nearest to the cursor, and what the decoder "
            "makes of their codes. None was seen in training."
        ),
        "labelled": _("Label {name}"),
        "image_number": _("test image {index}"),
        "original": _("image"),
        "decoded": _("decoded"),
        "no_original": _("not on this machine"),
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
