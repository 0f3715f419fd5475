"""The queue: who asks gets in line once, and within limits."""

import json
import shutil
from dataclasses import replace

import pytest

from tests.support.runs.fits import with_training
from vae_core.cli import queue as cli_queue
from vae_core.cli.main import main
from vae_core.errors import ConfigError, RunError
from vae_core.jobs import engine, queue, records
from vae_core.jobs.limits import Limits, QueueLimits, TrainingLimits
from vae_core.jobs.queue import Enqueued, enqueue, positions, set_pace, want
from vae_core.jobs.records import Status, Wish
from vae_core.models.presets import make_config
from vae_core.training.train import train

RUN = "uci-digits/tiny"


@pytest.fixture
def alone(checkpoints, unattended):
    """A queue that nobody works off."""
    return checkpoints


def test_who_asks_gets_in_line(alone, tiny):
    for seed in range(3):
        enqueue(with_training(tiny, seed=seed), f"seed-{seed}", title="Mine", visitor="ab")
    assert positions() == {"uci-digits/seed-0": 1, "uci-digits/seed-1": 2, "uci-digits/seed-2": 3}
    job = records.read_job("uci-digits/seed-1")
    assert (job.title, job.by, job.config) == ("Mine", ("ab",), with_training(tiny, seed=1))


def test_a_job_has_the_threads_and_the_name_that_it_was_given(alone, tiny):
    enqueue(tiny, threads=3)
    assert records.read_job(RUN).threads == 3
    other = make_config("vae-2d", "uci-digits", seed=4)
    assert enqueue(other).id == "uci-digits/vae-2d_seed-4"
    with pytest.raises(ConfigError, match="threads must be a whole number from 0 to 1024"):
        enqueue(with_training(tiny, seed=1), threads=-1)


def test_the_first_free_seed_is_of_runs_and_of_jobs(alone, tiny):
    assert queue.untrained_seed(tiny) == 0
    enqueue(tiny)
    train(with_training(tiny, seed=1), "one", film="none", iwae_samples=0)
    enqueue(with_training(tiny, seed=3), "three")
    assert queue.untrained_seed(tiny) == 2
    assert queue.untrained_seed(with_training(tiny, epochs=3)) == 0


def test_the_list_names_the_run_of_what_is_being_trained(alone, tiny, capsys):
    enqueue(tiny)
    for state, run in (("waiting", ""), ("training", ""), ("stopped", f"{RUN}-stopped")):
        records.write_status(RUN, Status(state=state, run=run, host="elsewhere"))
        assert main(["queue", "--json"]) == 0
        [job] = json.loads(capsys.readouterr().out)
        assert (job["job"], job["run"], job["state"]) == (RUN, run or RUN, state)


