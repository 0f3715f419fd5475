"""The words of the planes side by side; their JavaScript holds none of its own.

Words in braces, as ``{n}``, are filled in by the component.
"""

from __future__ import annotations

from functools import cache

from ui.services.caches.labels import in_clusters
from ui.text.words import _


@cache
def words(are_clusters: bool) -> dict[str, str]:
    """All words of the component by key. are_clusters: of the codes, in the place of classes."""
    said = {
        "title": _("The same images on several planes"),
        "fallback": _("The planes could not start here."),
        "legend": _("Classes; press to show only some"),
        "chip_title": _("Show only {name}; press others to add them"),
        "show_all": _("Show all"),
        "plane": _(
            "{title}: each dot is one of the {n} images. Arrow keys go from dot to dot; the image "
            "is lit on every plane."
        ),
        "lit_class": _("Image {i} of {n}, a {name}"),
        "rings": _(
            "Point at a dot: the same image is lit on every plane, and rings mark its {k} most "
            "similar images, pixel by pixel."
        ),
    }
    if are_clusters:
        said["lit_class"] = _("Image {i} of {n}, cluster {name} of the codes")
        return in_clusters(said)
    return said
