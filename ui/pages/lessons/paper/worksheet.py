"""The worksheet of a lesson: one printed sheet with its questions, room to write, and its link."""

from __future__ import annotations

from dataclasses import replace

from ui.pages.lessons import url
from ui.pages.lessons.lesson import Lesson, Step
from ui.pages.lessons.lesson.prose import plain
from ui.pages.lessons.paper import paper, qr_code
from ui.pages.lessons.url import At
from ui.text.words import _
from ui.widgets.html import Markup, html, join, show_html, show_svg


def show(at: At) -> None:
    """Draw the sheet, with what is not printed above it."""
    lesson, link = at.lesson, qr_code.address({"lesson": at.lesson.name})
    note = ""
    if qr_code.is_only_here(link):
        note = _(
            "The code on the sheet leads to {link}, which only this computer can open. Open "
            "this page by the address that your class uses, and it leads there."
        ).format(link=f"`{link}`")
    with paper(_("Back to the lesson"), url.go, (replace(at, view=""),), note):
        show_svg(_head(lesson, link))
        show_html(html('<ol class="lse-sheet">{}</ol>', join(_step(step) for step in lesson.steps)))


def _head(lesson: Lesson, link: str) -> Markup:
    code = ""
    if link:
        code = qr_code.svg(link)
    return html(
        '<header class="lse-sheet-head"><div><p>{}</p><p class="lse-sheet-title" role="heading" '
        'aria-level="1">{}</p><p class="lse-sheet-name">{}</p></div>'
        '<figure class="lse-sheet-code">{}<figcaption>{}</figcaption></figure></header>',
        _("Latent Space Explorer, lesson {n}").format(n=lesson.number),
        lesson.question,
        _("Name and date"),
        code,
        qr_code.short(link),
    )


def _step(step: Step) -> Markup:
    guess = html("")
    if step.choices:
        choices = join(html("<span>{}</span>", plain(choice)) for choice in step.choices)
        guess = html(
            '<p class="lse-sheet-guess"><b>{}</b> {}</p><p class="lse-sheet-choices">{}</p>',
            _("My guess:"),
            plain(step.guess),
            choices,
        )
    task = html("")
    if text := step.part("Task"):
        task = html('<p class="lse-sheet-task"><span></span>{}</p>', plain(text))
    return html(
        '<li><p class="lse-sheet-question">{}</p>{}{}<p class="lse-sheet-room">{}</p></li>',
        step.prose.question,
        guess,
        task,
        _("What I saw, and why:"),
    )
