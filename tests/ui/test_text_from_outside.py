"""Text that came from outside (links, titles, notes, file names, messages) is shown as text.

Streamlit reads messages, labels and tooltips as Markdown: a picture in the parameter of a link
would make the browser of whoever follows it ask another server.
"""

import ast
import json
import shutil
from dataclasses import replace
from itertools import cycle

import pytest
import streamlit as st

from tests.support.data.outside import (
    HOSTILE,
    look,
    markup_from_outside,
    parameters,
    parameters_noted,
)
from tests.support.pages import ROOT, open_page, sentences
from ui.text.outside import code, error_sentence, in_markdown, quoted
from ui.widgets.frame.navigation import PAGES
from vae_core.errors import RunError
from vae_core.jobs import records
from vae_core.jobs.records import Job, Status
from vae_core.runs.load import load_run
from vae_core.runs.notes.metadata import update_metadata

SOURCES = sorted((ROOT / "ui").rglob("*.py"))


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("a run of 12 images, as usual.", "a run of 12 images, as usual."),
        ("![x](http://e.example)", "!\\[x\\](http\\:\u2060//e.example)"),
        ("<b> & $x$", r"\<b\> \& \$x\$"),
        (
            ":red[x] :smile: :material/home:",
            "\\:red\\[x\\] \\:\u2060smile: \\:\u2060material/home\\:",
        ),
        ("www.e.example, a@e.example", "www\u2060.e.example, a\u2060@e.example"),
        ("1. x", r"1\. x"),
        ("- x", r"\- x"),
        ("=== x", r"\=== x"),
        ("a\n\n# b\tc", r"a \# b c"),
        ("--fresh ->", "\\-\u2060-fresh -\u2060\\>"),
        ("\u202ex\x07", "\ufffdx\ufffd"),
    ],
)
def test_markup_is_escaped_and_plain_text_stays_as_it_is(text, escaped):
    assert in_markdown(text) == escaped
    assert quoted(text) == error_sentence(RunError(text)) == escaped


def test_code_stays_one_piece():
    assert code("a `b` ![c](d)\n\n# e") == "`a  b  ![c](d) # e`"


# ---- what is written in the source -----------------------------------------------------------

# What makes text of an error or of somebody else harmless.
_SAFE = {
    "isinstance",
    "in_markdown",
    "quoted",
    "error_sentence",
    "show_error",
    "code",
    "html",
    "explained",
}
# Calls of Streamlit whose texts are read as Markdown, and which of their arguments.
_MARKDOWN = {
    "error", "warning", "info", "success", "toast", "caption", "markdown", "subheader", "header",
    "title", "button", "link_button", "page_link", "popover", "expander", "spinner", "progress",
    "metric", "checkbox", "toggle", "radio", "tabs", "dialog", "form_submit_button",
}  # fmt: skip
# Calls and attributes that are what others wrote.
_OUTSIDE_CALLS = {"run_title", "job_title", "kept_error_text"}
_OUTSIDE_FIELDS = {"notes", "message", "query_params"}


