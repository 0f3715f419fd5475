"""The words of the live component; its JavaScript holds none of its own.

Words in braces, as ``{name}``, are filled in by the component.
"""

from functools import cache

from ui.words import _


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
        "loading": _("Loading {n} codes…"),
        "reset": _("Reset"),
        "hint_move": _("move"),
        "hint_fast": _("faster"),
        "hint_centre": _("centre"),
        "key_space": _("Space"),
        "hint_pan": _("+ drag, or right button: pan"),
        "hint_zoom": _("zoom"),
        "rings_vae": _("Dashed rings: the prior at 1σ and 2σ"),
        "rings_ae": _("Dashed rings: a Gaussian fitted to the codes"),
        "faded": _("Faded tiles: few or no test images land there"),
        # the panel
        "supported": _("Supported"),
        "supported_why": _("Many test images land here."),
        "supported_help": _(
            "The codes of test images are as dense here as in most places where they land."
        ),
        "thin": _("Thin"),
        "thin_why": _("Few test images land here."),
        "thin_help": _(
            "Codes are sparser here than around 90 % of the test images: the decoder has seen "
            "little of this place."
        ),
        "hole": _("Hole"),
        "hole_why": _("Hardly any test image lands here."),
        "hole_help": _(
            "Codes are sparser here than around 98.5 % of the test images: what you see is "
            "the decoder's guess."
        ),
        "from_vae": _("from the centre"),
        "from_ae": _("from the middle"),
        "sigma_help_vae": _(
            "Distance from the centre of the prior N(0, 1), in its standard deviations: the "
            "length of (z1, z2)."
        ),
        "sigma_help_ae": _(
            "An autoencoder has no prior: distance from the mean of its codes, in standard "
            "deviations of a Gaussian fitted to them."
        ),
        "near": _("Near here"),
        "near_help": _(
            "Classes of the 60 nearest test images; nearer ones count more (Gaussian weights)."
        ),
        "status": _("z1 {z1}, z2 {z2}. {support}. Mostly {name}, {share} percent."),
        # sliders
        "slider": _("{name}, slider"),
        "field": _("{name}, type a value"),
        "z_help": _("{name}: one of the two numbers each image is squeezed to."),
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
            "Download the manifold as PNG: decoded at the normal quantiles 0.05 to 0.95 of "
            "both numbers"
        ),
        "grid_size": _("Size of the grid"),
        # trouble
        "fallback": _(
            "The live plane could not start here. The sliders below do the same, one step at "
            "a time."
        ),
    }
