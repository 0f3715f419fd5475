"""Lessons: how do I get from looking to seeing why?"""

from ui.pages.lessons import lessons_page
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("Lessons"), bare_is_a_view=True)
lessons_page()
