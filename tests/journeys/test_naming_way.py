"""From a worker to a certificate, by everybody whose turn it is: with a correction, a recusal, an objection, a revocation."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.applications import photos
from tests.journeys.installation import Installation
from tests.journeys.naming import Way, ask, code_in, hears, put, screens, send_evidence, write
from tests.journeys.naming_beside import PLACES, WORDS
from tests.journeys.naming_rounds import (
    assign,
    begin_and_invite,
    close_and_release,
    further_round,
    open_for_scores,
    to_panel,
)
from tests.journeys.visitors import CHECKED_WITHIN, Visitor
from xinghe.programmes.vocab import Phase

MISSING = "请补充更换前后的人数和用时。"
CORRECTED = "更换由四人减为一人。"
OBJECTION = "该成果早在三年前已由他人在东宝示例阀门厂二车间完成并使用，车间台账可以核对。"
FINDING = "查阅二车间台账并询问班组长，三年前的做法与本成果不同。"
UPHELD = "经核查，公示内容属实，名单不变。"
ANSWER = "您反映的情况已核查，台账所记做法与本成果不同，公示名单不变。"
WHY_REVOKED = "经核查，成果权属存在争议，完成人已书面确认。"
ARTICLE = "《职工技术创新成果交流活动办法》第十八条"


@pytest.fixture(scope="module", params=list(PLACES))
def way(request: pytest.FixtureRequest, installation: Installation, browser: Browser) -> Iterator[Way]:
    """Told test by test, in their order; at the end nothing may have gone wrong in any window."""
    told = Way(installation=installation, browser=browser, place=request.param)
    yield told
    for somebody in told.seated.values():
        somebody.leave()


def write_whole(way: Way, worker: Visitor) -> None:
    """Every screen up to the last."""
    for section in screens(way.kind):
        worker.heading(worker.words(section.title))
        write(worker, section.fields, way.answers)
        worker.button("Keep and go on").click()
    worker.heading(worker.words("Evidence"))


def seal(way: Way) -> None:
    """The unit uploads the sealed page and types the word at its foot."""
    worker, officer = way.seat("worker"), way.seat("unit")
    worker.go(f"/my/applications/{way.application}/")
    word = worker.page.locator(".check-word").first.inner_text()
    way.desk("unit")
    part = officer.page.locator("section[data-slot=EV01]")
    there = part.locator(".attachments-list .badge.is-good").count()
    part.locator("input[type=file]").last.set_input_files(photos(1))
    expect(part.locator(".attachments-list .badge.is-good")).to_have_count(there + 1, timeout=CHECKED_WITHIN)
    ask(officer, "Enter the check word", word=word, said="Sealed. It can be forwarded now.")


def forward(way: Way, seat: str, desk: str) -> None:
    """Send it to the next desk."""
    officer = way.desk(seat)
    ask(
        officer,
        "forward the application",
        opinion="材料齐全，同意推荐。",
        said="Forwarded. It lies at %(desk)s now.",
        told={"desk": desk},
    )


def test_a_worker_answers_the_call(way: Way) -> None:
    worker = way.seat("worker")
    worker.go("/calls/")
    worker.page.get_by_role("link", name=way.call).click()
    worker.heading(way.call)
    worker.page.locator("main .is-primary").click()
    worker.button("Begin an application").click()
    write_whole(way, worker)
    way.application = code_in(worker, -3)
    send_evidence(worker, way.kind, way.answers)
    way.picture("worker", "evidence")
    worker.link("Go on").click()
    worker.heading(worker.words("Look it over and hand in"))
    for one in worker.page.locator("[name=a-pledge]").all():
        one.check()
    worker.button("Hand in").click()
    worker.heading(way.title)
    way.picture("worker", "handed-in")


def test_the_county_asks_for_a_correction_and_gets_it(way: Way) -> None:
    seal(way)
    way.picture("unit", "sealed")
    forward(way, "unit", "东宝区总工会")
    county, worker = way.desk("county"), way.seat("worker")
    ask(
        county,
        "return the application for correction",
        reasons="material_incomplete",
        words=MISSING,
        said="Returned. Your clock stands still until it comes back.",
    )

    worker.go("/my/applications/")
    worker.page.get_by_role("link", name=way.title).click()
    worker.link("Correct it").click()
    expect(worker.page.get_by_text(MISSING)).to_be_visible()
    way.picture("worker", "correction")
    first, *_others = way.kind.form.sections
    worker.heading(worker.words(first.title))
    correct(way, worker)
    worker.link("Go on").click()
    worker.button("Hand in again").click()
    worker.heading(way.title)

    # What is corrected goes the whole way again, under a new seal.
    seal(way)
    forward(way, "unit", "东宝区总工会")
    way.desk("county")
    way.picture("county", "corrected")
    forward(way, "county", "荆门市总工会")
    forward(way, "city", "湖北省总工会")


def correct(way: Way, worker: Visitor) -> None:
    """Add to the last long text of each screen until the evidence is reached."""
    for section in screens(way.kind):
        worker.heading(worker.words(section.title))
        box = worker.page.locator("[name=a-effect], [name=a-abstract], [name=a-deeds], [name=a-need]")
        if box.count():
            box.first.fill(box.first.input_value() + CORRECTED)
        worker.button("Keep and go on").click()
    worker.heading(worker.words("Evidence"))


def test_it_is_admitted_and_judges_are_drawn(way: Way) -> None:
    ask(way.desk("maker"), "admit to review", said="Admitted to review.")
    begin_and_invite(way)


def test_one_judge_withdraws_and_another_takes_the_seat(way: Way) -> None:
    for name in way.judges[:2]:
        judge = way.seat(name)
        judge.go("/jury/")
        ask(judge, "Take the seat", said="You sit on the panel. Its entries appear here when it opens.")
    way.installation.beside("take-seats", way.panel)
    assign(way)
    open_for_scores(way)

    tied = way.seat(way.judges[0])
    tied.go(f"/jury/panels/{way.panel}/")
    tied.page.locator(".entries a").first.click()
    way.picture(way.judges[0], "entry")
    ask(
        tied,
        "Declare a conflict",
        kind="kin",
        words="第一完成人是我的表弟。",
        said="Thank you for saying so. Entry %(number)s is no longer yours.",
        told={"number": 1},
    )
    maker = to_panel(way)
    maker.page.locator("#seats tr", has_text=way.judges[0]).get_by_role(
        "link", name=maker.words("Replace")
    ).click()
    asked = maker.page.locator("#leave")
    put(asked, "reason", "与第一完成人有亲属关系，已申报回避。")
    asked.get_by_role("button", name=maker.words("Replace")).click()
    hears(maker, "Noted. The next stand-by who can come has the seat.")
    way.installation.beside("take-seats", way.panel)
    to_panel(way)
    ask(maker, "Assign again")
    maker.heading(maker.words("Assignment"))
    way.picture("maker", "assigned-again")


def test_it_is_scored_ranked_and_released(way: Way) -> None:
    judge = way.seat(way.judges[1])
    judge.go(f"/jury/panels/{way.panel}/")
    judge.page.locator(".entries a").first.click()
    for box in judge.page.locator("form.rubric [data-most]:not([data-extra])").all():
        box.fill(str(int(box.get_attribute("data-most") or "0") * 4 // 5))
    judge.page.locator("[name=comment]").fill(WORDS)
    judge.page.locator("form.rubric summary").click()
    judge.button("Hand in").click()
    expect(judge.page.locator(".entries .badge.is-good")).to_be_visible()
    way.picture(way.judges[1], "scored")
    way.installation.beside("give-scores", way.panel)

    close_and_release(way, Phase.FIRST_REVIEW)


def test_a_further_round_is_held_where_the_kind_wants_one(way: Way) -> None:
    further_round(way)


def test_the_meeting_proposes_it(way: Way) -> None:
    maker = way.desk("maker")
    ask(maker, "conclude the review", said="Concluded. It waits for the decision.")
    maker.go(f"/desk/panels/{way.settled}/meeting/")
    way.picture("maker", "meeting")
    maker.page.locator("input.row-tick").first.check()
    maker.page.locator("#bulk [value='applications.propose']").click()
    put(maker.page.locator("form.panel"), "grade", way.kind.grades[0].code)
    maker.page.locator("form.panel [name=do]").click()
    expect(maker.page.locator(".toasts")).to_contain_text(
        maker.words("It is under way. This page says what becomes of each row.")
    )
    done = maker.page.locator("#list .badge.is-good")
    maker.comes_within(done, CHECKED_WITHIN)
    way.desk("maker")
    way.picture("maker", "proposed")


def test_it_is_put_on_public_notice(way: Way) -> None:
    maker, second = way.seat("maker"), way.seat("second")
    maker.go("/desk/notices/new/")
    maker.page.get_by_role("link", name=way.call).click()
    form = maker.page.locator("#draft")
    for at, (label, value) in enumerate((("电话", "027-88738113"), ("地址", "武汉市武昌区中北路259号"))):
        put(form, f"label_{at}", label)
        put(form, f"value_{at}", value)
    way.picture("maker", "notice-draft")
    maker.button("Keep the draft").click()
    hears(maker, "Drafted. A colleague of your union publishes it.")
    way.notice = code_in(maker, -1)
    second.go(f"/desk/notices/{way.notice}/")
    ask(second, "Publish", said="Published. Everybody can read it.")
    way.picture("second", "notice")


def test_somebody_objects_and_is_answered(way: Way) -> None:
    public = way.seat("public")
    public.go(f"/notices/{way.notice}/")
    public.page.locator("tbody a").first.click()
    form = public.page.locator("form.objecting")
    put(form, "text", OBJECTION)
    for name, value in (
        ("name", "欧阳举报"),
        ("address", "荆门市东宝区象山大道7号"),
        ("phone", "13977665544"),
    ):
        put(form, name, value)
    public.button("Send the objection").click()
    public.heading(public.words("The objection came in"))
    way.receipt = public.page.locator(".check-word").inner_text()
    way.picture("public", "objected")

    maker, second, third = way.seat("maker"), way.seat("second"), way.seat("third")
    second.go(f"/desk/objections/{way.receipt}/")
    ask(second, "Admit it")
    appoint = second.page.locator("details.ask").filter(has=second.page.locator("[name=person]"))
    appoint.locator("summary").click()
    appoint.locator("label", has_text="蔺珂").click()
    appoint.locator(".ask-body .is-primary").click()
    third.go(f"/desk/objections/{way.receipt}/")
    ask(third, "Write the finding down", words=FINDING)
    expect(third.page.get_by_text(FINDING).first).to_be_visible()
    second.go(f"/desk/objections/{way.receipt}/")
    way.picture("second", "objection")
    ask(second, "Decide", outcome="uphold", words=UPHELD)
    ask(second, "Answer", words=ANSWER)
    expect(second.page.get_by_text(ANSWER).first).to_be_visible()

    public.go("/notices/receipt/")
    public.page.locator("[name=code]").fill(way.receipt)
    public.button("Ask").click()
    expect(public.page.locator("#found")).to_contain_text(ANSWER)
    way.picture("public", "answered")

    way.installation.beside("pass-days", way.notice)
    maker.go(f"/desk/notices/{way.notice}/")
    ask(maker, "Note that its time is over", said="Noted. It can be confirmed now.")
    ask(maker, "Confirm everything on it", said="Confirmed. Their applicants are told.")


def test_it_is_named_and_the_certificate_is_there(way: Way) -> None:
    maker, second, worker, public = (way.seat(one) for one in ("maker", "second", "worker", "public"))
    maker.go("/desk/decisions/new/")
    maker.page.locator("li", has_text=way.call).get_by_role(
        "button", name=maker.words("Draft its decision")
    ).click()
    maker.heading(maker.words("Draft of the decision"))
    maker.button("Keep the draft").click()
    hears(maker, "Kept.")
    code = code_in(maker, -1)
    way.picture("maker", "decision")
    second.go(f"/desk/decisions/{code}/")
    ask(second, "Issue under its number", said="Issued.")
    way.picture("second", "issued")

    worker.go("/my/applications/")
    worker.page.get_by_role("link", name=way.title).first.click()
    award = worker.page.locator("#award")
    link = award.get_by_role("link", name=worker.words("Certificate (PDF)"))
    answer = worker.context.request.get(link.get_attribute("href") or "")
    assert answer.body().startswith(b"%PDF")
    way.picture("worker", "named")
    way.award = award.locator(".code").inner_text()
    public.go(f"/v/{way.award}/")
    public.heading(way.title)
    expect(public.page.locator(".notice.is-good")).to_contain_text(public.words("This naming holds"))
    way.picture("public", "holds")


def test_it_is_revoked_and_everybody_is_told(way: Way) -> None:
    maker, second, worker, public = (way.seat(one) for one in ("maker", "second", "worker", "public"))
    maker.go("/desk/awards/")
    maker.page.get_by_role("link", name=way.title).first.click()
    ask(
        maker,
        "Begin its revocation",
        reason=WHY_REVOKED,
        article=ARTICLE,
        said="Drafted. Look its words over; a second person issues it.",
    )
    public.page.reload()
    expect(public.page.locator(".notice.is-good")).to_be_visible()
    second.go(f"/desk/decisions/{code_in(maker, -1)}/")
    ask(second, "Issue under its number", said="Issued.")

    public.page.reload()
    expect(public.page.locator(".refusal")).to_contain_text(public.words("This naming was revoked"))
    way.picture("public", "revoked")
    worker.page.reload()
    expect(worker.page.locator("#award")).to_contain_text(worker.words("This naming was revoked"))