def _handlers(tree):
    """Names of caught errors, with the lines in which they are known."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and node.name:
            yield node


def _called(node) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _unsafe(node, is_outside):
    """Every part of an expression that is from outside and in no call that makes it harmless."""
    if isinstance(node, ast.Call) and _called(node) in _SAFE:
        return
    if is_outside(node):
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _unsafe(child, is_outside)


def _errors_as_text(tree):
    """Each place where a caught error becomes text by itself, but to raise another."""
    for handler in _handlers(tree):

        def is_text(node, name=handler.name):
            shown = (
                node.args + [k.value for k in node.keywords] if isinstance(node, ast.Call) else []
            )
            if isinstance(node, ast.FormattedValue):
                shown = [node.value]
            return any(isinstance(one, ast.Name) and one.id == name for one in shown)

        for statement in handler.body:
            if not isinstance(statement, ast.Raise):
                yield from _unsafe(statement, is_text)


def _shown_from_outside(tree):
    """Each text of others in a call of Streamlit that reads Markdown, escaped by nothing."""

    def is_outside(node):
        if isinstance(node, ast.Call):
            return _called(node) in _OUTSIDE_CALLS
        return isinstance(node, ast.Attribute) and node.attr in _OUTSIDE_FIELDS

    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _called(node) in _MARKDOWN:
            texts = [k.value for k in node.keywords if k.arg in ("label", "help", "body", "text")]
            for text in [*node.args[:1], *texts]:
                yield from _unsafe(text, is_outside)


def test_no_page_turns_an_error_into_text_by_itself():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in _errors_as_text(ast.parse(path.read_text(encoding="utf-8")))
    ] == []


def test_no_message_is_built_of_what_others_wrote():
    assert [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in SOURCES
        for node in _shown_from_outside(ast.parse(path.read_text(encoding="utf-8")))
    ] == []


@pytest.mark.parametrize(
    ("source", "count"),
    [
        ("try: f()\nexcept E as error: st.error(str(error))", 1),
        ("try: f()\nexcept E as error: why = f'No: {error}'", 1),
        ("try: f()\nexcept E as error: t = _('{why}').format(why=error)", 1),
        ("try: f()\nexcept E as error: st.warning(in_markdown(str(error)))", 0),
        ("try: f()\nexcept E as error: show_error(error, st.info)", 0),
        ("try: f()\nexcept E as error: raise Other(str(error)) from error", 0),
        ("st.caption(f'{run_title(run)}.')", 1),
        ("st.page_link(PAGE, label=shell.run_title(run))", 1),
        ("st.error(status.message)", 1),
        ("st.error(in_markdown(status.message))", 0),
        ("st.text(status.message)", 0),
    ],
)
def test_the_check_finds_a_message_that_is_built_without_it(source, count):
    tree = ast.parse(source)
    assert len([*_errors_as_text(tree), *_shown_from_outside(tree)]) == count


# ---- what is on the pages ---------------------------------------------------------------------


@pytest.fixture
def hostile_runs(trained, checkpoints, unattended, monkeypatch):
    """Runs and jobs in which every text that somebody can write is hostile."""
    text = f"{HOSTILE[0]} {HOSTILE[3]}"
    for name in ("tiny", "other", "www.evil.example"):
        folder = checkpoints / "uci-digits" / name
        shutil.copytree(trained.folder, folder)
        run = load_run(f"uci-digits/{name}")
        update_metadata(run, title=f"{text} {name[0]}", notes="\n\n".join(HOSTILE), by=("ann",))
        for file, key in (("metrics.json", "device"), ("config.json", "preset")):
            values = json.loads((folder / file).read_text(encoding="utf-8"))
            values[key] = HOSTILE[3] + HOSTILE[0]
            (folder / file).write_text(json.dumps(values), encoding="utf-8")
    for state in ("failed", "aside", "waiting"):
        job = Job(
            f"uci-digits/{state}", replace(trained.config, preset="x"), "2026-01-01", text, ("a",)
        )
        records.write_job(job)
        records.write_status(job.id, Status(state, message=f"It failed: {text}"))
    damaged = checkpoints / "uci-digits" / "damaged"
    damaged.mkdir()
    (damaged / "config.json").write_text(json.dumps({HOSTILE[0]: 1}), encoding="utf-8")


@pytest.mark.slow
@pytest.mark.parametrize("page", [page.file for page in PAGES])
def test_what_others_wrote_is_text_on_every_page(page, hostile_runs):
    names, seen = parameters(), []
    hostile = [dict(zip(names, cycle(HOSTILE[n:] + HOSTILE[:n]), strict=False)) for n in (0, 1)]
    opened = [*hostile, {"dataset": "uci-digits", "run": "tiny"}, {"run": "uci-digits/tiny"}]
    opened += [
        {"a": "uci-digits/tiny", "b": "uci-digits/other"},
        {"left": "tiny", "right": "other"},
    ]
    st.cache_resource.clear()
    with parameters_noted() as noted:
        while opened:
            query = opened.pop()
            seen.append(query)
            app = look(page, query)
            assert not app.exception
            assert markup_from_outside(app) == [], query
            for name in {"view", "tool", "way", "section"} & set(noted):
                views = [{name: value} for value in noted[name].allowed.split(", ")]
                opened += [view for view in views if view not in [*seen, *opened]]


@pytest.mark.parametrize("job", ["failed", "aside", "waiting", HOSTILE[0], HOSTILE[5]])
def test_the_messages_of_a_job_are_text(job, hostile_runs):
    app = open_page("pages/4_Train.py", view="watch", job=f"uci-digits/{job}")
    assert markup_from_outside(app) == []
    assert job not in ("failed", "aside") or "It failed: ![q](//evil.example)" in " ".join(
        element.value.replace("\\", "") for element in (*app.error, *app.info)
    )


def test_a_damaged_job_is_named_on_train_and_by_the_command(hostile_runs, checkpoints, call):
    name = "a) ![q](//evil.example"
    job = checkpoints / "uci-digits" / ".training" / f"{name.replace('/', '-')}.job"
    job.write_text("{}", encoding="utf-8")
    app = open_page("pages/4_Train.py", view="runs")
    sentence = "The job uci-digits/a) ![q](--evil.example is damaged and is not trained"
    assert sentence in sentences(app)
    assert markup_from_outside(app) == []
    assert sentence in call("queue")[2]
