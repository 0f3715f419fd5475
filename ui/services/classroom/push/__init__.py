"""Reruns of fragments when something in a class has changed, without any browser asking.

A page calls `attend` in each of its runs, and its fragments, which are made by `pushed`, call
`listen` with what they show. One thread of the process (`watcher`) looks at the versions of the
classes that have pages open here, and asks Streamlit to rerun the fragments that show what has
changed. What that takes of Streamlit's inner parts is in `sessions`.
"""

from __future__ import annotations

from ui.services.classroom.push.pushed import pushed
from ui.services.classroom.push.watcher import attend, leave, listen

__all__ = ["attend", "leave", "listen", "pushed"]
