"""Ready plans: which lessons fill 20, 45 or 90 minutes."""

from __future__ import annotations

from dataclasses import dataclass

from ui.text.words import _


@dataclass(frozen=True)
class Plan:
    """minutes: how long it takes. about: what it is, in a few words. lessons: names, in order."""

    minutes: int
    about: str
    lessons: tuple[str, ...]


_ONE = ("invent",)
_THREE = ("invent", "surprise", "forces")
_SIX = ("few-numbers", "invent", "surprise", "bound", "dice", "forces")

# By the text in the link.
PLANS = {
    "20": Plan(20, _("the idea, no formulas"), _ONE),
    "45": Plan(45, _("why there is a KL"), _THREE),
    "90": Plan(90, _("all the way to the bound"), _SIX),
}


def lesson_after(plan: str, name: str, here: list[str]) -> str:
    """The lesson that follows `name` in a plan, or among all without one; "" after the last.

    here: the lessons that can be opened, in order.
    """
    order = [n for n in (PLANS[plan].lessons if plan in PLANS else here) if n in here]
    if name not in order:
        return ""
    return next(iter(order[order.index(name) + 1 :]), "")
