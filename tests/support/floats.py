"""Float32 arrays between JavaScript and Python, as text."""

import base64

import numpy as np

# JavaScript: the Float32Array that a text holds, and the text of one.
FLOATS = "(text) => new Float32Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer)"
FLOATS_AS_TEXT = """(floats) => {
  const bytes = new Uint8Array(floats.buffer);
  let text = "";
  for (let i = 0; i < bytes.length; i += 8192) {
    text += String.fromCharCode(...bytes.subarray(i, i + 8192));
  }
  return btoa(text);
}"""


# JavaScript: a promise of the ArrayBuffer that a text holds, of any size.
BUFFER = """(text) =>
  fetch("data:application/octet-stream;base64," + text).then((answer) => answer.arrayBuffer())"""


def floats(text: str) -> np.ndarray:
    """The float32 array, (n,), that a text holds."""
    return np.frombuffer(base64.b64decode(text), "<f4")
