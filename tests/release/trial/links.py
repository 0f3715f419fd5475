"""Links with drawn parameters, sound and hostile, over all pages: each opens, and nothing that a
link or somebody's title brings is read as markup."""

from __future__ import annotations

import random
import re
import tempfile
import time
from pathlib import Path

from tests.release.trial.damaged_files import checkpoints
from tests.release.trial.result import Part, Result
from tests.support.data.outside import (
    HOSTILE,
    look,
    markup_from_outside,
    parameters,
    parameters_noted,
)
from tests.support.pages import sentences
from ui.services.address.url_state import Parameter
from ui.widgets.frame.navigation import PAGES
from vae_core.jobs import records
from vae_core.jobs.records import Job, Status
from vae_core.runs.load import list_runs
from vae_core.runs.notes.metadata import SHIPPED, update_metadata

# Texts that have broken readers of links elsewhere.
_ODD = (
    "", " ", "-1", "0", "1", "7", "1e2", "1e309", "nan", "-inf", "9" * 5_000, "-" + "9" * 5_000,
    "٣", "1_0", "0x10", "1,2", "1,,2", "0.5,-0.5", "," * 2_000, "0.1," * 2_000, "3,3", "99999,1",
    "../../etc/passwd", "uci-digits/../x", "uci-digits/", "/", "//", "a/b/c", "\x00", "\r\n\r\n# q",
    "{text}", "{0}", "%s", "%(q)s", "__class__", "None", "null", "true", "x" * 20_000, "\u202eq",
    "👩‍👩‍👧", "\uffff", "' or 1=1 --", "${q}", "<script>q</script>", "javascript:q", "view:30,20",
    "space:999,99", "pc",
)  # fmt: skip
# Sound for some parameter.
_SOUND = (
    "uci-digits", "mnist", "fashion-mnist", "vae-2d", "ae-2d", "uci-digits/vae-2d",
    "vae-2d-any-beta",
    "uci-digits/vae-2d,uci-digits/ae-2d", "uci-digits/failed", "0.2,-0.4", "0,1", "2", "12", "0.5",
)  # fmt: skip
_RANGE = re.compile(r"(-?[\d,]*\d(?:\.\d+)?) to (-?[\d,]*\d(?:\.\d+)?)")


def run(seed: int, count: int) -> Result:
    """Open `count` links drawn with a seed, in turn over the pages."""
    chance, result = random.Random(seed), Result()
    names = parameters()
    with (
        tempfile.TemporaryDirectory() as folder,
        checkpoints(Path(folder)) as (root, _sound),
        parameters_noted() as noted,
    ):
        _write_hostile(root)
        # What a page reads is known once it was opened
        known: dict[str, dict[str, Parameter]] = {page.file: {} for page in PAGES}
        for case in range(count):
            page = PAGES[case % len(PAGES)].file
            noted.clear()
            query = _query(chance, known[page], names)
            result.cases += 1
            began = time.monotonic()
            problem = _open(page, query, result)
            known[page].update(noted)
            if problem:
                short = {name: text[:60] for name, text in query.items()}
                result.fail(f"{page} {short}: {problem}")
            slowest = max(result.figures.get("s at most", 0), round(time.monotonic() - began))
            result.figures["s at most"] = slowest
        result.figures["parameters read"] = len({name for one in known.values() for name in one})
    return result


def _open(page: str, query: dict[str, str], result: Result) -> str | None:
    """What went wrong when a page was opened; None where it stood."""
    try:
        app = look(page, query)
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    if app.exception:
        return f"an error on the page: {app.exception[0].message}"
    if not (app.get("html") or app.markdown):
        return "nothing is on the page"
    result.count("with a sentence on the page", bool(sentences(app)))
    if found := markup_from_outside(app):
        return f"it reads as markup: {found[0][:300]}"
    return None


def _query(chance: random.Random, known: dict[str, Parameter], names: list[str]) -> dict[str, str]:
    """A few parameters, most of them such as the page reads; a view of it, often."""
    read = sorted(known) or names
    chosen = {chance.choice(read if chance.random() < 0.7 else names) for _ in range(5)}
    chosen |= {name for name in ("view", "section", "tool", "way") if chance.random() < 0.6}
    return {name: _text(chance, known.get(name)) for name in sorted(chosen)}


def _text(chance: random.Random, parameter: Parameter | None) -> str:
    """A text for a parameter: one that it allows, one sound for another, or a hostile one."""
    kind = chance.random()
    if parameter and kind < 0.5:
        if numbers := _RANGE.search(parameter.allowed):
            low, high = (float(number.replace(",", "")) for number in numbers.groups())
            return f"{chance.uniform(low, high):.0f}"
        return chance.choice(parameter.allowed.split(", "))
    if kind < 0.65:
        return chance.choice(_SOUND)
    return chance.choice(HOSTILE if kind < 0.85 else _ODD)


def _write_hostile(root: Path) -> None:
    """Make every text that somebody can write hostile."""
    (root / SHIPPED).unlink()  # What comes with the app has no title of a visitor
    text = f"{HOSTILE[0]} {HOSTILE[3]}"
    for number, run_ in enumerate(list_runs(root)[0]):
        update_metadata(run_, title=f"{text} {number}", notes="\n\n".join(HOSTILE), by=("ann",))
    config = list_runs(root)[0][0].config
    for state in ("failed", "aside", "waiting"):
        job = Job(f"{config.dataset}/{state}", config, "2026-01-01", text, ("ann",))
        records.write_job(job, root)
        records.write_status(job.id, Status(state, message=f"It failed: {text}"), root)


PART = Part("links", "A link with sound and hostile parameters is opened", 2_000, 8, run)
