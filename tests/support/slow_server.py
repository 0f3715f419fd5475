"""A server of the app that answers late and in pieces, for `pytest --slow-server`.

What a browser test does not wait for it then misses nearly every time, not once in some hundred.
"""

import random
import time

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner


def slow_down() -> None:
    """From now on each run of a page draws late, and what it draws comes with pauses."""
    run, enqueue = ScriptRunner._run_script, ScriptRunner._enqueue_forward_msg
    late = {}  # seconds until its first message, by the runner

    def run_late(self, data):
        late[self] = random.choice((0.0, 0.3, 1.2))
        try:
            run(self, data)
        finally:
            late.pop(self, None)

    def enqueue_with_pauses(self, message):
        # Not before the run: one that is outdated by then would still put its query in the place of
        # the next one's, which without the pause it does not.
        time.sleep(late.pop(self, 0.0))
        share = 0.12 if message.WhichOneof("type") == "delta" else 0.4
        if random.random() < share:
            time.sleep(random.choice((0.02, 0.1, 0.25)))
        enqueue(self, message)

    ScriptRunner._run_script, ScriptRunner._enqueue_forward_msg = run_late, enqueue_with_pauses
