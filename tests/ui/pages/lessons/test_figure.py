"""A figure is found by the name of its file."""

import pytest

from ui.pages.lessons.figure import figure_module, load_figure
from ui.pages.lessons.figures import toy
from ui.pages.lessons.figures.of_pages import explorer


def test_a_figure_is_found_whether_or_not_a_page_has_the_same():
    for module in (toy, explorer):
        name = module.__name__.rpartition(".")[2]
        assert figure_module(name) == module.__name__
        assert load_figure(name) is module.show


@pytest.mark.parametrize("name", ["nothing", "../url", "shared.kept", ""])
def test_a_name_that_no_figure_has_is_refused(name):
    assert figure_module(name) is None
    with pytest.raises(ModuleNotFoundError):
        load_figure(name)
