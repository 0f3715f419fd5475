"""A run in a console and in a notebook."""

from dataclasses import replace

import pytest

from vae_core.errors import ConfigError


def test_a_run_is_one_short_line(trained):
    line = repr(trained)
    assert line.startswith("<Run uci-digits/tiny: VAE, 2-D latent, −ELBO ")
    assert f"k-NN accuracy {trained.metrics['evaluation']['knn_accuracy']:.2%}" in line
    assert "\n" not in line and len(line) < 200
    assert "\n" not in repr([trained])


def test_a_recogniser_shows_its_accuracy(recogniser):
    assert repr(recogniser).startswith("<Run uci-digits/recogniser: recogniser, accuracy ")


def test_a_notebook_shows_a_table_with_every_value_escaped(trained):
    table = trained._repr_html_()
    assert table.startswith("<table><caption>uci-digits/tiny</caption>")
    assert f"{trained.metrics['evaluation']['neg_elbo']:.2f} nats" in table
    assert "<th>preset</th><td>tiny</td>" in table
    wicked = replace(trained, config=replace(trained.config, preset="<script>"))
    assert "<script>" not in wicked._repr_html_()
    assert "&lt;script&gt;" in wicked._repr_html_()


def test_a_model_is_put_on_the_device_that_is_asked_for(trained):
    assert next(trained.model(device="cpu").parameters()).device.type == "cpu"
    with pytest.raises(ConfigError, match="'cuda:99' is not available"):
        trained.model(device="cuda:99")
