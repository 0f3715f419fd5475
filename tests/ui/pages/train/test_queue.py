"""The button of Train, its views, the queue, and who asks."""

from dataclasses import replace

from tests.support.pages import sentences
from tests.ui.pages.train.conftest import SMALL, field, look_as, open_page, widget
from ui.pages.train import queue_list
from vae_core.jobs import queue, records
from vae_core.jobs.limits import Limits
from vae_core.jobs.records import Job, Status
from vae_core.jobs.request import OWN, TrainingRequest


def press(app):
    next(b for b in app.button if b.key == "train go").click()
    return app.run()


def ask(tiny, name, state="waiting", by=(), **status):
    run_id = f"uci-digits/{name}"
    records.write_job(Job(run_id, tiny, f"2026-01-02T03:04:05.{name}", f"Job {name}", by))
    if state != "waiting":
        records.write_status(run_id, Status(state=state, host="elsewhere", **status))
    return run_id


def test_the_button_puts_a_training_into_the_queue_and_shows_it(checkpoints):
    app = press(open_page(**SMALL, title="Mine"))
    assert not app.exception
    (job,) = records.jobs()
    assert (job.title, job.by, job.config.training.epochs) == ("Mine", ("ann",), 2)
    assert dict(app.query_params) == {"view": "watch", "job": job.id}
    assert queue.positions() == {job.id: 1}


def test_threads_are_asked_for_up_to_those_of_the_settings():
    app = open_page(dataset="uci-digits", preset="vae-2d")
    assert widget(app, "threads").max == Limits().machine.torch_threads()
    widget(app, "threads").set_value(1).run()
    assert app.code[0].value.endswith(" --threads 1")
    press(app)
    assert [job.threads for job in records.jobs()] == [1]


def test_the_operator_asks_as_the_command_line_does(monkeypatch):
    look_as(monkeypatch, "ann", is_operator=True)
    press(open_page(**SMALL))
    assert [job.by for job in records.jobs()] == [()]


def test_who_asks_for_the_same_follows_and_owns_nothing(monkeypatch):
    press(open_page(**SMALL))
    assert "You asked for the same before" in sentences(press(open_page(**SMALL)))
    look_as(monkeypatch, "bob")
    app = press(open_page(**SMALL))
    assert "you follow it, who asked first steers it" in sentences(app)
    (job,) = records.jobs()
    assert (job.by, job.followers) == (("ann",), ("bob",))
    keys = [button.key for button in app.button]
    assert not {f"discard {job.id}", f"leave {job.id}"} & set(keys)
    next(b for b in app.button if b.key == f"unfollow {job.id}").click().run()
    assert records.read_job(job.id).followers == ()


def test_what_is_there_already_is_shown_and_another_seed_offered(monkeypatch):
    from vae_core.training.train import train

    config = TrainingRequest("uci-digits", OWN, sizes="8", epochs=2).to_config()
    train(config, "own", film="none")
    app = press(open_page(**SMALL))
    assert "was trained before" in sentences(app)
    assert not records.jobs()
    next(b for b in app.button if b.key == "train another seed").click().run()
    assert field(app, "seed") == 1
    assert "was trained before" not in sentences(app)
    press(app)
    assert [job.config.training.seed for job in records.jobs()] == [1]


def test_a_full_queue_is_a_sentence(monkeypatch, tmp_path):
    (tmp_path / "limits.toml").write_text("[queue]\nper_visitor = 1", encoding="utf-8")
    monkeypatch.setenv("VAE_LIMITS", str(tmp_path / "limits.toml"))
    press(open_page(**SMALL))
    app = press(open_page(**SMALL, seed="1"))
    assert "as many as one visitor can" in sentences(app)
    assert len(records.jobs()) == 1
    assert app.query_params["seed"] == "1"


def test_views_are_in_the_link(tiny):
    app = open_page(view="watch")
    assert "Nothing is being trained" in sentences(app)
    for view in ("runs", "compare", "images", "new", "watch"):
        app.segmented_control[0].set_value(view).run()
        assert not app.exception
        assert app.query_params.get("view", "new") == view
    assert "none of new, images, watch" in sentences(open_page(view="<b>"))


def test_what_is_under_way_is_watched_first(tiny):
    ask(tiny, "1")
    at_work = ask(tiny, "2", "training", step=1, total_steps=10, rate=1.0)
    assert queue_list.first_at_work() == at_work
    assert open_page(view="watch").query_params["job"] == at_work


def test_the_form_is_as_it_was_after_another_view():
    app = open_page(**SMALL, beta="3")
    app.segmented_control[0].set_value("runs").run()
    app.segmented_control[0].set_value("new").run()
    assert field(app, "beta") == 3.0
    assert app.query_params["beta"] == "3"


def test_the_queue_says_what_runs_and_what_waits(tiny):
    ask(tiny, "1", "training", step=5, total_steps=10, rate=0.1)
    ask(tiny, "2", by=("ann",))
    ask(tiny, "3", by=("bob",))
    ask(tiny, "4", "failed", message="No.")
    app = open_page()
    said = " ".join(str(element.proto) for element in app.get("html"))
    assert "50 %, 50 s left" in said
    assert [f"Job {n}" in said for n in "1234"] == [True, True, True, False]
    keys = [b.key for b in app.button]
    assert "leave uci-digits/2" in keys
    assert "leave uci-digits/3" not in keys
    next(b for b in app.button if b.key == "leave uci-digits/2").click().run()
    assert records.status("uci-digits/2").state == "discarded"


def test_the_one_that_is_watched_is_not_in_the_list_as_well(tiny):
    run_id = ask(tiny, "1", "training", step=5, total_steps=10, rate=0.1)
    app = open_page(view="watch", job=run_id)
    assert "data-job=" not in " ".join(str(element.proto) for element in app.get("html"))


def test_a_long_queue_is_folded_and_ones_own_stay_in_sight(tiny):
    ask(tiny, "0", "training", step=5, total_steps=10, rate=0.1)
    for n in range(1, 9):
        ask(tiny, str(n), by=("ann",) if n == 8 else ("bob",))
    app = open_page()
    labels = [block.proto.popover.label for block in app.get("popover")]
    assert "5 more wait" in labels
    assert "leave uci-digits/8" in [b.key for b in app.button]


def test_titles_are_no_markup(tiny):
    run_id = ask(tiny, "1", "training", total_steps=10)
    records.write_job(replace(records.read_job(run_id), title="<i>x</i> & **y**"))
    said = " ".join(str(element.proto) for element in open_page().get("html"))
    assert "&lt;i&gt;x&lt;/i&gt; &amp; **y**" in said
