"""How many uploaded digits are read right, with every step of the preparation and without each.

    python -m benchmarks.uploads            # prints docs/results/uploads.md, in a few minutes
    python -m benchmarks.uploads --write    # writes it

The digits are scikit-learn's (other people's hands than MNIST's, on 8 x 8 pixels). Each becomes a
PNG of 200 x 200 pixels and goes through `prepare_image`; the shipped recogniser of MNIST reads it.
Then photographs that people bring (`photos.py`), made of MNIST's test digits, which must be there.
"""
