"""The whole way of an idea: from a phone on the shop floor to the public, by everybody whose turn it is.

Told twice, in places of their own: in Chinese with the workers on phones, and in English on desktops.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Browser, expect

from tests.attachments.corpus.making import CANARY, photo_with_place, video_with_place
from tests.journeys.ideas import (
    EARLIER,
    Draft,
    go_on,
    hand_in,
    own,
    resembling,
    say_how,
    say_what,
    write_whole,
)
from tests.journeys.inhabitants import CREW, UNITS
from tests.journeys.installation import Installation
from tests.journeys.visitors import CHECKED_WITHIN, DESKTOP, PHONE, Language, Visitor, picture

GPS = 0x8825


@dataclass(slots=True, kw_only=True)
class Tale:
    """One telling: the place, its people at their windows, and what they write."""

    installation: Installation
    browser: Browser
    place: str
    language: Language
    size: tuple[int, int]
    draft: Draft
    typed: Draft
    code: str = ""
    seated: dict[str, Visitor] = field(default_factory=dict)

    def seat(self, seat: str, *, inside: bool = True) -> Visitor:
        """Who sits there, signed in; workers have the telling's device, offices a desktop."""
        full = seat if seat == "province" else f"{self.place}-{seat}"
        if seat not in self.seated:
            is_worker = seat in CREW and CREW[seat][1] is None
            somebody = Visitor(
                self.installation,
                self.browser,
                language=self.language,
                size=self.size if is_worker else DESKTOP,
            )
            self.seated[seat] = somebody
            if inside and is_worker:
                somebody.go("/account/sign-in/")
                somebody.give_password(full)
                somebody.heading(somebody.words("My ideas"))
            elif inside:
                somebody.sign_in(full)
        return self.seated[seat]

    @property
    def unit(self) -> str:
        """The unit's name."""
        return UNITS[self.place][0]

    def picture(self, seat: str, name: str) -> None:
        """Kept where somebody wants to look."""
        picture(self.seated[seat], f"{self.language}-{name}")


TELLINGS = {
    "phone in Chinese": ("jingzhou", "zh-hans", PHONE),
    "desktop in English": ("huanggang", "en", DESKTOP),
}


@pytest.fixture(scope="module", params=TELLINGS.values(), ids=TELLINGS.keys())
def tale(request: pytest.FixtureRequest, installation: Installation, browser: Browser) -> Iterator[Tale]:
    """Told test by test, in their order; at the end nothing may have gone wrong in any window."""
    place, language, size = request.param
    told = Tale(
        installation=installation,
        browser=browser,
        place=place,
        language=language,
        size=size,
        draft=resembling("滚筒更换用推入式小车", place=place),
        typed=own(f"开关柜地刀防误挂牌{place[0].upper()}"),
    )
    yield told
    for somebody in told.seated.values():
        somebody.leave()


