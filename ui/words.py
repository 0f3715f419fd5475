"""Every word on screen passes through here, so that the app can be translated.

Translations are gettext catalogues under ``ui/text/<language>/LC_MESSAGES/explorer.mo``;
the language is taken from ``LANGUAGE``, ``LC_ALL``, ``LC_MESSAGES`` or ``LANG``, as
gettext does everywhere. Without a catalogue the English of the source stands.
"""

import gettext
from pathlib import Path

_catalogue = gettext.translation("explorer", Path(__file__).parent / "text", fallback=True)


def _(message: str) -> str:
    """Return ``message`` in the user's language; English where nobody has translated it."""
    return _catalogue.gettext(message)
