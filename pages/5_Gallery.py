"""Gallery: what have others built, and does it come out the same here?"""

from ui import gallery, shell
from ui.words import _

shell.frame(_("Gallery"))
place = gallery.choose()
shell.heading(*gallery.title(place), how="gallery_how", code="gallery_code")
gallery.show(place)
