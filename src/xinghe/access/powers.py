"""Every power in the product on one screen: who carries it, how far it reaches, what nobody does to their own.

An auditor reads this file and nothing else to know who may do what. Whoever adds a power adds it to
each table; a test refuses a power that nobody carries or that has no reach.
"""

from enum import StrEnum, auto

from xinghe.foundation.errors import gettext_noop


class Role(StrEnum):
    """An office somebody may hold at a union. A worker without an office needs none."""

    ASSISTANT = "assistant"
    UNIT_OFFICER = "unit_officer"
    FINANCE_CONFIRMER = "finance_confirmer"
    OFFICER = "officer"
    PROVINCIAL_OFFICER = "provincial_officer"
    LEADER = "leader"
    SUPERVISOR = "supervisor"
    UNION_AUDITOR = "union_auditor"
    SYSTEM_ADMINISTRATOR = "system_administrator"
    SECURITY_ADMINISTRATOR = "security_administrator"
    AUDIT_ADMINISTRATOR = "audit_administrator"


ROLE_LABELS: dict[Role, str] = {
    Role.ASSISTANT: gettext_noop("assistant who types for workers"),
    Role.UNIT_OFFICER: gettext_noop("unit union officer"),
    Role.FINANCE_CONFIRMER: gettext_noop("unit finance confirmer"),
    Role.OFFICER: gettext_noop("union officer"),
    Role.PROVINCIAL_OFFICER: gettext_noop("provincial officer"),
    Role.LEADER: gettext_noop("union leader"),
    Role.SUPERVISOR: gettext_noop("supervisor"),
    Role.UNION_AUDITOR: gettext_noop("union auditor"),
    Role.SYSTEM_ADMINISTRATOR: gettext_noop("system administrator"),
    Role.SECURITY_ADMINISTRATOR: gettext_noop("security administrator"),
    Role.AUDIT_ADMINISTRATOR: gettext_noop("audit administrator"),
}


class Power(StrEnum):
    """One act on one kind of thing."""

    RESULT_READ = "result.read"
    RESULT_RECORD = "result.record"
    RESULT_CLEAR = "result.clear"
    RESULT_PUBLISH = "result.publish"
    SIMILARITY_RULE = "similarity.rule"
    IDEA_READ = "idea.read"
    IDEA_TYPE = "idea.type"
    IDEA_ANSWER = "idea.answer"
    IDEA_TAKE_OVER = "idea.take_over"
    RECOMMENDATION_READ = "recommendation.read"
    RESULT_RECOMMEND = "result.recommend"
    RECOMMENDATION_DECIDE = "recommendation.decide"
    CALL_READ = "call.read"
    CALL_MAKE = "call.make"
    CALL_APPROVE = "call.approve"
    APPLICATION_READ = "application.read"
    APPLICATION_WRITE = "application.write"
    APPLICATION_SEAL = "application.seal"
    APPLICATION_FORWARD = "application.forward"
    APPLICATION_EXAMINE = "application.examine"
    APPLICATION_DECIDE = "application.decide"
    DECISION_READ = "decision.read"
    DECISION_MAKE = "decision.make"
    DECISION_ISSUE = "decision.issue"
    PAPER_READ = "paper.read"
    PAPER_ISSUE = "paper.issue"
    JUDGE_READ = "judge.read"
    JUDGE_KEEP = "judge.keep"
    PANEL_READ = "panel.read"
    PANEL_ARRANGE = "panel.arrange"
    PANEL_CLOSE = "panel.close"
    PANEL_RANK = "panel.rank"
    REVIEW_WRITE = "review.write"
    NOTICE_READ = "notice.read"
    NOTICE_MAKE = "notice.make"
    NOTICE_PUBLISH = "notice.publish"
    OBJECTION_READ = "objection.read"
    OBJECTION_HANDLE = "objection.handle"
    ATTACHMENT_READ = "attachment.read"
    MESSAGE_READ = "message.read"
    ROBOT_ARRANGE = "robot.arrange"
    VIEW_KEEP = "view.keep"
    TOKEN_HOLD = "token.hold"  # noqa: S105 -- the name of a power
    ENDPOINT_ARRANGE = "endpoint.arrange"
    UNION_READ = "union.read"
    UNION_ARRANGE = "union.arrange"
    UNION_APPOINT = "union.appoint"
    PERSON_READ = "person.read"
    PERSON_ENROL = "person.enrol"
    PERSON_LOOK_AS = "person.look_as"
    NUMBER_REVEAL = "number.reveal"
    RUN_READ = "run.read"
    RUN_CANCEL = "run.cancel"
    AUDIT_READ = "audit.read"
    CORPUS_SWEEP = "corpus.sweep"

    @property
    def label(self) -> str:
        """What a refusal calls it."""
        return POWER_LABELS[self]


