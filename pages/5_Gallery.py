"""Gallery: what have others built, and does it come out the same here?"""

from ui.pages import gallery
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("Gallery"), bare_is_a_view=True)
view = gallery.choose()
shell.heading(*gallery.title(view), how="gallery_how", code="gallery_code")
gallery.show(view)
