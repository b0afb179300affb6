"""stub"""


def look_for_similar(*a, **k):
    return []


def look_through(*a, **k):
    return []
