"""The kinds of runs that exports are tried with, see `of_kind` of conftest.py."""

import pytest

KINDS = ["vae", "conv-ae", "log-sigma, cut", "every-beta", "recogniser"]
each_kind = pytest.mark.parametrize("kind", KINDS)