def test_a_worker_scans_the_code_writes_and_loses_nothing(tale: Tale) -> None:
    officer = tale.seat("unit")
    officer.go(f"/desk/unions/{tale.installation.people[f'{tale.place}-union']}/poster/")
    tale.picture("unit", "poster")
    address = officer.page.locator(".poster .number").inner_text()

    worker = tale.seat("worker", inside=False)
    page = worker.page
    worker.go(address.removeprefix(tale.installation.address))
    worker.give_password(f"{tale.place}-worker")
    worker.heading(worker.words("Write an idea"))
    tale.picture("worker", "begin")
    worker.button("Begin").click()
    worker.heading(worker.words("What it is"))
    tale.code = urlsplit(page.url).path.split("/")[3]
    say_what(worker, tale.draft)
    tale.picture("worker", "what")
    go_on(worker, "Trouble and remedy")

    # The connection goes while the trouble is told, and comes back.
    say_how(worker, tale.draft)
    state, problem = page.locator("[data-draft-state]"), page.locator("[name=problem]")
    expect(state).to_contain_text(worker.words("Kept at"))
    with worker.without_connection():
        problem.press_sequentially("电")
        expect(state).to_have_text(
            worker.words("No connection: kept on this phone, and sent when there is one again.")
        )
        tale.picture("worker", "offline")
    expect(state).to_contain_text(worker.words("Kept at"))

    # The session ends while the remedy is told; what was typed after that is on the phone.
    worker.context.clear_cookies(name="sessionid")
    solution = page.locator("[name=solution]")
    solution.press_sequentially("轮")
    expect(state).to_have_text(
        worker.words("You were signed out. What you typed is kept on this phone; sign in again to go on.")
    )
    page.reload()
    worker.give_password(f"{tale.place}-worker")
    worker.heading(worker.words("Trouble and remedy"))
    expect(problem).to_have_value(tale.draft.prose.problem + "电")
    expect(solution).to_have_value(tale.draft.prose.solution + "轮")
    expect(state).to_contain_text(worker.words("Kept at"))

    # Somebody else's published text resembles it.
    earlier = page.locator("details.similar").filter(has_text=EARLIER.title)
    earlier.locator("summary").click()
    expect(earlier.locator('.passage, a[href^="#s"]').first).to_be_visible()
    tale.picture("worker", "how-similar")
    go_on(worker, "Photos and figures")


def test_what_the_camera_took_is_kept_without_its_place(tale: Tale) -> None:
    worker = tale.seat("worker")
    page = worker.page
    page.locator("[name=effect]").fill(tale.draft.prose.effect)
    for name, value in (("name", "更换时间"), ("unit", "小时"), ("before", "4"), ("after", "1")):
        page.locator(f"[name=m0-{name}]").fill(value)
    page.locator("[name=benefit]").fill("约12万元")
    page.locator("[name=basis]").select_option(index=1)

    photo, video = photo_with_place(), video_with_place()
    assert Image.open(io.BytesIO(photo)).getexif().get_ifd(GPS)
    assert CANARY in video
    for slot, name, kind, content in (
        ("photo", "现场.jpg", "image/jpeg", photo),
        ("video", "演示.mp4", "video/mp4", video),
    ):
        section = page.locator(f"section[data-slot={slot}]")
        section.locator("input[type=file]").last.set_input_files(
            {"name": name, "mimeType": kind, "buffer": content}
        )
        expect(section.locator(".attachments-list a[href]").first).to_be_visible(timeout=CHECKED_WITHIN)
    tale.picture("worker", "proof")

    back = {
        slot: worker.context.request.get(
            page.locator(f"section[data-slot={slot}] .attachments-words a[href]").get_attribute("href") or ""
        ).body()
        for slot in ("photo", "video")
    }
    assert not Image.open(io.BytesIO(back["photo"])).getexif().get_ifd(GPS)
    assert CANARY not in back["photo"] + back["video"]
    assert back["video"][4:8] == b"ftyp"
    go_on(worker, "Who made it")


def test_a_colleague_is_named_and_it_is_handed_in(tale: Tale) -> None:
    worker = tale.seat("worker")
    page = worker.page
    people = tale.installation.people
    page.locator("[name=c0-share]").fill("60")
    page.locator("[name=c1-staff_number]").fill(people[f"{tale.place}-colleague"])
    page.locator("[name=c1-name]").fill(CREW["colleague"][0])
    page.locator("[name=c1-share]").fill("40")
    expect(page.locator("[data-share-total]")).to_contain_text("100%")
    tale.picture("worker", "people")
    go_on(worker, "Look it over and hand in")

    expect(page.locator("#similar")).to_contain_text(EARLIER.title)
    expect(page.get_by_role("img", name="现场.jpg")).to_be_visible()
    page.locator("[name=said_new]").fill("小车带锁止机构，一人即可推入。")
    tale.picture("worker", "check")
    hand_in(worker, tale.draft)
    expect(page.locator(".way-where")).to_contain_text(tale.unit)
    tale.picture("worker", "handed-in")


