"""A page with nothing to think about: a fragment of as many elements as the link asks for."""

import streamlit as st


@st.fragment
def elements(n: int) -> None:
    """n elements, of the kinds that a step of a lesson has, and a button to draw them again."""
    st.button("again", key="again")
    for i in range(n // 4):
        with st.container(key=f"container {i}"):
            st.html(f"<p>{i}</p>")
            st.markdown(f"Sentence {i}.")
            st.button(f"Button {i}", key=f"button {i}")


elements(int(st.query_params.get("n", "40")))
