"""Explore: what lives where in a latent space, and can I trust it?"""

import streamlit as st

from ui.pages.explore import choose, explore, question
from ui.pages.lessons.index.newcomer import greet
from ui.text.words import _
from ui.widgets.frame import shell

shell.frame(_("Explore"))
top = st.container()  # the heading speaks of the run, which is chosen below it
run = choose()
with top:
    shell.heading(_("Explore"), question(run), how="how/explore", code="code/explore")
if run:
    explore(run)
greet()
