"""The app under its pages: components, widgets, services, styles and words."""

import os

# A server shares its processors with its other visitors, and often with their browsers. Threads of
# torch that wait sleep, unless the environment says otherwise: where one of two cores is taken, the
# same work takes several times as long with threads that spin. Read by torch as it is imported.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
