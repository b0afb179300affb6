"""The watch that every journey keeps must itself be able to fail."""

from collections.abc import Callable

import pytest

from tests.journeys.visitors import Visitor


def test_what_goes_wrong_in_a_window_is_noted(visitor: Callable[..., Visitor]) -> None:
    somebody = visitor()
    somebody.go("/")

    somebody.page.evaluate("fetch('/nothing-here/')")
    somebody.page.evaluate("fetch('https://elsewhere.example/').catch(() => 0)")
    somebody.page.evaluate(
        "document.head.append(Object.assign(document.createElement('style'), {textContent: 'p{}'}))"
    )
    somebody.page.evaluate("setTimeout(() => { throw new Error('broken') })")
    with pytest.raises(AssertionError) as told:
        somebody.leave()

    noted = [line.partition(":")[0] for line in somebody.troubles]
    assert "404" in noted
    assert "script" in noted
    assert sum("Content Security Policy" in line for line in somebody.troubles) >= 2
    assert "GET / HTTP" in str(told.value)
    somebody.troubles.clear()


def test_a_word_without_a_translation_is_noted(visitor: Callable[..., Visitor]) -> None:
    with pytest.raises(AssertionError, match="not in zh-hant"):
        visitor(language="zh-hant").words("No page says this")
