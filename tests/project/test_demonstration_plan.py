"""What the demonstration province will be, and its prose, before any of it is written to a database."""

from collections import Counter
from random import Random

import pytest

from xinghe.project.demonstration.firms import Firm
from xinghe.project.demonstration.prose import Prose, rewrite, traditional, write
from xinghe.project.demonstration.province import SEED, inhabitants, sent_by
from xinghe.project.demonstration.sendings import Sending
from xinghe.results.rules.rows import MESSAGES
from xinghe.results.vocab import Category, Field
from xinghe.unions.rules import PlaceBook, check_uscc
from xinghe.unions.rules.register import divisions, zones


def book() -> PlaceBook:
    """The places of the register, without a database."""
    rows = [(place.code, place.name, place.parent, place.rank) for place in divisions()]
    return PlaceBook.of(rows + [(zone.code, zone.usual_name, zone.parent, "zone") for zone in zones()])


@pytest.fixture(scope="module")
def sent() -> tuple[Sending, ...]:
    return sent_by(inhabitants(), book=book())


def test_the_plan_is_the_same_for_the_same_seed_and_another_for_another(sent):
    assert inhabitants(SEED) == inhabitants(SEED)
    assert sent_by(inhabitants(), book=book()) == sent
    assert inhabitants(SEED + 1) != inhabitants(SEED)
    assert sent_by(inhabitants(), book=book(), seed=SEED + 1) != sent


def test_every_invented_firm_says_so_and_bears_a_code_that_nobody_has():
    people = inhabitants()
    everybody: tuple[Firm, ...] = (*people.groups, *people.firms)

    assert [firm.name for firm in everybody if "示例" not in firm.name] == []
    assert [
        firm.uscc for firm in everybody if firm.uscc != check_uscc(firm.uscc) or firm.uscc[:2] != "Y1"
    ] == []
    assert len({firm.uscc for firm in everybody}) == len({firm.name for firm in everybody}) == len(everybody)


def test_all_categories_fields_and_years_occur(sent):
    lines = [line.cells for sending in sent for line in sending.lines if not line.wrong]

    assert len({cells["category"] for cells in lines}) == len(Category)
    assert len({cells["field"] for cells in lines}) == len(Field)
    assert {sending.received_at.year for sending in sent} == {2021, 2022, 2023, 2024, 2025}
    assert 550 <= len(lines) <= 650


def test_who_checks_a_workbook_is_never_who_sent_it(sent):
    assert [sending.file_name for sending in sent if sending.sender == sending.checker] == []


def test_every_mistake_that_can_stand_in_a_line_is_made_once(sent):
    wrong = Counter(line.wrong for sending in sent for line in sending.lines if line.wrong)

    assert wrong == Counter(set(MESSAGES) - {"outside_reach"})


# The prose.


def body(prose: Prose) -> str:
    return prose.problem + prose.solution + prose.innovation + prose.effect


@pytest.mark.parametrize("field", list(Field))
def test_a_text_is_as_long_as_the_form_wants_and_in_full_sentences(field):
    chance = Random(field)
    for at in range(300):
        prose = write(field, list(Category)[at % 5], chance=chance)

        assert 4 <= len(prose.title) <= 30
        assert 150 <= len(body(prose)) <= 600
        assert (len(prose.problem) <= 300, len(prose.solution) <= 800) == (True, True)
        assert not set("{}()|%s") & set(prose.title + body(prose).replace("%", ""))
        assert body(prose).endswith("。")


def test_ten_thousand_texts_are_all_different_and_the_same_again():
    fields = list(Field)

    def corpus() -> list[Prose]:
        chance = Random(5)
        return [write(fields[at % 13], Category.SMALL_DESIGN, chance=chance) for at in range(10_000)]

    first = corpus()

    assert len({body(prose) for prose in first}) == 10_000
    assert corpus() == first


def test_a_rewriting_keeps_the_title_and_changes_the_words():
    prose = write(Field.MACHINERY, Category.SMALL_RENOVATION, chance=Random(3))

    other = rewrite(prose, chance=Random(4))

    assert other.title == prose.title
    assert other.solution != prose.solution
    assert traditional(prose).solution != prose.solution
    assert len(traditional(prose).solution) == len(prose.solution)