POWER_LABELS: dict[Power, str] = {
    Power.RESULT_READ: gettext_noop("read results"),
    Power.RESULT_RECORD: gettext_noop("record results"),
    Power.RESULT_CLEAR: gettext_noop("clear results"),
    Power.RESULT_PUBLISH: gettext_noop("publish results"),
    Power.SIMILARITY_RULE: gettext_noop("rule on similarities"),
    Power.IDEA_READ: gettext_noop("read ideas"),
    Power.IDEA_TYPE: gettext_noop("type ideas for others"),
    Power.IDEA_ANSWER: gettext_noop("answer ideas"),
    Power.IDEA_TAKE_OVER: gettext_noop("take over late ideas"),
    Power.RECOMMENDATION_READ: gettext_noop("read recommendations"),
    Power.RESULT_RECOMMEND: gettext_noop("recommend results"),
    Power.RECOMMENDATION_DECIDE: gettext_noop("forward and return recommendations"),
    Power.CALL_READ: gettext_noop("read calls"),
    Power.CALL_MAKE: gettext_noop("make calls"),
    Power.CALL_APPROVE: gettext_noop("approve calls"),
    Power.APPLICATION_READ: gettext_noop("read applications"),
    Power.APPLICATION_WRITE: gettext_noop("write one's own applications"),
    Power.APPLICATION_SEAL: gettext_noop("seal applications for the unit"),
    Power.APPLICATION_FORWARD: gettext_noop("forward and return applications"),
    Power.APPLICATION_EXAMINE: gettext_noop("examine applications"),
    Power.APPLICATION_DECIDE: gettext_noop("decide about applications"),
    Power.DECISION_READ: gettext_noop("read decisions"),
    Power.DECISION_MAKE: gettext_noop("draft decisions"),
    Power.DECISION_ISSUE: gettext_noop("issue decisions"),
    Power.PAPER_READ: gettext_noop("read numbered papers"),
    Power.PAPER_ISSUE: gettext_noop("issue numbered papers"),
    Power.JUDGE_READ: gettext_noop("look at the pool of judges"),
    Power.JUDGE_KEEP: gettext_noop("keep the pool of judges"),
    Power.PANEL_READ: gettext_noop("look at panels of judges"),
    Power.PANEL_ARRANGE: gettext_noop("arrange panels of judges"),
    Power.PANEL_CLOSE: gettext_noop("close panels of judges"),
    Power.PANEL_RANK: gettext_noop("rank and release what judges scored"),
    Power.REVIEW_WRITE: gettext_noop("judge what one is assigned"),
    Power.NOTICE_READ: gettext_noop("read public notices in preparation"),
    Power.NOTICE_MAKE: gettext_noop("make public notices"),
    Power.NOTICE_PUBLISH: gettext_noop("publish notices"),
    Power.OBJECTION_READ: gettext_noop("read objections"),
    Power.OBJECTION_HANDLE: gettext_noop("handle objections"),
    Power.ATTACHMENT_READ: gettext_noop("open attachments"),
    Power.MESSAGE_READ: gettext_noop("read messages"),
    Power.ROBOT_ARRANGE: gettext_noop("set up group robots"),
    Power.VIEW_KEEP: gettext_noop("keep views of lists"),
    Power.TOKEN_HOLD: gettext_noop("hold access tokens"),
    Power.ENDPOINT_ARRANGE: gettext_noop("set up webhooks"),
    Power.UNION_READ: gettext_noop("look at unions"),
    Power.UNION_ARRANGE: gettext_noop("arrange the union tree"),
    Power.UNION_APPOINT: gettext_noop("give and end offices"),
    Power.PERSON_READ: gettext_noop("look at people"),
    Power.PERSON_ENROL: gettext_noop("enrol people"),
    Power.PERSON_LOOK_AS: gettext_noop("look through somebody else's eyes"),
    Power.NUMBER_REVEAL: gettext_noop("read personal numbers"),
    Power.RUN_READ: gettext_noop("look at long work"),
    Power.RUN_CANCEL: gettext_noop("stop long work"),
    Power.AUDIT_READ: gettext_noop("read the record"),
    Power.CORPUS_SWEEP: gettext_noop("compare all texts"),
}


