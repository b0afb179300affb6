"""A workbook with mistakes comes in, is mended, cleared by a second person and published, and the public finds it."""

import re
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.factories.sheets import row
from tests.journeys import stories
from tests.journeys.inhabitants import PEOPLE
from tests.journeys.stories import Story, mend, messy_workbook
from tests.journeys.visitors import CHECKED_WITHIN, DESKTOP, PHONE, Visitor
from xinghe.results.rules.rows import MESSAGES
from xinghe.web.kit.caching import LOOKS

WAYS = [
    pytest.param(stories.YICHANG, "zh-hans", DESKTOP, id="chinese-desktop"),
    pytest.param(stories.XIANGYANG, "zh-hans", PHONE, id="chinese-phone"),
    pytest.param(stories.WUHAN, "en", DESKTOP, id="english-desktop"),
    pytest.param(stories.HUANGSHI, "en", PHONE, id="english-phone"),
]


@pytest.mark.parametrize(("story", "language", "size"), WAYS)
def test_from_a_workbook_with_mistakes_to_a_public_page(story, language, size, visitor, tmp_path):
    maker = visitor(language=language, size=size)
    maker.sign_in(f"{story.city}-maker")
    send_in_and_mend(maker, story, tmp_path)
    cannot_clear_own(maker, story)

    checker = visitor(language=language, size=size)
    checker.sign_in(f"{story.city}-checker")
    rule_on_the_rewritten_one(checker, story)
    clear_and_publish(checker, story)
    public = visitor(language=language, size=size)
    find_as_the_public(public, story)
    take_back(checker)

    with public.expecting(404):
        gone_within(public, seconds=2 * LOOKS)
    public.go(f"/results/?q={story.simplified}")
    expect(public.page.locator(".records > li")).to_have_count(0)


def send_in_and_mend(maker: Visitor, story: Story, place: Path) -> None:
    """Sent in, six lines come back; mended they are taken; sent once more nothing is doubled."""
    original = place / f"{story.city}.xlsx"
    original.write_bytes(messy_workbook(story))
    maker.link("Send in a workbook").first.click()
    maker.page.locator("input[type=file]").set_input_files(original)
    maker.button("Check and record").click()
    expect(maker.figure("Lines")).to_have_text("9", timeout=CHECKED_WITHIN)
    assert counts(maker) == {
        "Accepted": "3",
        "Newly recorded": "3",
        "Refused lines": "6",
        "Similar to earlier ones": "1",
    }
    lines = maker.page.locator("main tbody tr")
    expect(lines).to_have_count(len(stories.REFUSED))
    for shown, (number, column, code) in zip(lines.all(), stories.REFUSED, strict=True):
        expect(shown.locator("th")).to_have_text(str(number))
        expect(shown.locator("td").first).to_have_text(column)
        expect(shown.locator("td").last).to_have_text(pattern(maker, MESSAGES[code]))

    to_mend = maker.take(maker.link("Take the refused lines back to mend"), place)
    mend(to_mend, story)
    maker.send_in(to_mend)
    assert counts(maker) == {
        "Accepted": "6",
        "Newly recorded": "6",
        "Refused lines": "0",
        "Similar to earlier ones": "0",
    }

    maker.send_in(original)
    assert counts(maker)["Newly recorded"] == "0"
    maker.go("/desk/results/")
    expect(maker.page.locator(".totals strong")).to_have_text("9")


def cannot_clear_own(maker: Visitor, story: Story) -> None:
    """The bar says why."""
    maker.page.get_by_role("link", name=story.rewritten).click()
    maker.heading(story.rewritten)

    expect(maker.button("Clear")).to_have_attribute("aria-disabled", "true")
    expect(maker.page.locator(".next-bar")).to_contain_text(
        maker.words("You recorded it yourself; a second person clears it.")
    )


def rule_on_the_rewritten_one(checker: Visitor, story: Story) -> None:
    """What waits is narrowed to what resembles something; its evidence is looked at, and ruled on."""
    pile = checker.page.locator("section").filter(has_text=checker.words("Results that wait to be cleared"))
    pile.get_by_role("link", name=checker.words("All of them")).click()
    expect(checker.page.locator("#list tbody tr")).to_have_count(9)
    similar = checker.page.get_by_label(checker.words("With similarities"))
    if not similar.is_visible():
        checker.page.locator(".filters summary").click()
    similar.check()
    found = checker.page.locator("#list tbody tr")
    expect(found).to_have_count(1)
    found.get_by_role("link").click()
    checker.heading(story.rewritten)

    evidence = checker.page.locator(".evidence")
    expect(evidence.locator("h3").nth(1)).to_have_text(story.title.replace("Ａ", "A"))
    expect(evidence.locator(".share strong")).to_have_text(re.compile(r"^([4-9]\d|100)%$"))
    passage = evidence.locator("article").first.locator(".passage").first
    passage.click()
    expect(evidence.locator("article").last.locator(".passage:focus")).to_have_count(1)

    checker.page.locator("summary").get_by_text(checker.words("Rule on it")).click()
    ruling = checker.page.locator("form").filter(has=checker.page.locator("[name=ruling]"))
    ruling.locator("[name=ruling]").select_option("copied")
    ruling.locator("[name=reason]").fill("与同市另一单位在先成果文字雷同")
    checker.button("Put the ruling into the record").click()
    expect(checker.page.locator(".toasts")).to_contain_text(checker.words("Your ruling is in the record."))
    expect(checker.page.locator("blockquote").get_by_text("文字雷同").first).to_be_visible()


