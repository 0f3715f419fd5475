"""A fragment that runs while what was drawn before it is not yet sent: the page stays whole."""

import pytest

from benchmarks.browser import serve

# As Streamlit comes, this page ends as a white screen within a second ('Bad delta path index').
_APP = """
import random
import streamlit as st
from ui.services.server import unsent

unsent.deliver()

@st.fragment
def within():
    with st.container(horizontal=True):
        for text in "abc":
            st.container().text(text)

@st.fragment(run_every=0.02)
def whole():
    st.session_state.runs = st.session_state.get("runs", 0) + 1
    for i in range(random.randrange(40)):
        st.text(i)
    with st.container():
        st.text(f"run {st.session_state.runs}")
        st.container().container()
        within()

whole()
for i in range(50):
    st.text(i)
st.text("the end")
"""


@pytest.mark.slow
def test_a_page_stays_whole_where_its_fragments_run_at_once(contexts, tmp_path):
    (tmp_path / "app.py").write_text(_APP, encoding="utf-8")
    errors = []
    with serve(script=tmp_path / "app.py") as server:
        page = contexts.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(server.address)
        page.get_by_text("the end", exact=True).wait_for()
        page.wait_for_function(r"+/run (\d+)/.exec(document.body.innerText)?.[1] > 40")
        contexts.close(page)
    assert not errors
