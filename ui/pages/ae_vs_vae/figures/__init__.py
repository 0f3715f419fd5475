"""The figures of the comparison: what each is, how two compare, and what they say."""