class Reach(StrEnum):
    """How far a power carried by an office extends."""

    SUBTREE = auto()  # the union where the office is held and everything below it, on either line
    HERE = auto()  # only the union where the office is held: no acting over a lower desk's head
    WHOLE = auto()  # what has no place in the tree, so only an office at its top carries it


REACH: dict[Power, Reach] = {
    Power.RESULT_READ: Reach.SUBTREE,
    Power.RESULT_RECORD: Reach.SUBTREE,
    Power.RESULT_CLEAR: Reach.SUBTREE,
    Power.RESULT_PUBLISH: Reach.SUBTREE,
    Power.SIMILARITY_RULE: Reach.SUBTREE,
    Power.IDEA_READ: Reach.SUBTREE,
    Power.IDEA_TYPE: Reach.HERE,
    Power.IDEA_ANSWER: Reach.HERE,
    Power.IDEA_TAKE_OVER: Reach.SUBTREE,
    Power.RECOMMENDATION_READ: Reach.SUBTREE,
    Power.RESULT_RECOMMEND: Reach.HERE,
    Power.RECOMMENDATION_DECIDE: Reach.HERE,
    Power.CALL_READ: Reach.SUBTREE,
    Power.CALL_MAKE: Reach.HERE,
    Power.CALL_APPROVE: Reach.HERE,
    Power.APPLICATION_READ: Reach.SUBTREE,
    Power.APPLICATION_WRITE: Reach.HERE,
    Power.APPLICATION_SEAL: Reach.HERE,
    Power.APPLICATION_FORWARD: Reach.HERE,
    Power.APPLICATION_EXAMINE: Reach.HERE,
    Power.APPLICATION_DECIDE: Reach.HERE,
    Power.DECISION_READ: Reach.SUBTREE,
    Power.DECISION_MAKE: Reach.HERE,
    Power.DECISION_ISSUE: Reach.HERE,
    Power.PAPER_READ: Reach.SUBTREE,
    # In the name of the union itself, never of one below it.
    Power.PAPER_ISSUE: Reach.HERE,
    Power.JUDGE_READ: Reach.SUBTREE,
    Power.JUDGE_KEEP: Reach.HERE,
    Power.PANEL_READ: Reach.SUBTREE,
    Power.PANEL_ARRANGE: Reach.HERE,
    Power.PANEL_CLOSE: Reach.HERE,
    Power.PANEL_RANK: Reach.HERE,
    # No office carries it: who judges reads and writes what is assigned to them, wherever it lies.
    Power.REVIEW_WRITE: Reach.HERE,
    Power.NOTICE_READ: Reach.SUBTREE,
    Power.NOTICE_MAKE: Reach.HERE,
    Power.NOTICE_PUBLISH: Reach.HERE,
    # Who objects is known where the notice was published, and nowhere above.
    Power.OBJECTION_READ: Reach.HERE,
    Power.OBJECTION_HANDLE: Reach.HERE,
    Power.ATTACHMENT_READ: Reach.SUBTREE,
    Power.MESSAGE_READ: Reach.HERE,
    Power.ROBOT_ARRANGE: Reach.SUBTREE,
    Power.VIEW_KEEP: Reach.HERE,
    Power.TOKEN_HOLD: Reach.HERE,
    Power.ENDPOINT_ARRANGE: Reach.SUBTREE,
    Power.UNION_READ: Reach.SUBTREE,
    Power.UNION_ARRANGE: Reach.SUBTREE,
    Power.UNION_APPOINT: Reach.SUBTREE,
    Power.PERSON_READ: Reach.SUBTREE,
    Power.PERSON_ENROL: Reach.SUBTREE,
    Power.PERSON_LOOK_AS: Reach.SUBTREE,
    Power.NUMBER_REVEAL: Reach.SUBTREE,
    Power.RUN_READ: Reach.SUBTREE,
    Power.RUN_CANCEL: Reach.SUBTREE,
    Power.AUDIT_READ: Reach.WHOLE,
    Power.CORPUS_SWEEP: Reach.SUBTREE,
}