def test_the_colleague_confirms_by_their_own_sign_in(tale: Tale) -> None:
    colleague = tale.seat("colleague")
    share = colleague.words("Confirm your share of %(share)s%%", share="40")
    expect(colleague.page.locator(".records").first).to_contain_text(share)
    tale.picture("colleague", "home")
    colleague.was_told(
        "You are named as a creator of “%(title)s”. Confirm your share.", title=tale.draft.title
    )
    colleague.heading(tale.draft.title)
    tale.picture("colleague", "confirm")
    colleague.button("Confirm my share").click()
    expect(colleague.page.locator(".toasts")).to_contain_text(colleague.words("Confirmed."))
    colleague.go("/my/")
    expect(colleague.page.get_by_text(share)).to_have_count(0)


def test_an_assistant_types_for_somebody_who_does_not(tale: Tale) -> None:
    assistant = tale.seat("assistant")
    elder = CREW["elder"][0]
    assistant.go("/my/typing/")
    assistant.page.get_by_role("searchbox").fill(elder)
    assistant.page.keyboard.press("Enter")
    assistant.button("Type for %(name)s", name=elder).click()
    assistant.heading(assistant.words("What it is"))
    expect(assistant.page.locator(".page-head")).to_contain_text(
        assistant.words("You type for %(name)s, who invented it.", name=elder)
    )
    write_whole(assistant, tale.typed)
    hand_in(assistant, tale.typed)

    inventor = tale.seat("elder")
    inventor.was_told(
        "“%(title)s” was typed for you. See whether it says what you mean.", title=tale.typed.title
    )
    inventor.heading(tale.typed.title)
    typed_by = inventor.words("typed by %(name)s", name=CREW["assistant"][0])
    expect(inventor.page.locator(".facts")).to_contain_text(typed_by)
    inventor.button("Confirm my share").click()
    expect(inventor.page.locator(".toasts")).to_contain_text(inventor.words("Confirmed."))
    tale.picture("elder", "typed-for-me")


def test_the_unit_asks_for_a_correction_and_gets_it(tale: Tale) -> None:
    officer, worker = tale.seat("unit"), tale.seat("worker")
    officer.go("/desk/")
    tale.picture("unit", "my-work")
    expect(officer.page.get_by_role("link", name=tale.typed.title)).to_be_visible()
    officer.page.get_by_role("link", name=tale.draft.title).click()
    officer.heading(tale.draft.title)
    tale.picture("unit", "idea")
    officer.act(
        "Ask for a correction", tick=["figures_missing"], words="请补充小车的承重，以及改进前后的更换人数。"
    )
    expect(officer.page.locator(".toasts")).to_contain_text(
        officer.words("Sent back. The clock stands still until it is handed in again.")
    )

    worker.was_told("“%(title)s” came back to you for correction.", title=tale.draft.title)
    worker.go("/my/")
    expect(worker.page.locator(".records").first).to_contain_text(
        worker.words("Correct it and hand it in again")
    )
    tale.picture("worker", "home-correction")
    worker.page.locator(".records").first.get_by_role("link", name=tale.draft.title).click()
    worker.link("Correct it").click()
    expect(worker.page.locator(".notice")).to_contain_text("请补充小车的承重")
    tale.picture("worker", "correction")
    go_on(worker, "Trouble and remedy")
    worker.page.locator("[name=innovation]").fill("小车承重二百公斤，二人变一人。")
    go_on(worker, "Photos and figures")
    go_on(worker, "Who made it")
    go_on(worker, "Look it over and hand in")
    hand_in(worker, tale.draft)


