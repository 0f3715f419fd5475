"""Errors of the library, kept by a callback for the page that is drawn next."""

from streamlit.testing.v1 import AppTest


def test_a_callbacks_error_is_kept_for_the_next_page_once():
    def page():
        import streamlit as st

        from ui.services.errors import errors_kept, kept_error
        from vae_core.errors import RunError

        def act():
            with errors_kept("problem"):
                raise RunError("The run is gone.")

        st.text(kept_error("problem"))
        st.button("Act", on_click=act)

    app = AppTest.from_function(page).run()
    app.button[0].click().run()
    assert (app.text[0].value, len(app.exception)) == ("The run is gone.", 0)
    assert app.run().text[0].value == ""
