"""Milliseconds from frame to frame in a browser, and how the late ones are said."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

# For a page to evaluate: from here on it notes each frame; it stops, and gives what it noted.
RECORD_FRAMES = """() => {
  window.frames_ = []; let last = performance.now(); window.recording_ = true;
  const tick = (now) => { window.frames_.push(now - last); last = now;
    if (window.recording_) requestAnimationFrame(tick); };
  requestAnimationFrame(tick);
}"""
RECORDED_FRAMES = "() => { window.recording_ = false; return window.frames_.slice(2); }"


def p95(values: Sequence[float]) -> float:
    """The 95th percentile."""
    return statistics.quantiles(values, n=20)[-1]
