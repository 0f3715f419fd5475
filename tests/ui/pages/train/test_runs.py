"""The runs that were trained here, through AppTest: titles, notes, pins, deleting, and who may."""

import json
import shutil

import pytest
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.pages import button, plain, sentences
from ui.pages.train.runs import row
from ui.services.visitor import operator
from ui.widgets.frame import shell
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.notes.metadata import SHIPPED, metadata, update_metadata
from vae_core.runs.run import Run
from vae_core.training.train import train

TITLE = "<b>Ours</b> & *yours*"


@pytest.fixture
def run(spoilable) -> Run:
    run = load_run("uci-digits/tiny")
    update_metadata(run, by=("somebody",))
    return run


@pytest.fixture
def may(monkeypatch):
    """Whoever looks is the operator of this machine and may change everything; `may(False)`:
    nothing."""
    monkeypatch.setattr(operator, "needs_token", lambda: False)

    def set_(allowed: bool) -> None:
        monkeypatch.setattr(row, "may_change", lambda by: allowed)

    set_(True)
    return set_


def open_page() -> AppTest:
    return pages.open_page("pages/4_Train.py", view="runs")


def drawn(app: AppTest) -> str:
    return plain(" ".join(e.value for kind in (app.get("html"), app.markdown) for e in kind))


def labels(app: AppTest) -> set[str]:
    return {b.label for b in app.button}


def test_a_run_is_listed_with_what_it_is_and_takes(run, may):
    update_metadata(run, title=TITLE, notes="<i>line</i>\nline two")
    page = drawn(open_page())
    assert "&lt;b&gt;Ours&lt;/b&gt; &amp; *yours*" in page and "<b>Ours" not in page
    assert "&lt;i&gt;line&lt;/i&gt;\nline two" in page
    assert "UCI digits · VAE · 784–16–2 · 2-D latent · β 1" in page
    assert "<code>uci-digits/tiny</code>" in page and "of 2,000 MB taken" in page
    assert "Test −ELBO" in page


def test_nothing_trained_is_said(checkpoints, may):
    assert "Nothing was trained here yet" in sentences(open_page())


def test_a_title_is_given_and_shown_wherever_runs_are_listed(run, may):
    app = open_page()
    button(app, "Rename, notes").click().run()
    app.text_input[0].set_value(TITLE)
    app.text_area[0].set_value("Falls late.")
    button(app, "Keep").click().run()
    assert not app.exception and not sentences(app)
    assert (metadata(run).title, metadata(run).notes) == (TITLE, "Falls late.")
    assert not app.text_input
    assert shell.run_title(run) == TITLE
    assert load_run("uci-digits/tiny").folder == run.folder
    explore = pages.open_page(dataset="uci-digits", run="tiny")
    assert TITLE in next(s for s in explore.selectbox if s.label == "Model run").options
    assert "Falls late." in " ".join(c.value for c in explore.caption)
    for query in ({}, {"run": "uci-digits/tiny"}):
        gallery = pages.open_page("pages/5_Gallery.py", **query)
        html = " ".join(e.value for e in gallery.get("html"))
        assert "&lt;b&gt;Ours&lt;/b&gt; &amp; *yours*" in html and "<b>Ours" not in html


def test_a_bad_text_is_a_sentence_and_stays_as_it_was_typed(run, may):
    update_metadata(run, title="before")
    app = open_page()
    button(app, "Rename, notes").click().run()
    long = "x" * 61
    app.text_input[0].set_value(long)
    button(app, "Keep").click().run()
    assert not app.exception
    assert "at most 60 characters; this one has 61" in sentences(app)
    assert app.text_input[0].value == long
    assert metadata(run).title == "before"
    button(app, "Cancel").click().run()
    assert not app.text_input and metadata(run).title == "before"


def test_pin_and_unpin(run, may):
    app = open_page()
    button(app, "Pin").click().run()
    assert metadata(run).pinned and "pinned</span>" in drawn(app)
    button(app, "Unpin").click().run()
    assert not metadata(run).pinned


