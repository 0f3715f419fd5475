"""The seed of a draw."""

from streamlit.testing.v1 import AppTest

from ui.widgets.controls.seed import MAX_SEED


def page():
    import streamlit as st

    from ui.widgets.controls.seed import choose_seed

    st.session_state.setdefault("mine", 999_998)
    choose_seed("mine")


def test_the_next_seed_follows_and_the_last_is_followed_by_the_first():
    app = AppTest.from_function(page).run()
    seen = [app.button[0].click().run().session_state.mine for _ in range(3)]
    assert seen == [MAX_SEED, 0, 1]
    assert app.number_input[0].set_value(7).run().session_state.mine == 7