def clear_and_publish(checker: Visitor, story: Story) -> None:
    """The one in Traditional characters, found in Simplified ones."""
    checker.go(f"/desk/results/?q={story.simplified}")
    checker.page.get_by_role("link", name=story.traditional).click()
    checker.heading(story.traditional)
    checker.button("Clear").click()
    expect(checker.page.locator(".next-bar")).to_contain_text(
        checker.words("Cleared by a second person. It may be published.")
    )
    checker.button("Publish").click()
    expect(checker.page.locator(".next-bar")).to_contain_text(
        checker.words("Published. Anybody can find it.")
    )


def find_as_the_public(public: Visitor, story: Story) -> None:
    """By words in the other characters, by initials, by a facet; the page shows what was cleared and nothing else."""
    hits = public.page.locator(".records > li")
    public.go("/")
    search = public.page.get_by_role("searchbox")
    search.fill(story.simplified)
    search.press("Enter")
    # What was published a moment ago comes into the index behind the scenes; how soon is measured elsewhere.
    public.comes_within(hits, 60_000)
    expect(hits).to_have_count(1)
    expect(hits.locator("mark").first).to_be_visible()
    search.fill(story.initials)
    search.press("Enter")
    expect(hits).to_have_count(1)
    public.go("/results/")
    facet = public.page.locator(".facet a").filter(has_text=story.place[:2]).first
    if not facet.is_visible():
        public.page.locator(".facets summary").click()
    facet.click()
    expect(hits).to_have_count(1)
    hits.get_by_role("link", name=story.traditional).click()
    public.heading(story.traditional)

    assert re.fullmatch(r"/r/[0-9A-Z]{10}/", public.page.url.removeprefix(public.installation.address))
    assert shown_size(public.page, ".qr img") > 0
    told = public.page.locator("body").inner_text()
    assert "仉昶" in told
    assert story.unit in told
    for hidden in (
        row(title="", unit=story.unit)["统一社会信用代码"],
        *(PEOPLE[f"{story.city}-{who}"][0] for who in ("maker", "checker")),
    ):
        assert hidden not in told


def take_back(checker: Visitor) -> None:
    """With a reason that the people concerned can read."""
    checker.page.locator(".next-bar summary").get_by_text(checker.words("Take back")).click()
    asked = checker.page.locator(".ask[open]")
    asked.locator("[name=reason]").fill("完成人姓名需要核对")
    asked.locator("form").get_by_role("button", name=checker.words("Take back"), exact=True).click()
    expect(checker.page.locator(".next-bar")).to_contain_text(
        checker.words("Recorded. A second person looks at it before it can be published.")
    )
    expect(checker.page.locator(".timeline")).to_contain_text("完成人姓名需要核对")


def gone_within(public: Visitor, *, seconds: float) -> None:
    """Pages for everybody are kept until each process has looked whether something was taken back."""
    until = time.monotonic() + seconds
    while (answer := public.page.reload()) is not None and answer.status == 200:
        assert time.monotonic() < until, f"still shown after {seconds} s"
    assert answer is not None
    assert answer.status == 404


def counts(somebody: Visitor) -> dict[str, str]:
    """The figures of a workbook."""
    names = ("Accepted", "Newly recorded", "Refused lines", "Similar to earlier ones")
    return {name: somebody.figure(name).inner_text() for name in names}


def pattern(reader: Visitor, message: str) -> re.Pattern[str]:
    """A sentence in the reader's language, whatever stands in its places; a suggestion may follow."""
    pieces = re.split(r"%\(\w+\)s", reader.words(message).replace("%%", "%"))
    return re.compile("^" + ".+".join(map(re.escape, pieces)))


def shown_size(page: Page, selector: str) -> int:
    """How many points wide a picture is that really came."""
    return int(
        page.locator(selector).evaluate("async image => { await image.decode(); return image.naturalWidth }")
    )
