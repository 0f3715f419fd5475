"""The words of the film player; its JavaScript holds none of its own.

Words in braces, as ``{name}``, are filled in by the component.
"""

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the player by key. Endings such as ``_manifold`` name what a film shows."""
    return {
        "player": _("Film of the training"),
        "loading": _("Loading the film…"),
        # over the two pictures
        "picture_manifold": _("What the decoder draws"),
        "picture_manifold_help": _(
            "The decoder over the latent plane: {rows} × {columns} places at the normal quantiles "
            "0.05 to 0.95 of both dimensions, z2 upwards."
        ),
        "picture_samples": _("Random draws, decoded"),
        "picture_samples_help": _(
            "{rows} × {columns} random codes z from the prior N(0, I), through the decoder of the "
            "moment. The codes stay the same through the film."
        ),
        "picture_reconstructions": _("Test images, sent through"),
        "picture_reconstructions_help": _(
            "What comes back of the same {rows} × {columns} test images when they are encoded and "
            "decoded by the model of the moment."
        ),
        "cloud_latent": _("Where test images land"),
        "cloud_latent_help": _(
            "The codes of {n} test images in the latent plane, coloured by label. Positions "
            "between two moments are drawn halfway; the view never moves."
        ),
        "cloud_pc": _("Where test images land, on two principal components"),
        "cloud_pc_help": _(
            "The codes of {n} test images, coloured by label, seen along the two directions in "
            "which the finished model's codes differ most. Positions between two moments are "
            "drawn halfway; the view never moves."
        ),
        "axis_latent_0": _("z₁"),
        "axis_latent_1": _("z₂"),
        "axis_pc_0": _("PC 1"),
        "axis_pc_1": _("PC 2"),
        "rings": _("Dashed rings: the prior at 1σ and 2σ"),
        "legend": _("Classes"),
        # the moment
        "step": _("step {step}"),
        "step_help": _("How many batches the weights have been changed by."),
        "epoch": _("epoch {epoch}"),
        "epoch_help": _("How often every training image has been seen; 0 is before training."),
        "loss": _("loss {loss} {unit}"),
        "loss_help_vae": _(
            "Reconstruction + KL per image, mean over the test images shown here. Lower is better."
        ),
        "loss_help_ae": _(
            "Reconstruction error per image, mean over the test images shown here. Lower is better."
        ),
        "unit_nats": _("nats"),
        "unit_squared": _("squared pixel units"),
        "curve": _("Loss"),
        "curve_log": _("Loss, log"),
        "curve_help": _(
            "Loss in {unit} over the frames of the film. Frames are close in time at first and "
            "far apart later: the numbers below are epochs. Press the curve to go there."
        ),
        "curve_log_help": _(
            "The height is logarithmic: equal steps are equal ratios, so that what comes after the "
            "first drop can be seen."
        ),
        "curve_epochs": _("epoch"),
        # controls
        "play": _("Play"),
        "play_title": _("Play (Space)"),
        "pause": _("Pause"),
        "pause_title": _("Pause (Space)"),
        "previous": _("Previous frame"),
        "previous_title": _("Previous frame (←)"),
        "next": _("Next frame"),
        "next_title": _("Next frame (→)"),
        "scrubber": _("Moment of the training"),
        "speed": _("Speed"),
        "speed_title": _("{speed} times the usual {rate} frames a second"),
        "frame": _("frame {frame} of {frames}"),
        "fallback": _(
            "The film player could not start here. The slider shows one frame at a time."
        ),
    }
