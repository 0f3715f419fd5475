"""A training that is cut off at a step, as Ctrl-C does it."""

ALWAYS = 1e-9  # seconds between two states that are kept: one after every step
RUN = "uci-digits/tiny"


def cut_off(step):
    """To be given as `on_progress`: interrupts the training at this step."""

    def stop(progress):
        if progress.step == step:
            raise KeyboardInterrupt

    return stop
