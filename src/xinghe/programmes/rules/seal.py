"""The word that ties a sealed page to the version it was printed from."""

# Without letters and digits that look alike on paper.
_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 8


def check_word(digest: str) -> str:
    """Eight characters from a version's SHA-256, printed at the foot of its page; "" when nothing was handed in."""
    if not digest:
        return ""
    number = int(digest[:16], 16)
    word = ""
    for _ in range(LENGTH):
        number, rest = divmod(number, len(_ALPHABET))
        word += _ALPHABET[rest]
    return word
