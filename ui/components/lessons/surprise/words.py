"""The words of the figures on surprise; their JavaScript holds none of its own.

Words in braces, as ``{n}``, are filled in by the component.
"""

from __future__ import annotations

from functools import cache

from ui.text.words import _


@cache
def words() -> dict[str, str]:
    """All words of the component by key."""
    return {
        "title": _("Surprise: entropy, cross-entropy and KL"),
        "fallback": _("The live figure could not start here; the text says what it shows."),
        **_boxes(),
        **_game(),
        **_bells(),
        **_pixel(),
    }


def _boxes() -> dict[str, str]:
    return {
        "boxes": _("Four boxes, one prize"),
        "where_p": _("where the prize is, p"),
        "believe_q": _("what you believe, q"),
        "belief_in": _("Belief in {box}, in eighths; the others follow"),
        "belief_value": _("{share} of all"),
        "questions": _("Your questions, most believed first"),
        "stream_key": _("width of the stream: how often the prize lies that way"),
        "question_one": _("{n} question"),
        "question_many": _("{n} questions"),
        "ask": _("Is it {boxes}?"),
        "or": _("or"),
        "yes": _("yes"),
        "no": _("no"),
        "never": _("never asked for: {boxes}"),
        "tree_mean": _("These questions: {n} on average, in whole questions."),
        "tree_never": _("These questions never find the box you do not believe in."),
        "entropy": _("Entropy H(p)"),
        "entropy_note": _("if you believed p"),
        "cross": _("Cross-entropy H(p, q)"),
        "cross_note": _("with your beliefs q"),
        "kl": _("KL(p ‖ q)"),
        "kl_note": _("the extra questions"),
        "tick_one": _("1 question, or bit"),
        "tick_nats": _("{n} nats"),
        "in_nats": _("bits · {n} nats"),
        "in_bits": _("nats · {n} bits"),
        "piece_key": _("a piece: how often × how many"),
        "piece": _("{box}: {share} of the time × {n} bits = {product}"),
        "you_say": _("you say {n}"),
        "you_said": _("you said {n}"),
        "play": _("Play it 100 times"),
        "played": _("{n} games: {mean} questions on average"),
    }


def _game() -> dict[str, str]:
    return {
        "game": _("Which box holds the prize? Choose one or more, then ask."),
        "choose": _("Choose boxes, then ask whether the prize is among them."),
        "guess_first": _("Guess below first; then play."),
        "ask_nothing": _("Choose boxes to ask about"),
        "again": _("Hide it again"),
        "is_yes": _("Yes."),
        "is_no": _("No."),
        "still": _("It is in {boxes}."),
        "is_found": _("It is in {box}: {questions}."),
        "box_open": _("Box {box}, chance {share}"),
        "box_out": _("Box {box}: not there"),
        "box_found": _("Box {box}: here is the prize"),
        "your_games": _("Your games"),
        "game_one": _("mean of {n} game"),
        "game_many": _("mean of {n} games"),
        "least_games": _("Entropy H(p)"),
        "least_note": _("the least on average"),
        "log": _("Questions in your games: {counts}"),
    }


def _bells() -> dict[str, str]:
    return {
        "bells_label": _("Curves p and q, and what KL sums up in both directions"),
        "bells_key": _("Drag a curve by its top; the dot at its side makes it wider."),
        "humps_key": _(
            "p has two humps and stays. Drag q by its top; the dot at its side widens it."
        ),
        "bells": _("Two bell curves"),
        "bells_note": _("p filled, q a line"),
        "humps": _("One bell, two humps"),
        "humps_note": _("p filled, q a line"),
        "kl_forward": _("KL(p ‖ q)"),
        "kl_forward_note": _("sums p · log(p / q)"),
        "kl_backward": _("KL(q ‖ p)"),
        "kl_backward_note": _("sums q · log(q / p)"),
        "sum_forward": _("p · log(p / q): up counts, down is given back"),
        "sum_backward": _("q · log(q / p)"),
        "centre": _("Middle of {name}"),
        "width": _("Width of {name}, one σ"),
        "mu": _("μ = {n}"),
        "sigma": _("σ = {n}"),
        "nats": _("{n} nats"),
        "swap": _("Swap p and q"),
        "same": _("Put q on p"),
        "fit_forward": _("Least KL(p ‖ q)"),
        "fit_backward": _("Least KL(q ‖ p)"),
        "both_zero": _("The same curve: 0 both ways."),
        "both_alike": _("Here both ways cost the same."),
        "ratio": _("One way costs {n} times the other."),
        "leasts": _("Least possible: KL(p ‖ q) {forward}, KL(q ‖ p) {backward} nats."),
    }


def _pixel() -> dict[str, str]:
    return {
        "pixel_chart": _("Cost of one pixel against what the decoder says"),
        "pixel_is": _("The pixel’s ink, x"),
        "decoder_says": _("The decoder says, p"),
        "share_of_ink": _("{n} of full ink"),
        "axis_p": _("what the decoder says, p; cost in nats"),
        "cross_curve": _("cross-entropy"),
        "kl_curve": _("KL"),
        "entropy_curve": _("entropy of the pixel"),
        "slope": _("slope of both: {n}"),
        "pixel_entropy": _("Entropy H(x)"),
        "pixel_entropy_note": _("no decoder can save it"),
        "pixel_cross": _("Cross-entropy H(x, p)"),
        "pixel_cross_note": _("what training sums up"),
        "pixel_kl": _("KL(x ‖ p)"),
        "pixel_kl_note": _("a better p saves it"),
        "floor_key": _("entropy of the pixels"),
        "above_key": _("KL: what a better model could save"),
        "above": _("{n} above"),
        "an_image": _("nats an image, test images"),
        "perfect": _("A perfect decoder"),
        "perfect_note": _("gives every grey exactly"),
    }
