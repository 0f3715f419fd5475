"""The words of the reconstruction component; its JavaScript holds none of its own.

Words in braces, as ``{n}``, are filled in by the component.
"""

from functools import cache

from ui.components.shared.pad_words import pad_words
from ui.components.shared.plane_words import plane_words
from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return (
        plane_words()
        | pad_words()
        | {
            "title": _("From an image to the latent plane and back"),
            "fallback": _(
                "The live part could not start here; what follows is worked out without it."
            ),
            # the pad
            "pad": _(
                "Drawing pad, for mouse, finger or pen. It cannot be drawn on with the keyboard: "
                "choose a test image instead."
            ),
            "given": _("The image as the model sees it"),
            "given_note": _("What the model sees: {width} × {height}, {n} numbers"),
            "nothing": _("Nothing drawn yet."),
            # where it lands
            "near": _("Lands near"),
            "near_help": _(
                "Classes of the 60 test images whose codes lie nearest to this one; nearer ones "
                "count more (Gaussian weights)."
            ),
            "code_help_vae": _(
                "The code: for each latent dimension the mean μ, and ± σ, how sure the encoder is "
                "of it. "
                "Of many dimensions, the three that usually tell most."
            ),
            "code_help_ae": _(
                "The code, as the encoder gives it. Of many dimensions, the three that vary most."
            ),
            "lands": _("Where it lands"),
            "lands_help_vae": _(
                "The codes of the test images, close up. The encoder does not give a point but a "
                "Gaussian, drawn to scale: its middle is μ."
            ),
            "lands_help_ae": _(
                "The codes of the test images, close up, and the code of this image."
            ),
            "plane_label": _("The latent plane close up, with the place of this image"),
            "ellipse_note": _("Ellipses: where the encoder believes the code lies, 1σ and 2σ"),
            "point_note": _("An autoencoder gives one point, no ellipse"),
            "show_whole": _("Whole plane"),
            "show_close": _("Close up"),
            # what comes back
            "back": _("What comes back"),
            "back_help": _("What this run's decoder draws at μ."),
            "mse": _("mean squared error of a pixel"),
            "mse_help": _(
                "The mean, over the {n} numbers of the image, of the squared difference between "
                "what the model saw and what came back. Each number is from 0 to 1."
            ),
            "draws": _("Six draws from the ellipse, decoded"),
            "draws_help": _(
                "z = μ + σ · ε, with ε from N(0, I): six codes the encoder holds for possible, and "
                "what the decoder draws there. They are the small dots on the plane."
            ),
            "die": _("Again"),
            "die_title": _("Draw six new codes"),
            "no_draws": _("An autoencoder gives a single point, so there is nothing to draw from."),
            "no_draws_here": _("Only the server has this decoder: no codes are drawn here."),
            # from the drawing to numbers
            "xray": _("From your drawing to {n} numbers"),
            "xray_help": _(
                "The model knows images only as its data set shows them, so a drawing is made like "
                "those first. Each step is shown."
            ),
            "xray_plain_help": _(
                "No rules are known of how the images of this data set were made, so a drawing is "
                "only scaled to their size."
            ),
            "step_drawn": _("As drawn"),
            "step_drawn_help": _("The pad, as 280 × 280 pixels, whatever its size on your screen."),
            "step_crop": _("Find the ink"),
            "step_crop_help": _(
                "The smallest box around everything at least a quarter as dark as ink."
            ),
            "step_fit": _("Fit {side} × {side}"),
            "step_fit_help": _(
                "Scaled so that its longer side is {side} pixels, as in the images the model was "
                "trained on. Switched off, the box is squeezed to 28 × 28."
            ),
            "step_mass": _("Centre by mass"),
            "step_mass_help": _(
                "Moved by whole pixels until its centre of mass stands in the middle of 28 × 28, "
                "as MNIST was made. Switched off, the middle of the box stands there."
            ),
            "step_middle": _("Centre"),
            "step_middle_help": _("The middle of the box stands in the middle of 28 × 28."),
            "step_seen": _("What it sees"),
            "step_seen_help": _(
                "{width} × {height} numbers from 0, paper, to 1, ink: all the encoder gets."
            ),
            "step_plain_help": _(
                "Scaled to fit {width} × {height} and put into the middle: numbers from 0, paper, "
                "to 1, ink, all the encoder gets."
            ),
            "step_off": _("switched off"),
            "size": _("{width} × {height}"),
            "size_pixels": _("{width} × {height} pixels"),
            "size_seen": _("{width} × {height} = {n}"),
            "shift_left": _("{n} px left"),
            "shift_right": _("{n} px right"),
            "shift_up": _("{n} px up"),
            "shift_down": _("{n} px down"),
            "shift_none": _("not moved"),
        }
    )
