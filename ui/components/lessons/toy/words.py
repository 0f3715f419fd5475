"""The words of the toy; its JavaScript holds none of its own.

Words in braces, as ``{name}``, are filled in by the component.
"""

from __future__ import annotations

from functools import cache

from ui.text.words import _, ngettext


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {
        "title": _("Small networks that learn points of the plane"),
        "fallback": _("The networks cannot learn in this browser."),
        # which points
        "shape": _("Which points"),
        "shape_spiral": _("Spiral"),
        "shape_spiral_title": _("Points of a spiral"),
        "shape_moons": _("Moons"),
        "shape_moons_title": _("Points of two half-moons, which do not touch"),
        "shape_letter_s": _("S"),
        "shape_letter_s_title": _("Points of the letter S"),
        "shape_letter_x": _("X"),
        "shape_letter_x_title": _("Points of the letter X, which crosses itself"),
        "shape_draw": _("Draw"),
        "shape_draw_title": _("Your own points: tap or draw on a plane"),
        "count": _("How many points"),
        **{f"count_{n}": str(n) for n in (12, 40, 200)},
        **{f"count_{n}_title": _("{n} points").format(n=n) for n in (12, 40, 200)},
        "points": _("Points by hand"),
        "undo": _("Take the last point back"),
        "undo_title": _("Takes the last point back that was put by hand"),
        "clear": _("Clear"),
        "clear_title": _("Takes away all points that were put by hand"),
        # learning
        "learning": _("Learning"),
        "steps_one": ngettext("step", "steps", 1),
        "steps_many": ngettext("step", "steps", 2),
        "steps_help": _(
            "Steps of the optimiser (Adam), each on up to 24 of the points. The line: how far the "
            "points come back from where they were, on average, from the first step to now "
            "(strong: the first network, grey: the second)."
        ),
        "renew": _("Start again"),
        "renew_title": _("New networks with other first weights, for the same points"),
        "step": _("Step"),
        "step_title": _("One step of the optimiser"),
        "slow": _("Slow"),
        "slow_title": _("40 steps a second"),
        "play": _("Play"),
        "play_title": _("As many steps a second as this computer can, at most 30,000 in one go"),
        "pause": _("Pause"),
        # the two networks
        "ae": _("Autoencoder"),
        "ae_help": _(
            "2 numbers, 32, 32, 1 and back: 32, 32, 2. It learns one thing: that each point comes "
            "back where it was."
        ),
        "drawn_ae": _("random codes: evenly over their range"),
        "vae": _("VAE"),
        "vae_help": _(
            "The same network, but the encoder gives a Gaussian (μ, σ) and the decoder gets a draw "
            "from it. It learns the ELBO; its likelihood takes points for 0.05 off, and β is 1."
        ),
        "drawn_vae": _("random codes: from N(0, 1)"),
        "plane": _(
            "Plane of the {name}. Tap to add a point; drag the ring along what was learned. Arrow "
            "keys move a cross, Enter adds a point there, Delete takes the last one back."
        ),
        "off": _("{distance} off"),
        "share": _("of random codes miss"),
        "share_own": _("of random codes land far from every point"),
        "share_help_ae": _(
            "The share of codes, drawn evenly between the smallest and the largest code of the "
            "points, that are decoded farther than 0.1 from the true curve."
        ),
        "share_help_vae": _(
            "The share of codes, drawn from N(0, 1), that are decoded farther than 0.1 from the "
            "true curve."
        ),
        "share_help_own_ae": _(
            "Nobody knows the curve behind points put by hand. This is the share of codes, drawn "
            "evenly over the points’ codes, that are decoded farther than 0.1 from every point."
        ),
        "share_help_own_vae": _(
            "Nobody knows the curve behind points put by hand. This is the share of codes, drawn "
            "from N(0, 1), that are decoded farther than 0.1 from every point."
        ),
        "slider": _("Code of the {name}"),
        "code": _("code {z}"),
        "code_axis": _("code z"),
        # what is drawn
        "key_true": _("the true curve"),
        "key_learned": _("what was learned"),
        "key_off": _("off by over 0.1"),
        "key_codes": _("codes of the points"),
        "key_codes_vae": _("codes of the points (VAE: with 2σ to either side)"),
        "key_miss": _("random codes that miss"),
        # what is in the way
        "none": _("There is no point yet: tap or draw on a plane."),
        "one": _("One point alone: soon every code gives it back. Add some more."),
        "same": _("All points lie in one place: soon every code gives it back. Add others."),
        "full": _("{n} points are the most this toy takes; the rest is left out."),
        "no_curve": _(
            "Your own points have no true curve: “off” is the distance to the nearest point."
        ),
        "broken": _(
            "The loss is no number any more: the steps led too far out. Press “Start again”."
        ),
    }
