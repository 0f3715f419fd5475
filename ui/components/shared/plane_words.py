"""Words of the JavaScript that components share (`js/shared`): the plane and its panel.

Words in braces, as ``{name}``, are filled in by the component.
"""

from functools import cache

from ui.text.words import _


@cache
def plane_words() -> dict[str, str]:
    """The words by key. ``_vae`` and ``_ae`` endings name the kind of run."""
    return {
        # classes and tools over a plane
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
            "Draw a random place: N(0, I) for a VAE, a Gaussian fitted to the codes for an "
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
        "across_view": _("across"),
        "up_view": _("up"),
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
        # how well test images support a place
        "supported": _("Many codes near"),
        "supported_why": _("Many test images land here."),
        "supported_help": _(
            "The 20th nearest code of a test image, over all dimensions of z, is as near here as "
            "around most test images. It says nothing of the picture drawn here."
        ),
        "thin": _("Few codes near"),
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
        "from_vae_many": _("from the centre, in all {dims} dimensions"),
        "from_ae": _("from the middle"),
        "from_ae_many": _("from the middle, in all {dims} dimensions"),
        "sigma_help_vae": _(
            "Distance from the centre of the prior N(0, I), in its standard deviations: the "
            "length of z."
        ),
        "sigma_help_vae_many": _(
            "Distance from the centre of the prior N(0, I), in its standard deviations: the "
            "length of z. In {dims} dimensions a draw from the prior typically lies {usual} σ "
            "away, "
            "the square root of {dims}; hardly any lies near the centre."
        ),
        "sigma_help_ae": _(
            "An autoencoder has no prior: distance from the mean of its codes, in standard "
            "deviations of a Gaussian fitted to them."
        ),
        "sigma_help_ae_many": _(
            "An autoencoder has no prior: distance from the mean of its codes, in standard "
            "deviations of a Gaussian fitted to them. In {dims} dimensions a draw from that "
            "Gaussian typically lies {usual} σ away, the square root of {dims}."
        ),
        "near": _("Near here"),
        "near_help": _(
            "Classes of the 60 nearest test images; nearer ones count more (Gaussian weights)."
        ),
        "status": _("{where}. {support}. Mostly {name}, {share} percent."),
        # the slider and the field of a latent dimension
        "slider": _("{name}, slider"),
        "field": _("{name}, type a value"),
        "not_a_number": _("{name} needs a number, such as −0.65."),
        "out_of_range": _("{name} goes from {low} to {high}."),
    }