def test_the_unit_sees_what_it_resembles_and_says_yes(tale: Tale) -> None:
    officer, worker = tale.seat("unit"), tale.seat("worker")
    officer.was_told("“%(title)s” was handed in and waits for your union's answer.", title=tale.draft.title)
    officer.heading(tale.draft.title)
    evidence = officer.page.locator("section.panel").filter(has_text=EARLIER.title)
    officer.comes_within(evidence, CHECKED_WITHIN)
    tale.picture("unit", "idea-evidence")
    evidence.locator("summary", has_text=officer.words("Rule on it")).click()
    evidence.locator("[name=ruling]").select_option("independent")
    evidence.locator("[name=reason]").fill("小车带锁止机构，与已有成果不同。")
    officer.button("Put the ruling into the record").click()

    officer.act("Accept", words="好主意，下月起在二号线试用。")
    expect(officer.page.locator(".toasts")).to_contain_text(officer.words("Accepted. Its people are told."))
    worker.was_told("“%(title)s” was answered.", title=tale.draft.title)
    expect(worker.page.locator("blockquote").first).to_contain_text("好主意，下月起在二号线试用。")
    tale.picture("worker", "answered")

    officer.act("Note as implemented", day=officer.today())
    officer.act("Verify")
    officer.act("Reward", amount="800")
    expect(officer.page.locator(".facts")).to_contain_text("800")
    worker.was_told("“%(title)s” was rewarded.", title=tale.draft.title)
    tale.picture("worker", "rewarded")


def test_it_goes_up_desk_by_desk(tale: Tale) -> None:
    officer = tale.seat("unit")
    officer.link("Its result").click()
    officer.heading(tale.draft.title)
    officer.act("Recommend", opinion="已在二号线使用，效果明显。")
    expect(officer.page.locator(".way-points")).to_be_visible()
    tale.picture("unit", "recommendation")

    county = tale.seat("county")
    arrived = "The recommendation of “%(title)s” arrived at your desk."
    county.was_told(arrived, title=tale.draft.title)
    county.heading(tale.draft.title)
    tale.picture("county", "recommendation")
    county.act("return for correction", tick=["material_incomplete"], words="请补充车间的应用证明。")
    officer.was_told("The recommendation of “%(title)s” was returned.", title=tale.draft.title)
    expect(officer.page.locator("blockquote").first).to_contain_text("请补充车间的应用证明。")
    tale.picture("unit", "returned")
    officer.act("hand in again", words="应用证明已附在成果后。")
    county.was_told(arrived, title=tale.draft.title)
    county.act("forward", opinion="材料齐全，同意推荐。")

    city = tale.seat("city")
    city.go("/desk/")
    tale.picture("city", "my-work")
    city.go("/desk/recommendations/")
    tale.picture("city", "recommendations")
    city.link("Rank").click()
    city.heading(city.words("Ranking"))
    city.page.get_by_label(city.words("Place of %(title)s", title=tale.draft.title)).fill("1")
    city.button("Keep this order").click()
    tale.picture("city", "ranking")
    city.page.get_by_role("link", name=tale.draft.title).click()
    city.act("forward")

    province = tale.seat("province")
    province.was_told(arrived, title=tale.draft.title)
    province.act("accept as arrived", opinion="同意。")
    expect(province.page.locator(".way-where")).to_contain_text(
        province.words("It has arrived at %(desk)s.", desk="湖北省总工会")
    )
    tale.picture("province", "arrived")
    officer.was_told("The recommendation of “%(title)s” was decided.", title=tale.draft.title)


def test_a_second_person_clears_it_and_the_public_finds_it(tale: Tale) -> None:
    county = tale.seat("county")
    county.link("Its result").click()
    county.button("Clear").click()
    county.button("Publish").click()
    expect(county.page.locator(".next-bar")).to_contain_text(county.words("Published. Anybody can find it."))
    tale.picture("county", "result")

    public = Visitor(tale.installation, tale.browser, language=tale.language, size=tale.size)
    tale.seated["public"] = public
    public.go("/")
    public.page.get_by_role("searchbox").fill("推入式小车")
    public.button("Search").click()
    public.page.get_by_role("link", name=tale.draft.title).filter(has_text=tale.draft.title).first.click()
    public.heading(tale.draft.title)
    public.go("/answers/")
    expect(public.page.get_by_role("heading", level=1)).to_contain_text(public.words("Who answers"))
    tale.picture("public", "answers")
