"""A class of 300 on one server: do its screens keep up, what does it cost, and is anything lost?

In `visitors`, `session` is one browser without a screen, `people` a teacher and students made of
it, `screens` the few real browsers. `scenes` is what they do together. In `server`, `cost` is what
that takes of it, and `outage` a server that is killed in the middle. `one_server` is a whole class,
`replicas` two servers that share one; `table` is what becomes of it in the documentation.
"""