_READ_ALL = frozenset(
    {
        Power.RESULT_READ,
        Power.IDEA_READ,
        Power.RECOMMENDATION_READ,
        Power.CALL_READ,
        Power.APPLICATION_READ,
        Power.PAPER_READ,
        Power.NOTICE_READ,
        Power.DECISION_READ,
        Power.ATTACHMENT_READ,
        Power.UNION_READ,
    }
)
_OFFICER = _READ_ALL | {
    Power.RESULT_RECORD,
    Power.RESULT_CLEAR,
    Power.RESULT_PUBLISH,
    Power.SIMILARITY_RULE,
    Power.IDEA_TAKE_OVER,
    Power.RECOMMENDATION_DECIDE,
    Power.CALL_MAKE,
    Power.CALL_APPROVE,
    Power.APPLICATION_FORWARD,
    Power.APPLICATION_EXAMINE,
    Power.APPLICATION_DECIDE,
    Power.PAPER_ISSUE,
    Power.JUDGE_READ,
    Power.JUDGE_KEEP,
    Power.PANEL_READ,
    Power.PANEL_ARRANGE,
    Power.PANEL_CLOSE,
    Power.PANEL_RANK,
    Power.NOTICE_MAKE,
    Power.NOTICE_PUBLISH,
    Power.OBJECTION_READ,
    Power.OBJECTION_HANDLE,
    Power.DECISION_MAKE,
    Power.DECISION_ISSUE,
    Power.ROBOT_ARRANGE,
    Power.PERSON_READ,
    Power.PERSON_LOOK_AS,
    Power.NUMBER_REVEAL,
}

CARRIED_BY: dict[Role, frozenset[Power]] = {
    # Sees what they typed, as its typist; nothing else of the unit.
    Role.ASSISTANT: frozenset({Power.IDEA_TYPE, Power.PERSON_READ}),
    Role.UNIT_OFFICER: _READ_ALL
    | {
        Power.RESULT_RECORD,
        Power.IDEA_TYPE,
        Power.IDEA_ANSWER,
        Power.SIMILARITY_RULE,
        Power.RESULT_RECOMMEND,
        Power.APPLICATION_SEAL,
        Power.PAPER_ISSUE,
        Power.ROBOT_ARRANGE,
        Power.PERSON_READ,
    },
    Role.FINANCE_CONFIRMER: _READ_ALL,
    # Answers what was taken over, and what workers of the federation itself handed in.
    Role.OFFICER: _OFFICER | {Power.IDEA_ANSWER, Power.RESULT_RECOMMEND},
    Role.PROVINCIAL_OFFICER: _OFFICER | {Power.IDEA_ANSWER} | {Power.UNION_ARRANGE, Power.CORPUS_SWEEP},
    Role.LEADER: _READ_ALL,
    # Watches the draw and the panels, and sees who judges.
    Role.SUPERVISOR: _READ_ALL | {Power.AUDIT_READ, Power.JUDGE_READ, Power.PANEL_READ},
    Role.UNION_AUDITOR: _READ_ALL | {Power.AUDIT_READ},
    # Three administrators, kept apart (三员分立): none of them reads business records, and
    # none holds the other two's powers.
    Role.SYSTEM_ADMINISTRATOR: frozenset({Power.RUN_READ, Power.RUN_CANCEL, Power.ENDPOINT_ARRANGE}),
    Role.SECURITY_ADMINISTRATOR: frozenset(
        {Power.UNION_READ, Power.UNION_APPOINT, Power.PERSON_READ, Power.PERSON_ENROL}
    ),
    Role.AUDIT_ADMINISTRATOR: frozenset({Power.AUDIT_READ}),
}

