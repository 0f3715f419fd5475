"""The figures of a run: which come first, and what is said of them."""

from dataclasses import replace

from ui.widgets.run_card import figures


def names(run) -> list[str]:
    return [figure.name for figure in figures(run)]


def test_a_run_is_headed_by_what_it_was_trained_on(trained):
    squared = replace(trained.config, training=replace(trained.config.training, likelihood="mse"))
    assert names(trained)[0] == "Test −ELBO"
    run = replace(trained, config=squared)
    assert names(run)[0] == "Squared error"
    assert sorted(names(run)) == sorted(names(trained))
    by_name = {figure.name: figure for figure in figures(run)}
    for name in ("Test −ELBO", "Reconstruction"):
        assert "cross-entropy, which it was not trained on" in by_name[name].explained
    total = 784 * trained.metrics["evaluation"]["pixel_mse"]
    assert f"{total:.1f} summed over the 784 pixels" in by_name["Squared error"].explained
    assert not any(figure.note for figure in figures(trained))
