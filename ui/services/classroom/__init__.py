"""A class: people who join by a code, what they do together, and where it is kept.

`classroom` says what a class is, `lead` what the teacher shows, `state` where a class stands, and
`changes` what can change; `people` are those who are in it, `made` is what it makes, `stores` is
where all of that is kept. Only `push`, which has pages rerun, and `seat`, where a visitor sits,
know Streamlit.
"""
