"""The people of a class: who has joined, under which name, and who is here now."""
