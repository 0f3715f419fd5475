"""One HTML file with the live plane of a run, which opens from the disk, without a server.

It is made of the app's own JavaScript: the same text that browsers fetch from the app, and a few
lines (`page.js`) that answer in Python's place. `vae_core.export.from_app` calls `page`.
"""

from __future__ import annotations

import base64
import json
import re
from html import escape
from pathlib import Path
from string import Template

from ui.components.bundling import bundle
from ui.components.bundling.minify import bare, bare_css
from ui.components.planes.explorer import payload
from ui.components.planes.explorer.run_scene import run_scene
from ui.services.address.plane_url import default_axes
from ui.styles.inks import inks
from ui.styles.palette import css, dark, light
from ui.text.words import LANGUAGE, _
from ui.widgets.frame.shell import run_title
from vae_core.latent.geometry import start_point
from vae_core.runs.conditions.at_beta import card_of
from vae_core.runs.run import Run

_FOLDER = Path(__file__).parent
# Nothing is fetched, whatever the page says: all that it needs is in it.
_POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; img-src data: blob:"
)
_MOUNTED, _HERE = "export default mountAs(Explorer);", "const mount = mountAs(Explorer);"
_IMPORT = re.compile(r"^import .*\n", re.MULTILINE)
_FONT = '"Source Sans 3", "Source Sans Pro", system-ui, sans-serif'


def page(run: Run) -> bytes:
    """The file. Raises RunError where a file of the run is damaged."""
    files: dict[str, bytes] = {}

    def keep(content: bytes, name: str) -> str:
        files[name] = content
        return name

    axes = default_axes(run.config.model.latent_dim)
    scene = run_scene(run, start_point(run.latents), axes=axes, rev=0)
    data = payload(scene, keep)
    data["words"] = data["words"] | {
        "fallback": _("The live plane could not start in this browser.")
    }
    info = run.dataset_info
    text = Template(_text("page.html")).substitute(
        language=LANGUAGE,
        policy=_POLICY,
        title=escape(f"{run_title(run)} · {info.title}"),
        question=escape(
            _(
                "Each dot is one test image, encoded as {n} numbers. "
                "Drag anywhere: the decoder draws what lives there."
            ).format(n=run.config.model.latent_dim)
            if run.config.model.latent_dim > 1
            else _(
                "Each dot is one test image, encoded as one number. "
                "Drag anywhere: the decoder draws what lives there."
            )
        ),
        noscript=escape(_("This page needs JavaScript.")),
        about=escape(_("About this model")),
        offline=escape(_("This file holds the model: it works offline and sends nothing.")),
        card=escape(card_of(run)),
        style=f"{_themes()}\n{bare_css(_text('page.css'))}",
        data=_json(data),
        files="\n".join(
            f'<script type="text/base64" id="{name}">{base64.b64encode(content).decode()}</script>'
            for name, content in files.items()
        ),
        script=_script(),
    )
    return text.encode()


def _script() -> str:
    """The bundle of the live plane and `page.js` as one module, safe inside a script element."""
    joined = bundle.javascript(_FOLDER.parent)
    if joined.count(_MOUNTED) != 1:
        raise ValueError(f"The live plane's main.js does not end in {_MOUNTED}")
    own = bare(_IMPORT.sub("", _text("page.js")))
    return "\n".join([joined.replace(_MOUNTED, _HERE), own]).replace("</script", "<\\/script")


def _themes() -> str:
    """Both themes of the app as the variables that Streamlit would set."""
    blocks = []
    for name, palette in (("light", light()), ("dark", dark())):
        variables = {
            "--st-background-color": css(palette.paper),
            "--st-text-color": css(palette.ink),
            "--st-primary-color": inks(name)["accent"],
            "--st-chart-categorical-colors": ",".join(map(css, palette.classes)),
            "--st-font": _FONT,
            "--lse-least": "12px",
        }
        lines = "".join(f"{key}:{value};" for key, value in variables.items())
        blocks.append(f":root{{color-scheme:light dark;{lines}}}")
    return f"{blocks[0]}\n@media (prefers-color-scheme: dark){{{blocks[1]}}}"


def _json(values: object) -> str:
    """JSON that cannot end the script element it stands in."""
    return json.dumps(values, separators=(",", ":"), allow_nan=False).replace("<", "\\u003c")


def _text(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")
