"""What a call calls its grades and categories: the organiser's own word, else the kind's, in the reader's language."""

from xinghe.programmes.rules.terms import Terms
from xinghe.web.kit.answers import own_words


def called_grade(terms: Terms, code: str) -> str:
    """One grade; an unknown code as it is."""
    label = next((grade.label for grade in terms.grades if grade.code == code), code)
    return own_words(terms.labels.get(code, label))


def called_categories(terms: Terms) -> dict[str, str]:
    """All categories by their codes, in the order of the terms."""
    return {code: own_words(terms.labels.get(code, label)) for code, label in terms.categories}


def called_category(terms: Terms, code: str) -> str:
    """One category; an unknown code as it is, none as nothing."""
    return called_categories(terms).get(code, code)
