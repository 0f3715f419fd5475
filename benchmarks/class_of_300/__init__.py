"""A class of 300 on one server: do its screens keep up, what does it cost, and is anything lost?

`session` is one browser without a screen, `people` a teacher and students made of it; `scenes` is
what they do together, `cost` what that takes of the server, `outage` a server that is killed in the
middle, `replicas` two servers that share one class; `screens` are the few real browsers.
"""