# Machines are named, and get no more than their job needs.
JOB_POWERS: dict[str, frozenset[Power]] = {
    "demonstration": frozenset(Power),
    "queue": frozenset({Power.RUN_READ, Power.RUN_CANCEL}),
    # Brings offices in line with what the provider of sign-in says of a person.
    "sign-in": frozenset({Power.UNION_APPOINT}),
    "messenger": frozenset({Power.MESSAGE_READ, Power.ROBOT_ARRANGE}),
    "index-texts": frozenset({Power.RESULT_READ}),
    "webhooks": frozenset({Power.ENDPOINT_ARRANGE}),
    # Says what became of what programs sent; each is carried out as who sent it.
    "deposits": frozenset({Power.TOKEN_HOLD}),
    "examine-attachments": frozenset({Power.ATTACHMENT_READ}),
    # Shows judges what is assigned to them, and finds out whom they may not judge.
    "review-clerk": frozenset(
        {
            Power.APPLICATION_READ,
            Power.ATTACHMENT_READ,
            Power.RESULT_READ,
            Power.JUDGE_READ,
            Power.PANEL_READ,
        }
    ),
    # Reminds judges of scores, once each: it looks what is missing and whether they were told.
    "review-clock": frozenset({Power.APPLICATION_READ, Power.PANEL_READ, Power.MESSAGE_READ}),
    # Takes objections in from people without an account. It reads none: it is no person.
    "objection-box": frozenset({Power.NOTICE_READ, Power.OBJECTION_HANDLE}),
    "ranking-clerk": frozenset({Power.RECOMMENDATION_READ}),
    # Reminds people of drafts, once each: it looks whether they were told.
    "application-clock": frozenset({Power.APPLICATION_READ, Power.MESSAGE_READ}),
    # Ends what was sent back for correction and never corrected.
    "correction-clock": frozenset({Power.APPLICATION_READ, Power.APPLICATION_DECIDE, Power.UNION_READ}),
    "idea-clock": frozenset({Power.IDEA_READ, Power.IDEA_TAKE_OVER, Power.RESULT_READ}),
    "command-line": frozenset(
        {
            Power.RESULT_READ,
            Power.RESULT_RECORD,
            Power.UNION_READ,
            Power.UNION_ARRANGE,
            Power.PERSON_READ,
            Power.CORPUS_SWEEP,
            # Changes the key that credentials are signed with; it issues no paper, for it is no person.
            Power.PAPER_ISSUE,
        }
    ),
}

# What you may do to your own things, wherever they sit in the tree.
OWNER_POWERS = frozenset(
    {
        Power.RESULT_READ,
        Power.IDEA_READ,
        Power.RECOMMENDATION_READ,
        Power.APPLICATION_READ,
        Power.APPLICATION_WRITE,
        Power.JUDGE_READ,
        Power.REVIEW_WRITE,
        Power.ATTACHMENT_READ,
        Power.MESSAGE_READ,
        Power.VIEW_KEEP,
        Power.TOKEN_HOLD,
        Power.RUN_READ,
        Power.RUN_CANCEL,
    }
)

# What nobody does to their own things, whatever offices they hold.
NEVER_ON_OWN = frozenset(
    {
        Power.RESULT_CLEAR,
        Power.IDEA_ANSWER,
        Power.RECOMMENDATION_DECIDE,
        Power.CALL_APPROVE,
        Power.APPLICATION_SEAL,
        Power.APPLICATION_FORWARD,
        Power.APPLICATION_EXAMINE,
        Power.APPLICATION_DECIDE,
        Power.NOTICE_PUBLISH,
        Power.OBJECTION_READ,
        Power.OBJECTION_HANDLE,
        Power.DECISION_ISSUE,
        Power.PERSON_LOOK_AS,
    }
)

# What nobody sees through somebody else's eyes: it is theirs alone.
NEVER_THROUGH_OTHERS = frozenset(
    {
        Power.REVIEW_WRITE,
        Power.OBJECTION_READ,
        Power.MESSAGE_READ,
        Power.TOKEN_HOLD,
        Power.NUMBER_REVEAL,
        Power.PERSON_LOOK_AS,
    }
)

# Through whose eyes nobody looks: who keeps the system, and who watches over those who use it.
NEVER_LOOKED_THROUGH = frozenset(
    {
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.AUDIT_ADMINISTRATOR,
        Role.UNION_AUDITOR,
        Role.SUPERVISOR,
    }
)

# Offices for which a password alone never opens a session. All of them: a worker has no office.
SECOND_FACTOR_ROLES = frozenset(Role)

# The fence in PostgreSQL has this many places (access.fence); an appointment beyond it is refused.
MOST_OFFICES = 6
