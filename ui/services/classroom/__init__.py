"""A class: people who join by a code, what they do together, and where it is kept.

`classroom` says what a class is, `members` who is in it, `presence` who is here now, `lead` what
the teacher shows; `answers`, `drawings`, `scores` and `trainings` are what a class makes.
Nothing here but `push` knows Streamlit.
"""
