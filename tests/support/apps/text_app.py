"""Texts as `in_markdown` escapes them, each in a container of its own, in Streamlit's own page."""

import streamlit as st

from ui.text.outside import code, in_markdown

TEXTS = (
    "![x](//evil.example/a.png)",
    "[x](//evil.example)",
    "<http://evil.example>",
    "http://evil.example",
    "www.evil.example",
    "a@evil.example",
    "<b>x</b>",
    "**x**",
    "__x__",
    "~~x~~",
    "`x`",
    "$x^2$",
    "$$x$$",
    ":red[x]",
    ":blue-badge[x]",
    ":smile:",
    ":+1:",
    ":material/home:",
    ":streamlit:",
    "::x[y]",
    "-> x <- -- >= <= ~=",
    "- x",
    "+ x",
    "1. x",
    "1) x",
    "# x",
    "> x",
    "&lt;b&gt;",
    "| a | b |",
    "***",
    "[x]: //evil.example",
    "[^1]: x",
    "- [ ] x",
    "\\x \\",
    "x\n===",
    "x\n\n# y",
)

if __name__ == "__main__":
    for number, text in enumerate(TEXTS):
        with st.container(key=f"text-{number}"):
            st.markdown(in_markdown(text))
    with st.container(key="labels"):
        for text in TEXTS:
            st.button(in_markdown(text))
        st.markdown(code("`x` ![x](//evil.example/a.png)"))
    st.text("The end")
