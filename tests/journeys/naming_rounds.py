"""Rounds of judging: a panel is begun, drawn, invited, opened, closed and released; a defence, and a look on site."""

import re
from collections.abc import Mapping
from typing import Final

from playwright.sync_api import expect

from tests.journeys.naming import Way, ask, code_in, hears, may, put
from tests.journeys.visitors import Visitor
from xinghe.programmes.rules.judging import Settling
from xinghe.programmes.vocab import Phase

SUPERVISOR = "监督组 周敏"
CONCLUSION = "现场与申报内容一致，运行正常，台账齐全，同意继续评审。"
# Which move leads to the round after the first, with what the page says then.
FURTHER: Final[Mapping[str, tuple[str, str]]] = {
    "achievement": ("put on the short list", "It stands on the short list."),
    "grant": ("put on the short list", "It stands on the short list."),
    "studio": ("send to on-site inspection", "It waits for the inspection."),
}


def to_panel(way: Way) -> Visitor:
    """The officer who arranges it, before the panel."""
    maker = way.seat("maker")
    maker.go(f"/desk/panels/{way.panel}/")
    return maker


def begin_and_invite(way: Way) -> None:
    """A panel for the phase in which the entry lies, drawn before a supervisor, everybody invited."""
    maker = way.seat("maker")
    maker.go("/desk/panels/new/")
    maker.page.get_by_role("link", name=way.call).click()
    maker.heading(way.call)
    put(maker.page.locator("form.panel"), "seats", maker.page.locator("[name=per_entry]").input_value())
    maker.button("Begin the panel").click()
    hears(maker, "Begun. Next: promise the draw.")
    way.panel = code_in(maker, -1)

    maker.link("To the draw").click()
    maker.page.locator("#commit [name=supervisor]").fill(SUPERVISOR)
    maker.button("Fix the pool and promise").click()
    ask(maker, "Reveal the seed and draw")
    expect(maker.page.locator("#seated tbody tr").first).to_be_visible()
    way.picture("maker", "drawn")
    to_panel(way)
    names = maker.page.locator("#seats tbody th").all_inner_texts()
    way.judges = [re.sub(r"^\d+\.\s*", "", name).strip() for name in names]
    ask(maker, "Invite all")
    may(maker, "Assign the entries")


def assign(way: Way) -> None:
    """Every entry gets its judges."""
    maker = to_panel(way)
    ask(maker, "Assign the entries")
    maker.heading(maker.words("Assignment"))


def open_for_scores(way: Way) -> None:
    """The judges see their entries from now on."""
    maker = to_panel(way)
    ask(maker, "Open for scores", said="It is open. The judges see their entries.")


def close_and_release(way: Way, stage: Phase) -> None:
    """No more scores; votes where they settle what was scored in the stage; the ranking is frozen, and all learn of it at once."""
    maker = to_panel(way)
    ask(maker, "Close the panel", said="It is closed. No score is taken any more.")
    if way.kind.judging.settling is not Settling.SCORE and way.kind.settles_in(stage):
        vote(way)
    maker.go(f"/desk/panels/{way.panel}/award/")
    ask(maker, "Freeze the ranking", said="The ranking is frozen, with all it was made from.")
    way.picture("maker", "award-sheet")
    maker.go(f"/desk/panels/{way.panel}/release/")
    maker.page.locator(".next-bar summary").click()
    maker.page.locator(".next-bar .ask-body .is-primary").click()
    expect(maker.page.locator("#known")).to_have_count(0)
    way.settled = way.panel


def vote(way: Way) -> None:
    """One judge votes on a page, the others unseen."""
    judge = way.seat(way.judges[1])
    judge.go(f"/jury/panels/{way.panel}/votes/")
    judge.page.locator("form.ballot [value=yes]").check()
    ask(judge, "Give the vote")
    expect(judge.page.locator("form.ballot")).to_have_count(0)
    way.picture(way.judges[1], "voted")
    way.installation.beside("give-votes", way.panel)


def further_round(way: Way) -> None:
    """The defence or the look on site that the kind wants after the first review, if it wants one."""
    if way.place not in FURTHER:
        return
    move, said = FURTHER[way.place]
    ask(way.desk("maker"), move, said=said)
    begin_and_invite(way)
    way.installation.beside("take-seats", way.panel)
    if way.place == "studio":
        assign(way)
        open_for_scores(way)
        look_on_site(way)
    else:
        defend(way)


def defend(way: Way) -> None:
    """The chair calls the entry up before all; everybody scores."""
    maker = to_panel(way)
    maker.page.locator("#seats").get_by_role("button", name=maker.words("Name as chair")).first.click()
    hears(maker, "The chair is named.")
    assign(way)
    maker.go(f"/desk/panels/{way.panel}/draw/")
    maker.page.locator("#order [name=supervisor]").fill(SUPERVISOR)
    maker.button("Fix the entries and promise").click()
    ask(maker, "Reveal the seed and draw")
    expect(maker.page.locator("#order ol li")).to_have_count(1)
    open_for_scores(way)

    chair = way.seat(way.judges[0])
    chair.go(f"/jury/panels/{way.panel}/sitting/")
    chair.page.locator("form.chair-call button").click()
    chair.page.locator(".chair-controls .actions .is-primary").click()
    expect(chair.page.locator(".chair-controls .actions button").first).to_be_visible()
    way.picture(way.judges[0], "sitting")
    way.installation.beside("give-scores", way.panel)
    close_and_release(way, Phase.DEFENCE)


def look_on_site(way: Way) -> None:
    """One writes the report, and two sign it."""
    first, second = way.seat(way.judges[0]), way.seat(way.judges[1])
    first.go(f"/jury/panels/{way.panel}/visits/")
    first.button("Begin the report").click()
    for box in first.page.locator("#report [value=yes]").all():
        box.check()
    first.page.locator("#report [name=conclusion]").fill(CONCLUSION)
    first.button("Keep and sign").click()
    hears(first, "You have signed. One more of those who were there signs after you.")
    second.go(f"/jury/visits/{code_in(first, -1)}/")
    ask(second, "Sign the report", said="Both have signed. The report is closed.")
    way.picture(way.judges[1], "visit")
