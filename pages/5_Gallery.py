"""Gallery: what have others built, and does it come out the same here?"""

from ui.pages import gallery
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("Gallery"), bare_is_a_view=True)
view = gallery.choose()
shell.heading(*gallery.title(view), how="how/gallery", code="code/gallery")
gallery.show(view)
