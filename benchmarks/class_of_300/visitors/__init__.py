"""Sessions without a screen, the teacher and students made of them, and real browsers."""
