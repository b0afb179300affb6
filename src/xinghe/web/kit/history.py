"""The record as a timeline: who, as what, when, from what to what, and why, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext, pgettext

from xinghe.access.powers import ROLE_LABELS
from xinghe.accounts.queries import names_of
from xinghe.audit.queries import entries_about
from xinghe.foundation.errors import gettext_noop
from xinghe.notices.vocab import ACT_LABELS as OBJECTION_ACTS
from xinghe.programmes.vocab import MOVED_LABELS
from xinghe.recommendations.vocab import DONE_LABELS
from xinghe.web.kit.parts import Event
from xinghe.web.kit.words import word

ACTS: dict[str, str] = {
    **{f"application.{name}": label for name, label in MOVED_LABELS.items()},
    "application.seal": gettext_noop("sealed by the unit"),
    "application.rank_pile": gettext_noop("put in order"),
    "decision.begin": gettext_noop("decision drafted"),
    "decision.change": gettext_noop("decision changed"),
    "decision.drop": gettext_noop("decision dropped"),
    "decision.issue": gettext_noop("decision issued"),
    "award.name": gettext_noop("award named"),
    "award.revoke": gettext_noop("award revoked"),
    "application.regrade": gettext_noop("given another grade"),
    **{f"objection.{act}": label for act, label in OBJECTION_ACTS.items()},
    "notice.make": gettext_noop("notice drafted"),
    "notice.change": gettext_noop("notice changed"),
    "notice.throw_away": gettext_noop("notice thrown away"),
    "notice.publish": gettext_noop("notice published"),
    "notice.replace": gettext_noop("replaced by a corrected notice"),
    "notice.end": gettext_noop("time of the notice over"),
    "notice.confirm": gettext_noop("everything on it confirmed"),
    "judge.enrol": gettext_noop("taken into the pool of judges"),
    "judge.change": gettext_noop("entry in the pool changed"),
    "judge.available": gettext_noop("availability said"),
    "panel.begin": gettext_noop("panel begun"),
    "panel.commit_draw": gettext_noop("draw promised"),
    "panel.draw": gettext_noop("judges drawn"),
    "panel.invite": gettext_noop("judges invited"),
    "panel.name_chair": gettext_noop("chair named"),
    "panel.find_conflicts": gettext_noop("conflicts looked for"),
    "panel.assign": gettext_noop("entries assigned"),
    "panel.open": gettext_noop("panel opened"),
    "panel.close": gettext_noop("panel closed"),
    "panel.draw_order": gettext_noop("order of presentation drawn"),
    "panel.call_up": gettext_noop("running order moved on"),
    "panel.add_review": gettext_noop("one more judge asked"),
    "call.release_decisions": gettext_noop("declined applicants told"),
    "panel.rank": gettext_noop("ranking frozen"),
    "panel.ask_rerank": gettext_noop("new ranking after the release asked for"),
    "panel.release": gettext_noop("results released"),
    "seat.accept": gettext_noop("seat accepted"),
    "seat.decline": gettext_noop("seat declined"),
    "seat.vacate": gettext_noop("seat vacated"),
    "conflict.declare": gettext_noop("conflict declared"),
    "conflict.pin": gettext_noop("conflict noted"),
    "conflict.ask_lift": gettext_noop("lifting of a conflict asked for"),
    "conflict.lift": gettext_noop("conflict lifted"),
    "score.give": gettext_noop("score given"),
    "score.abstain": gettext_noop("abstained from scoring"),
    "score.ask_correction": gettext_noop("correction of a score asked for"),
    "score.correct": gettext_noop("score corrected"),
    "vote.give": gettext_noop("vote given"),
    "visit.begin": gettext_noop("report of a visit begun"),
    "visit.save": gettext_noop("report of a visit written"),
    "visit.sign": gettext_noop("report of a visit signed"),
    "call.begin": gettext_noop("call begun"),
    "call.change": gettext_noop("call changed"),
    "call.give_places": gettext_noop("places given"),
    "call.send_for_approval": gettext_noop("sent for approval"),
    "call.send_back": gettext_noop("call sent back"),
    "call.approve": gettext_noop("call approved"),
    "call.open": gettext_noop("call published"),
    "call.cancel": gettext_noop("call cancelled"),
    "call.ask_extension": gettext_noop("longer time asked for"),
    "call.grant_extension": gettext_noop("longer time granted"),
    "result.record": gettext_noop("recorded"),
    "result.clear": gettext_noop("cleared"),
    "result.publish": gettext_noop("published"),
    "result.return": gettext_noop("taken back"),
    "result.withdraw": gettext_noop("withdrawn"),
    "idea.begin": gettext_noop("begun"),
    "idea.name_creators": gettext_noop("creators named"),
    "idea.hand_in": gettext_noop("handed in"),
    "idea.take_back": gettext_noop("taken back by its author"),
    "idea.correct": gettext_noop("corrected"),
    "idea.confirm_share": gettext_noop("share confirmed"),
    "idea.dispute_share": gettext_noop("share disputed"),
    "idea.accept": gettext_noop("idea accepted"),
    "idea.refuse": gettext_noop("idea refused"),
    "idea.ask_correction": gettext_noop("sent back for correction"),
    "idea.merge": gettext_noop("merged into another idea"),
    "idea.reopen": gettext_noop("opened again"),
    "idea.implement": gettext_noop("noted as implemented"),
    "idea.verify": gettext_noop("idea verified"),
    "idea.reward": gettext_noop("reward noted"),
    "idea.take_over": gettext_noop("taken over"),
    "idea.escalate": gettext_noop("late: told to the union above"),
    "idea.remind": gettext_noop("desk reminded"),
    "idea.resembles": gettext_noop("resembles an earlier text"),
    **{f"recommendation.{act}": label for act, label in DONE_LABELS.items()},
    "recommendation.rank": gettext_noop("ranked"),
    "attachment.receive": gettext_noop("file attached"),
    "attachment.clean": gettext_noop("file checked"),
    "attachment.refuse": gettext_noop("file not taken"),
    "attachment.describe": gettext_noop("caption written"),
    "attachment.remove": gettext_noop("file removed"),
    "attachment.move": gettext_noop("file handed on"),
    "attachment.let_go": gettext_noop("removed file deleted"),
    "paper.issue": gettext_noop("paper issued"),
    "paper.void": gettext_noop("paper made void"),
    "series.open": gettext_noop("row of numbers opened"),
    "series.close": gettext_noop("row of numbers closed"),
    "key.make": gettext_noop("signing key made"),
    "key.end": gettext_noop("signing key ended"),
    "workbook.receive": gettext_noop("workbook received"),
    "workbook.finish": gettext_noop("workbook checked"),
    "run.ask": gettext_noop("long work asked for"),
    "run.bulk": gettext_noop("bulk act asked for"),
    "run.cancel": gettext_noop("long work stopped"),
    "similarity.note": gettext_noop("similarity found"),
    "similarity.again": gettext_noop("compared again"),
    "similarity.rule": gettext_noop("similarity ruled on"),
    "lineage.tie": gettext_noop("tied to another work"),
    "lineage.untie": gettext_noop("tie undone"),
    "text.drop": gettext_noop("text replaced"),
    "text.pass_on": gettext_noop("text passed on"),
    "text.show": gettext_noop("text shown or hidden"),
    "robot.arrange": gettext_noop("group robot set up"),
    "robot.change": gettext_noop("group robot changed"),
    "robot.switch": gettext_noop("group robot switched on or off"),
    "robot.remove": gettext_noop("group robot removed"),
    "robot.try": gettext_noop("group robot tried"),
    "robot.pause": gettext_noop("group robot paused"),
    "union.plant": gettext_noop("tree planted"),
    "union.place": gettext_noop("placed in the tree"),
    "union.move": gettext_noop("moved in the tree"),
    "union.rename": gettext_noop("renamed"),
    "union.appoint": gettext_noop("office given"),
    "union.dismiss": gettext_noop("office ended"),
    "person.enrol": gettext_noop("person enrolled"),
    "person.deactivate": gettext_noop("account closed"),
    "person.language": gettext_noop("language chosen"),
    "person.read_many": gettext_noop("looked at very many people within an hour"),
    "person.look_as": gettext_noop("looked through their eyes"),
    "person.look_end": gettext_noop("look ended"),
    "mapping.make": gettext_noop("rule about offices made"),
    "mapping.end": gettext_noop("rule about offices ended"),
    "mapping.leave": gettext_noop("office not given: the most are held"),
    "sign_in.link": gettext_noop("linked to the provider"),
    "sign_in.unlink": gettext_noop("link to the provider forgotten"),
    "sign_in": gettext_noop("signed in"),
    "sign_in.fail": gettext_noop("sign-in not opened"),
    "sign_in.pause": gettext_noop("sign-in paused"),
    "sign_out": gettext_noop("signed out"),
    "session.end_all": gettext_noop("all sessions ended"),
    "password.change": gettext_noop("password changed"),
    "password.issue": gettext_noop("password issued"),
    "second_factor.add": gettext_noop("second factor set up"),
    "second_factor.rename": gettext_noop("passkey renamed"),
    "second_factor.remove": gettext_noop("second factor removed"),
    "second_factor.codes": gettext_noop("recovery codes made"),
    "second_factor.reset": gettext_noop("second factor reset"),
    "number.store": gettext_noop("personal number kept"),
    "number.reveal": gettext_noop("personal number read"),
    "number.seal_anew": gettext_noop("personal numbers sealed anew"),
    "demonstration.found": gettext_noop("demonstration: firms founded"),
    "demonstration.publish": gettext_noop("demonstration: results published"),
    "token.issue": gettext_noop("access token made"),
    "token.revoke": gettext_noop("access token revoked"),
    "deposit.refuse": gettext_noop("not carried out"),
    "endpoint.make": gettext_noop("endpoint set up"),
    "endpoint.change": gettext_noop("endpoint changed"),
    "endpoint.renew": gettext_noop("secret renewed"),
    "endpoint.pause": gettext_noop("endpoint paused"),
    "endpoint.resume": gettext_noop("endpoint resumed"),
    "endpoint.resend": gettext_noop("sent again"),
    "endpoint.try": gettext_noop("trial sent"),
    "endpoint.remove": gettext_noop("endpoint removed"),
    "demonstration.seat": gettext_noop("demonstration: offices filled"),
    "demonstration.tell_ideas": gettext_noop("demonstration: ideas begun"),
}

# What an entry may be about, by the kind that the record keeps.
SUBJECTS: dict[str, str] = {
    "reviews.judge": gettext_noop("judge"),
    "reviews.panel": gettext_noop("panel of judges"),
    "reviews.seat": gettext_noop("seat on a panel"),
    "reviews.conflict": gettext_noop("conflict of a judge"),
    "reviews.score": gettext_noop("score"),
    "reviews.correction": gettext_noop("correction of a score"),
    "reviews.vote": gettext_noop("vote"),
    "reviews.visit": gettext_noop("visit on site"),
    "programmes.application": gettext_noop("application"),
    "programmes.call": gettext_noop("call"),
    "notices.notice": gettext_noop("public notice of a list"),
    "notices.objection": gettext_noop("objection"),
    "decisions.decision": gettext_noop("decision of naming or revocation"),
    "decisions.award": gettext_noop("award"),
    "attachments.attachment": gettext_noop("file"),
    "recommendations.recommendation": gettext_noop("recommendation"),
    "ideas.idea": gettext_noop("idea"),
    "results.result": gettext_noop("result"),
    "results.workbook": gettext_noop("workbook"),
    "texts.lineage": gettext_noop("lineage"),
    "texts.recordedtext": gettext_noop("text"),
    "texts.similarity": gettext_noop("similarity"),
    "papers.paper": gettext_noop("numbered paper"),
    "papers.series": gettext_noop("row of numbers"),
    "papers.signingkey": gettext_noop("signing key"),
    "jobs.run": gettext_noop("long work"),
    "unions.union": gettext_noop("union"),
    "unions.appointment": gettext_noop("appointment"),
    "accounts.person": gettext_noop("person"),
    "unions.rolemapping": gettext_noop("rule about offices"),
    "accounts.vaultnumber": gettext_noop("personal number"),
    "accounts.failurecount": gettext_noop("count of failures"),
    "messaging.robot": gettext_noop("group robot"),
    "mfa.authenticator": gettext_noop("second factor"),
    "integrations.accesstoken": gettext_noop("access token"),
    "deposits.deposit": gettext_noop("request that was taken in"),
    "integrations.endpoint": gettext_noop("endpoint"),
}

# Machines that act, by the name they have in JOB_POWERS, and the ways in.
SYSTEMS: dict[str, str] = {
    "deposits": gettext_noop("deposits"),
    "command-line": gettext_noop("command line"),
    "demonstration": gettext_noop("demonstration"),
    "index-texts": gettext_noop("text index"),
    "review-clerk": gettext_noop("clerk of judging"),
    "ranking-clerk": gettext_noop("keeper of rankings"),
    "examine-attachments": gettext_noop("examination of files"),
    "application-clock": gettext_noop("clock of applications"),
    "correction-clock": gettext_noop("clock of corrections"),
    "review-clock": gettext_noop("clock of judging"),
    "idea-clock": gettext_noop("clock of ideas"),
    "messenger": gettext_noop("messenger"),
    "objection-box": gettext_noop("box for objections"),
    "queue": gettext_noop("queue"),
    "webhooks": gettext_noop("webhooks"),
    "sign-in": gettext_noop("sign-in"),
}
WAYS: dict[str, str] = {
    "web": gettext_noop("web"),
    "api": gettext_noop("program"),
    "job": gettext_noop("long work"),
    "command": gettext_noop("command line"),
}

# What may have changed, by the name that the record keeps.


def act_word(verb: str) -> str:
    """What the verb of the record is called; a new one shows itself."""
    return gettext(ACTS[verb]) if verb in ACTS else verb


def history(
    subject_kind: str, subject_id: int, *, words: Mapping[str, Mapping[Any, str]]
) -> tuple[Event, ...]:
    """What happened to one thing, the newest first. 2 queries.

    ``words`` says how the values of a changed field are called: {"stage": STAGE_LABELS}.
    """
    entries = list(entries_about(subject_kind, subject_id))
    names = names_of({entry.person_id for entry in entries if entry.person_id})
    return once(
        Event(
            at=entry.at,
            act=act_word(entry.verb),
            who=names.get(entry.person_id or 0, "") or pgettext("actor", "the system"),
            office="、".join(_offices(entry.offices)),
            before=" ".join(
                word(words[name], value) for name, value in entry.before.items() if name in words and value
            ),
            after=" ".join(
                word(words[name], value) for name, value in entry.after.items() if name in words and value
            ),
            note=entry.reason,
        )
        for entry in reversed(entries)
    )


def once(events: Iterable[Event]) -> tuple[Event, ...]:
    """The newest of each run of events that say the same and nothing more: whoever corrects something saves often."""
    kept: list[Event] = []
    for event in events:
        says_nothing_new = bool(kept) and replace(event, at=kept[-1].at) == kept[-1]
        if not (says_nothing_new and not (event.before or event.after or event.note)):
            kept.append(event)
    return tuple(kept)


def _offices(held: str) -> list[str]:
    return list(dict.fromkeys(word(ROLE_LABELS, one.split("@")[0]) for one in held.split()))