def test_watching_without_a_terminal_is_a_line_a_state_and_an_epoch(
    alone, tiny, trained, monkeypatch, capsys
):
    def record(epoch):
        figures = dict.fromkeys(("loss", "recon", "kl", "val_kl", "beta"), 1.0)
        return figures | {"epoch": epoch, "val_recon": 200.0 + epoch, "seconds": 2.0 * epoch}

    enqueue(tiny)
    later = iter([("training", 1), ("training", 1), ("training", 2), ("done", 2)])

    def go_on(_seconds):
        state, epochs = next(later)
        history = tuple(map(record, range(1, epochs + 1)))
        status = Status(state=state, history=history, host="elsewhere", run=RUN)
        records.write_status(RUN, status)

    monkeypatch.setattr(cli_queue.time, "sleep", go_on)
    shutil.copytree(trained.folder, alone / RUN)
    assert main(["watch", RUN]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert [line for line in lines if line.strip()] == [
        "place 1 in the queue",
        "epoch 1 of 2  loss 202.00  2 s",
        "training",
        "epoch 2 of 2  loss 203.00  4 s",
    ]


def test_the_same_config_is_trained_once(alone, tiny):
    assert enqueue(tiny, visitor="ab") == Enqueued(RUN)
    again = replace(tiny, preset="other")  # The preset it came from is no part of it
    assert enqueue(again, "another-name", visitor="cd") == Enqueued(RUN, joined=True, by=("ab",))
    assert enqueue(tiny, visitor="ab") == Enqueued(RUN, joined=True, by=("ab",))
    job = records.read_job(RUN)
    assert (job.by, job.followers) == (("ab",), ("cd",))  # Who follows owns nothing
    assert positions() == {RUN: 1}


def test_what_the_command_line_asked_for_belongs_to_nobody(alone, tiny):
    enqueue(tiny)
    enqueue(tiny, visitor="ab")
    assert (records.read_job(RUN).by, records.read_job(RUN).followers) == ((), ("ab",))


def test_following_counts_against_the_limit_until_it_ends(alone, tiny):
    limits = Limits(queue=QueueLimits(per_visitor=1))
    enqueue(tiny, visitor="ab", limits=limits)
    enqueue(tiny, visitor="cd", limits=limits)
    with pytest.raises(RunError, match="You have or follow 1 training"):
        enqueue(with_training(tiny, seed=1), visitor="cd", limits=limits)
    enqueue(tiny, visitor="cd", limits=limits)  # Followed already
    queue.unfollow(RUN, "cd")
    queue.unfollow(RUN, "cd")
    queue.unfollow("uci-digits/none", "cd")
    enqueue(with_training(tiny, seed=1), "mine", visitor="cd", limits=limits)
    with pytest.raises(RunError, match="You have or follow 1 training"):
        enqueue(tiny, visitor="cd", limits=limits)
    assert records.read_job(RUN).followers == ()


def test_one_network_address_has_its_own_limit_however_many_browsers(alone, tiny):
    limits = Limits(queue=QueueLimits(per_address=2))
    for n in range(2):
        enqueue(
            with_training(tiny, seed=n), f"n{n}", visitor=f"v{n}", address="here", limits=limits
        )
    with pytest.raises(RunError, match="2 trainings from your network"):
        enqueue(with_training(tiny, seed=2), visitor="v2", address="here", limits=limits)
    enqueue(with_training(tiny, seed=2), visitor="v2", address="elsewhere", limits=limits)
    enqueue(with_training(tiny, seed=3), "by-command", limits=limits)


def test_a_config_that_is_trained_already_is_not_trained_again(alone, tiny):
    train(tiny, "there", film="none", iwae_samples=0)
    assert enqueue(tiny) == Enqueued("uci-digits/there", there=True)
    assert records.jobs() == []


def test_a_run_that_was_stopped_does_not_count_as_trained(alone, tiny):
    train(tiny, film="none", iwae_samples=0, watch=lambda trainer: trainer.finish())
    assert enqueue(tiny) == Enqueued(RUN)


def test_a_title_that_is_too_long_is_refused(alone, tiny):
    with pytest.raises(ConfigError, match="A title has at most 60 characters"):
        enqueue(tiny, title="x" * 61)
    assert records.jobs() == []


def test_a_name_that_is_taken_gets_a_number(alone, tiny):
    assert enqueue(tiny).id == RUN
    assert enqueue(with_training(tiny, seed=1)).id == f"{RUN}-2"
    train(with_training(tiny, seed=2), "tiny-3", film="none", iwae_samples=0)
    assert enqueue(with_training(tiny, seed=3)).id == f"{RUN}-4"
    long = "x" * 64
    assert [enqueue(with_training(tiny, seed=s), long).id for s in (4, 5)] == [
        f"uci-digits/{long}",
        f"uci-digits/{long[:-2]}-2",
    ]


@pytest.mark.parametrize("name", ["../x", "A b", "", "x" * 65])
def test_a_name_is_never_a_path(alone, tiny, name):
    if name:
        with pytest.raises(ConfigError, match="cannot name a run"):
            enqueue(tiny, name)
    else:
        assert enqueue(tiny, name).id == RUN


def test_a_visitor_has_a_few_places_and_all_together_more(alone, tiny):
    limits = Limits(queue=QueueLimits(per_visitor=2, in_all=3))
    for seed in (1, 2):
        enqueue(with_training(tiny, seed=seed), visitor="ab", limits=limits)
    with pytest.raises(RunError, match="You have or follow 2 trainings in the queue"):
        enqueue(with_training(tiny, seed=3), visitor="ab", limits=limits)
    enqueue(with_training(tiny, seed=3), visitor="cd", limits=limits)
    with pytest.raises(RunError, match="The queue is full: 3 trainings"):
        enqueue(with_training(tiny, seed=4), visitor="ef", limits=limits)
    want(f"{RUN}-2", "discard")
    assert enqueue(with_training(tiny, seed=4), visitor="ab", limits=limits).id == f"{RUN}-2"


@pytest.mark.parametrize(
    ("most", "said"),
    [
        ({"epochs": 1}, "2 epochs are too many here: at most 1"),
        ({"batch_size": 100}, "128 images in a batch are too many"),
        ({"latent_dim": 1}, "2 latent dimensions are too many"),
        ({"parameters": 10_000}, "[0-9,]+ parameters are too many here: at most 10,000"),
    ],
)
def test_a_visitor_keeps_to_the_limits_and_the_command_line_need_not(alone, tiny, most, said):
    limits = Limits(training=TrainingLimits(**most))
    with pytest.raises(ConfigError, match=said):
        enqueue(tiny, visitor="ab", limits=limits)
    assert records.jobs() == []
    assert enqueue(tiny, limits=limits).id == RUN


def test_who_leaves_before_it_begins_leaves_nothing_to_train(alone, tiny):
    enqueue(tiny)
    want(RUN, "stop")  # There is nothing yet to keep
    assert records.status(RUN).state == "discarded"
    assert positions() == {}
    assert enqueue(tiny) == Enqueued(RUN)


def test_what_was_put_aside_goes_on_when_that_is_wished(alone, tiny):
    enqueue(tiny)
    engine._client(alone, "sqlite", None)[0].dequeue()
    records.write_status(RUN, Status("aside", 5, 18, message="It made room."))
    assert positions() == {}
    want(RUN, "go")
    assert (positions(), records.status(RUN).state, records.status(RUN).message) == (
        {RUN: 1},
        "waiting",
        "",
    )


def test_a_wish_leaves_the_pace_and_a_pace_the_wish(alone, tiny):
    enqueue(tiny)
    set_pace(RUN, 3.0)
    want(RUN, "pause")
    assert records.wish(RUN) == Wish("pause", 3.0)
    set_pace(RUN, None)
    assert records.wish(RUN) == Wish("pause", None)
    for wrong in (0, -1.0, float("nan"), float("inf")):
        with pytest.raises(ConfigError, match="A pace is"):
            set_pace(RUN, wrong)


def test_nobody_wishes_for_what_is_not_there(alone):
    with pytest.raises(RunError, match="is not being trained"):
        want(RUN, "go")


def test_an_engine_that_is_none_is_said(alone, tiny, monkeypatch, tmp_path):
    file = tmp_path / "limits.toml"
    monkeypatch.setenv("VAE_LIMITS", str(file))
    for kind, said in (
        ("rabbit", "The engine of the queue is 'sqlite' or 'redis"),
        ("redis://localhost:1/0", r"pip install redis|cannot be reached"),
    ):
        file.write_text(f'[queue]\nengine = "{kind}"\n', encoding="utf-8")
        with pytest.raises((ConfigError, RunError), match=said):
            enqueue(tiny)


def test_messages_are_json(alone, tiny):
    enqueue(tiny)
    (message,) = engine._client(alone, "sqlite", None)[0].storage.enqueued_items()
    assert b"uci-digits/tiny" in message
    assert message.startswith(b"[")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["queue", "stop"], "Write 'queue'"),
        (["queue", "list", RUN], "Write 'queue'"),
        (["queue", "stop", RUN], "is not being trained"),
        (["watch", RUN], "is not being trained"),
        (["watch", "../x"], "names no run"),
    ],
)
def test_the_command_line_refuses_in_a_sentence(alone, words, said, capsys):
    assert main(words) == 1
    assert said in capsys.readouterr().err


def test_following_what_failed_says_why(alone, tiny, capsys):
    enqueue(tiny)
    records.write_status(RUN, Status("failed", message="The disk is full."))
    assert main(["watch", RUN]) == 1
    assert capsys.readouterr().err.endswith("error: The disk is full.\n")
