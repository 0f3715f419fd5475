"""The limits: the file that comes with the app, other files, and what is wrong with some."""

import os

import pytest

from vae_core.errors import ConfigError
from vae_core.jobs.limits import Limits, MachineLimits, limits_file, load_limits


@pytest.fixture
def file(tmp_path, monkeypatch):
    path = tmp_path / "limits.toml"
    monkeypatch.setenv("VAE_LIMITS", str(path))
    return path


def test_the_file_that_comes_with_the_app_says_the_defaults(monkeypatch):
    monkeypatch.delenv("VAE_LIMITS", raising=False)
    assert limits_file().exists()
    assert load_limits() == Limits()


def test_without_a_file_the_defaults_hold(file):
    assert load_limits() == Limits()


def test_a_file_changes_what_it_names(file):
    file.write_text(
        '[training]\nepochs = 5\n[queue]\nengine = "redis://there:6379/0"\n', encoding="utf-8"
    )
    limits = load_limits()
    assert (limits.training.epochs, limits.queue.engine) == (5, "redis://there:6379/0")
    assert limits.training.batch_size == Limits().training.batch_size


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[training\n", "cannot be read"),
        ("[class]\n", r"unknown table \[class\]"),
        ("training = 5\n", r"\[training\] in .* must be a table"),
        ("[training]\nepoch = 5\n", r"unknown setting 'epoch' in \[training\]"),
        ("[training]\nepochs = 0\n", "must be a whole number at least 1, not 0"),
        ("[training]\nepochs = true\n", "must be a whole number at least 1, not True"),
        ("[training]\nepochs = 2.5\n", "must be a whole number at least 1, not 2.5"),
        ("[queue]\nengine = 5\n", "must be text, not 5"),
        ("[machine]\nheld = -1\n", "must be a whole number at least 0, not -1"),
        ("[queue]\nin_all = " + "9" * 5_000 + "\n", "cannot be read"),
        ("[queue]\nin_all = " + "[" * 100_000, "cannot be read"),
    ],
)
def test_what_is_wrong_is_said_with_the_file(file, text, said):
    file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=said) as error:
        load_limits()
    assert str(file) in str(error.value)


def test_a_training_leaves_a_core_free_where_there_are_more_than_two(monkeypatch):
    for cores, threads in ((1, 1), (2, 2), (4, 3), (16, 15)):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        assert MachineLimits().torch_threads() == threads
        assert MachineLimits(threads=2).torch_threads() == min(2, cores)
