"""A server of the app that answers late and in pieces, for `pytest --slow-server`.

What a browser test does not wait for it then misses nearly every time, not once in some hundred.
"""

import random
import time

from streamlit.runtime.scriptrunner.script_runner import ScriptRunner


def slow_down() -> None:
    """From now on each run of a page starts late, and what it draws comes with pauses."""
    run, enqueue = ScriptRunner._run_script, ScriptRunner._enqueue_forward_msg

    def run_late(self, data):
        time.sleep(random.choice((0.0, 0.3, 1.2)))
        run(self, data)

    def enqueue_with_pauses(self, message):
        share = 0.12 if message.WhichOneof("type") == "delta" else 0.4
        if random.random() < share:
            time.sleep(random.choice((0.02, 0.1, 0.25)))
        enqueue(self, message)

    ScriptRunner._run_script, ScriptRunner._enqueue_forward_msg = run_late, enqueue_with_pauses
