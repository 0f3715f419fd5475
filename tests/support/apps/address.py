"""A page that says which address its visitor has."""

import streamlit as st

st.markdown(f"address: {st.context.ip_address}")