def test_a_pin_that_would_leave_no_room_is_refused(run, may, monkeypatch, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text("[disk]\nvisitors_runs = 1\n", encoding="utf-8")
    monkeypatch.setenv("VAE_LIMITS", str(limits))
    (run.folder / "ballast").write_bytes(b"x" * 600_000)
    app = open_page()
    button(app, "Pin").click().run()
    assert "more than half of the 1 MB" in sentences(app)
    assert not metadata(run).pinned


def test_delete_asks_again_and_then_it_is_gone(run, may):
    app = open_page()
    assert list_runs()[0]
    button(app, "Delete it").click().run()
    assert not app.exception
    assert list_runs() == ([], [])
    assert "Nothing was trained here yet" in sentences(app)


def test_what_somebody_else_deleted_meanwhile_is_said(run, may):
    app = open_page()
    button(app, "Rename, notes").click().run()
    shutil.rmtree(run.folder)
    app.text_input[0].set_value("late")
    button(app, "Keep").click().run()
    assert not app.exception
    assert not run.folder.exists()


def test_who_may_not_change_it_is_shown_no_way_to(run, may):
    may(False)
    app = open_page()
    assert "<code>uci-digits/tiny</code>" in drawn(app)
    assert not labels(app) & {"Rename, notes", "Pin", "Delete it"}


def test_what_the_command_line_trained_needs_no_pin(run, may):
    update_metadata(run, by=())
    app = open_page()
    assert "Rename, notes" in labels(app) and "Pin" not in labels(app)


def test_shipped_runs_are_behind_a_toggle_and_protected(run, may, checkpoints):
    (checkpoints / SHIPPED).write_text(json.dumps([run.id]), encoding="utf-8")
    app = open_page()
    assert "<code>uci-digits/tiny</code>" not in drawn(app)
    app.toggle[0].set_value(True).run()
    assert "shipped, protected" in drawn(app) and "<code>uci-digits/tiny</code>" in drawn(app)
    assert not labels(app) & {"Rename, notes", "Pin", "Delete it"}


def test_many_runs_come_twenty_at_a_time(run, may, checkpoints):
    for n in range(22):
        shutil.copytree(run.folder, checkpoints / "uci-digits" / f"copy-{n}")
    app = open_page()
    assert drawn(app).count('class="lse-run"') == 20
    button(app, "Show 3 more").click().run()
    assert drawn(app).count('class="lse-run"') == 23


def test_what_made_room_is_said(run, may, checkpoints):
    gone = {
        "id": "uci-digits/gone",
        "title": "A *title*",
        "made": "",
        "when": "2026-01-02T03:04:05+00:00",
    }
    (checkpoints / ".evicted.json").write_text(
        json.dumps({"format": 1, "evicted": [gone]}), encoding="utf-8"
    )
    page = drawn(open_page())
    assert "“A \\*title\\*”, uci-digits/gone, 2 Jan 2026, 03:04" in page


def test_damaged_limits_are_a_sentence(run, may, monkeypatch, tmp_path):
    limits = tmp_path / "limits.toml"
    limits.write_text("[disk", encoding="utf-8")
    monkeypatch.setenv("VAE_LIMITS", str(limits))
    app = open_page()
    assert "cannot be read" in sentences(app)
    assert "<code>uci-digits/tiny</code>" in drawn(app)


@pytest.mark.parametrize(
    ("page", "query"),
    [
        (None, {"dataset": "uci-digits", "run": "tiny"}),
        ("pages/1_AE_vs_VAE.py", {"dataset": "uci-digits"}),
        ("pages/3_Reconstruct.py", {"dataset": "uci-digits"}),
        ("pages/4_Train.py", {"view": "runs"}),
        ("pages/4_Train.py", {"view": "compare"}),
        ("pages/4_Train.py", {"view": "watch", "job": "uci-digits/tiny"}),
        ("pages/5_Gallery.py", {}),
        ("pages/5_Gallery.py", {"run": "uci-digits/tiny"}),
        ("pages/5_Gallery.py", {"a": "uci-digits/tiny", "b": "uci-digits/plain"}),
        ("pages/6_Latent_tools.py", {"dataset": "uci-digits"}),
    ],
)
def test_no_page_takes_the_markup_of_a_title(run, tiny_ae, checkpoints, page, query):
    for one in (run, train(tiny_ae, "plain", film="none")):
        update_metadata(one, title="<b>Ours</b> & [x](y)", notes="<b>Ours</b>", by=("somebody",))
    app = pages.open_page(page, **query)
    html = [e.value for e in app.get("html")]
    html += [e.value for e in app.markdown if e.allow_html]
    assert not [value for value in html if "<b>Ours" in value]
    text = [e.value for kind in (app.markdown, app.caption) for e in kind]
    assert not [value for value in text if "& [x](y)" in value]
