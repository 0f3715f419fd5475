"""The commands for runs that are there: list, show, rename and rm."""

import json
import shutil

import pytest

from vae_core.runs.load import load_run
from vae_core.runs.notes.metadata import metadata

RUN = "uci-digits/tiny"


@pytest.fixture
def three(spoilable, conditioned, recogniser):
    """A VAE, a VAE of every beta and a recogniser."""
    shutil.copytree(conditioned.folder, spoilable.parent / "any-beta")
    shutil.copytree(recogniser.folder, spoilable.parent / "recogniser")
    return spoilable


def _ids(call, *words):
    status, out, _ = call("list", "--json", *words)
    assert status == 0
    return [run["run"].partition("/")[2] for run in json.loads(out)["runs"]]


def test_list_chooses_by_dataset_and_kind(call, three):
    assert _ids(call) == ["any-beta", "recogniser", "tiny"]
    assert _ids(call, "--kind", "vae") == ["any-beta", "tiny"]
    assert _ids(call, "--kind", "ae") == _ids(call, "--dataset", "mnist") == []
    assert call("list", "--dataset", "mnist")[1] == "There are no such runs.\n"


def test_list_sorts_the_best_first_and_what_has_no_figure_last(call, three):
    assert _ids(call, "--sort", "neg-elbo") == ["any-beta", "tiny", "recogniser"]
    knn = {name: load_run(f"uci-digits/{name}").metrics["evaluation"]["knn_accuracy"]
           for name in ("tiny", "any-beta")}  # fmt: skip
    best = sorted(knn, key=knn.get, reverse=True)
    assert _ids(call, "--sort", "knn-accuracy") == [*best, "recogniser"]
    made = [load_run(f"uci-digits/{name}").metrics["made"] for name in _ids(call, "--sort", "made")]
    assert made == sorted(made, reverse=True)


def test_show_says_what_is_known(call, spoilable):
    values = json.loads(call("show", RUN, "--json")[1])
    run = load_run(RUN)
    assert values["config"] == run.config.to_dict()
    assert (values["run"], values["title"], values["shipped"]) == (RUN, "", False)
    assert values["neg_elbo"] == run.metrics["evaluation"]["neg_elbo"]
    assert values["bytes"] > 1000
    text = call("show", RUN)[1]
    assert text.startswith(RUN)
    assert "epochs 2, batch_size 128" in text
    assert str(spoilable) in text


def test_rename_gives_a_title_and_leaves_the_folder(call, spoilable):
    assert call("rename", RUN, "Mine <b>")[:2] == (0, f"{RUN} is now called 'Mine <b>'.\n")
    assert metadata(load_run(RUN)).title == "Mine <b>"
    assert "title       Mine <b>" in call("show", RUN)[1]
    assert json.loads(call("rename", RUN, "", "--json")[1]) == {"run": RUN, "title": ""}
    status, _, err = call("rename", RUN, "x" * 61)
    assert (status, "A title has at most 60 characters" in err) == (1, True)


def test_rm_deletes_a_run(call, spoilable):
    assert call("rm", RUN, "--yes")[:2] == (0, f"{RUN} is deleted.\n")
    assert not spoilable.exists()
    assert call("rm", RUN)[2].startswith(f"error: There is no run {RUN}")


def test_rm_asks_and_no_deletes_nothing(call, spoilable, monkeypatch, capsys):
    monkeypatch.setattr("builtins.input", lambda _: "n")
    assert call("rm", RUN)[:2] == (0, "Nothing was deleted.\n")
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert spoilable.exists()
    with pytest.raises(SystemExit):  # nobody to ask
        call("rm", RUN, "--json")
    assert "add --yes to delete" in capsys.readouterr().err
    assert spoilable.exists()
    assert call("rm", RUN)[:2] == (0, f"{RUN} is deleted.\n")


def test_shipped_runs_stay_as_they_are(call, spoilable):
    (spoilable.parents[1] / "shipped.json").write_text(json.dumps([RUN]), encoding="utf-8")
    for words in (["rm", RUN], ["rename", RUN, "Mine"]):
        status, out, err = call(*words)
        assert (status, out, err) == (
            1,
            "",
            f"error: {RUN} comes with the app: it stays as it is.\n",
        )
    assert spoilable.exists()
