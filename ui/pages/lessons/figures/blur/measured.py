"""placeholder"""


def sharpness_sentence(a, b):
    return "edges"


def sharper(a, b):
    return 1


def cover_sentence(a, b):
    return "cover"


def covers_more(a, b):
    return 1


def figures():
    return []


def protocol_sentence(a):
    return "p"


def squared_error_grows(a, b):
    return 3
