"""The fixed words of messages: every event a person may be told of, what is said of it, and how soon."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from xinghe.foundation.errors import gettext_noop


class Event(StrEnum):
    """Something that people are told. A closed list; a later part adds its own, with its terms below."""

    IDEA_HANDED_IN = "idea_handed_in"
    IDEA_DUE_SOON = "idea_due_soon"
    IDEA_LATE = "idea_late"
    IDEA_ANSWERED = "idea_answered"
    CORRECTION_WANTED = "correction_wanted"
    SHARE_TO_CONFIRM = "share_to_confirm"
    SHARE_DISPUTED = "share_disputed"
    IDEA_TYPED_FOR_YOU = "idea_typed_for_you"
    IDEA_MERGED = "idea_merged"
    REWARD_GIVEN = "reward_given"
    RECOMMENDATION_ARRIVED = "recommendation_arrived"
    RECOMMENDATION_RETURNED = "recommendation_returned"
    RECOMMENDATION_FORWARDED = "recommendation_forwarded"
    RECOMMENDATION_DECIDED = "recommendation_decided"
    CALL_TO_APPROVE = "call_to_approve"
    APPLICATION_ARRIVED = "application_arrived"
    APPLICATION_RETURNED = "application_returned"
    APPLICATION_MOVED = "application_moved"
    APPLICATION_BACK = "application_back"
    APPLICATION_DECLINED = "application_declined"
    APPLICATION_PROPOSED = "application_proposed"
    DRAFT_CLOSING = "draft_closing"
    APPLICATION_LAPSED = "application_lapsed"
    SEAT_OFFERED = "seat_offered"
    SEAT_ANSWERED = "seat_answered"
    ENTRIES_TO_SCORE = "entries_to_score"
    SCORES_DUE = "scores_due"
    REVIEW_RELEASED = "review_released"
    RANKING_OUTDATED = "ranking_outdated"
    AWARD_NAMED = "award_named"
    AWARD_REVOKED = "award_revoked"
    RESULT_CLEARED = "result_cleared"
    RESULT_PUBLISHED = "result_published"
    SIMILAR_FOUND = "similar_found"
    RUN_ENDED = "run_ended"
    DEPOSIT_REFUSED = "deposit_refused"
    ROBOT_PAUSED = "robot_paused"
    SECURITY_NOTICE = "security_notice"
    PEOPLE_READ = "people_read"


class EventGroup(StrEnum):
    """What events have to do with, for the page where one chooses."""

    OWN = "own"
    DESK = "desk"
    JURY = "jury"
    ACCOUNT = "account"


EVENT_GROUP_LABELS: dict[EventGroup, str] = {
    EventGroup.OWN: gettext_noop("Your ideas and results"),
    EventGroup.DESK: gettext_noop("Your desk"),
    EventGroup.JURY: gettext_noop("Your work as a judge"),
    EventGroup.ACCOUNT: gettext_noop("Your account and your long work"),
}


class Pace(StrEnum):
    """How soon an e-mail follows. In the product a message always stands at once."""

    AT_ONCE = "at_once"
    HOURLY = "hourly"
    DAILY = "daily"
    NEVER = "never"


PACE_LABELS: dict[Pace, str] = {
    Pace.AT_ONCE: gettext_noop("At once"),
    Pace.HOURLY: gettext_noop("Once an hour"),
    Pace.DAILY: gettext_noop("Every morning"),
    Pace.NEVER: gettext_noop("No e-mail"),
}

# All that may ever fill a place of a sentence: titles of the reader's own matter or desk, dates, and two words of our
# own. No score, number of a person, or name has a place here (SEC-33), so none can be told by mistake.
PLACES: Final = frozenset({"title", "day", "what", "act", "count"})

# Places that hold a word of our own, to be translated for the reader.
OWN_WORDS: Final = frozenset({"what", "act"})

# A longer title is cut in messages; it stands whole on its own page.
LONGEST_TITLE: Final = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What is said of an event. ``one`` is said of one thing and names what must be told; ``many`` of several at once."""

    label: str
    group: EventGroup
    one: str
    many: str
    # Where several of them stand together.
    list_path: str
    pace: Pace = Pace.HOURLY
    # A group robot may be asked to say that it happened.
    for_robots: bool = False
    # It comes from a machine or guards the account, so even who set it off is told.
    tells_actor: bool = False
    # Nobody can choose not to get it, and it waits for no morning.
    is_urgent: bool = False


TERMS: dict[Event, Terms] = {
    Event.IDEA_HANDED_IN: Terms(
        label=gettext_noop("Ideas handed in"),
        group=EventGroup.DESK,
        one=gettext_noop("“%(title)s” was handed in and waits for your union's answer."),
        many=gettext_noop("%(count)s ideas were handed in and wait for your union's answer."),
        list_path="/desk/ideas/",
        for_robots=True,
    ),
    Event.IDEA_DUE_SOON: Terms(
        label=gettext_noop("Ideas due soon"),
        group=EventGroup.DESK,
        one=gettext_noop("“%(title)s” must be answered by %(day)s."),
        many=gettext_noop("%(count)s ideas must be answered soon."),
        list_path="/desk/ideas/",
        pace=Pace.DAILY,
        for_robots=True,
    ),
    Event.IDEA_LATE: Terms(
        label=gettext_noop("Late ideas"),
        group=EventGroup.DESK,
        one=gettext_noop("“%(title)s” is late: the answer was due on %(day)s."),
        many=gettext_noop("%(count)s ideas are late."),
        list_path="/desk/ideas/",
        pace=Pace.DAILY,
        for_robots=True,
    ),
    Event.IDEA_ANSWERED: Terms(
        label=gettext_noop("Ideas answered"),
        group=EventGroup.OWN,
        one=gettext_noop("“%(title)s” was answered."),
        many=gettext_noop("%(count)s ideas were answered."),
        list_path="/my/",
        pace=Pace.AT_ONCE,
    ),
    Event.CORRECTION_WANTED: Terms(
        label=gettext_noop("Corrections wanted"),
        group=EventGroup.OWN,
        one=gettext_noop("“%(title)s” came back to you for correction."),
        many=gettext_noop("%(count)s ideas came back to you for correction."),
        list_path="/my/",
        pace=Pace.AT_ONCE,
    ),
    Event.SHARE_TO_CONFIRM: Terms(
        label=gettext_noop("Shares to confirm"),
        group=EventGroup.OWN,
        one=gettext_noop("You are named as a creator of “%(title)s”. Confirm your share."),
        many=gettext_noop("You are named as a creator of %(count)s ideas. Confirm your shares."),
        list_path="/my/",
        pace=Pace.AT_ONCE,
    ),
    Event.SHARE_DISPUTED: Terms(
        label=gettext_noop("Shares disputed"),
        group=EventGroup.OWN,
        one=gettext_noop("A co-creator does not agree with the shares in “%(title)s”."),
        many=gettext_noop("Co-creators do not agree with the shares in %(count)s ideas."),
        list_path="/my/",
        pace=Pace.AT_ONCE,
    ),
    Event.IDEA_TYPED_FOR_YOU: Terms(
        label=gettext_noop("Ideas typed for you"),
        group=EventGroup.OWN,
        one=gettext_noop("“%(title)s” was typed for you. See whether it says what you mean."),
        many=gettext_noop("%(count)s ideas were typed for you. See whether they say what you mean."),
        list_path="/my/",
    ),
    Event.IDEA_MERGED: Terms(
        label=gettext_noop("Ideas merged"),
        group=EventGroup.OWN,
        one=gettext_noop("“%(title)s” was merged with a similar idea. You stay one of its authors."),
        many=gettext_noop("%(count)s ideas were merged with similar ones. You stay one of their authors."),
        list_path="/my/",
    ),
    Event.REWARD_GIVEN: Terms(
        label=gettext_noop("Rewards given"),
        group=EventGroup.OWN,
        one=gettext_noop("“%(title)s” was rewarded."),
        many=gettext_noop("%(count)s ideas were rewarded."),
        list_path="/my/",
        pace=Pace.AT_ONCE,
    ),
    Event.RECOMMENDATION_ARRIVED: Terms(
        label=gettext_noop("Recommendations arrived"),
        group=EventGroup.DESK,
        one=gettext_noop("The recommendation of “%(title)s” arrived at your desk."),
        many=gettext_noop("%(count)s recommendations arrived at your desk."),
        list_path="/desk/recommendations/",
        for_robots=True,
    ),
    Event.RECOMMENDATION_RETURNED: Terms(
        label=gettext_noop("Recommendations returned"),
        group=EventGroup.DESK,
        one=gettext_noop("The recommendation of “%(title)s” was returned."),
        many=gettext_noop("%(count)s recommendations were returned."),
        list_path="/desk/recommendations/",
        pace=Pace.AT_ONCE,
        for_robots=True,
    ),
    Event.RECOMMENDATION_FORWARDED: Terms(
        label=gettext_noop("Recommendations forwarded"),
        group=EventGroup.DESK,
        one=gettext_noop("The recommendation of “%(title)s” went one desk up."),
        many=gettext_noop("%(count)s recommendations went one desk up."),
        list_path="/desk/recommendations/",
        pace=Pace.DAILY,
    ),
    Event.RECOMMENDATION_DECIDED: Terms(
        label=gettext_noop("Recommendations decided"),
        group=EventGroup.DESK,
        one=gettext_noop("The recommendation of “%(title)s” was decided."),
        many=gettext_noop("%(count)s recommendations were decided."),
        list_path="/desk/recommendations/",
        pace=Pace.AT_ONCE,
    ),
    Event.CALL_TO_APPROVE: Terms(
        label=gettext_noop("Calls to approve"),
        group=EventGroup.DESK,
        one=gettext_noop("The call “%(title)s” waits for a second person's approval."),
        many=gettext_noop("%(count)s calls wait for a second person's approval."),
        list_path="/desk/calls/",
        pace=Pace.AT_ONCE,
        for_robots=True,
    ),
    Event.APPLICATION_ARRIVED: Terms(
        label=gettext_noop("Applications arrived"),
        group=EventGroup.DESK,
        one=gettext_noop("The application “%(title)s” arrived at your desk."),
        many=gettext_noop("%(count)s applications arrived at your desk."),
        list_path="/desk/applications/",
        for_robots=True,
    ),
    Event.APPLICATION_RETURNED: Terms(
        label=gettext_noop("Applications returned"),
        group=EventGroup.OWN,
        one=gettext_noop("Your application “%(title)s” came back to be corrected."),
        many=gettext_noop("%(count)s of your applications came back to be corrected."),
        list_path="/my/applications/",
        pace=Pace.AT_ONCE,
    ),
    Event.APPLICATION_MOVED: Terms(
        label=gettext_noop("Applications moved on"),
        group=EventGroup.OWN,
        one=gettext_noop("Your application “%(title)s” moved on."),
        many=gettext_noop("%(count)s of your applications moved on."),
        list_path="/my/applications/",
        pace=Pace.DAILY,
    ),
    Event.APPLICATION_BACK: Terms(
        label=gettext_noop("Applications taken a step back"),
        group=EventGroup.OWN,
        one=gettext_noop("Your application “%(title)s” is one step back: what was done last was taken back."),
        many=gettext_noop(
            "%(count)s of your applications are one step back: what was done last was taken back."
        ),
        list_path="/my/applications/",
        pace=Pace.DAILY,
    ),
    Event.APPLICATION_DECLINED: Terms(
        label=gettext_noop("Applications declined"),
        group=EventGroup.OWN,
        one=gettext_noop("Your application “%(title)s” was not chosen. Its page says why."),
        many=gettext_noop("%(count)s of your applications were not chosen. Their pages say why."),
        list_path="/my/applications/",
        pace=Pace.AT_ONCE,
    ),
    Event.APPLICATION_LAPSED: Terms(
        label=gettext_noop("Applications ended because they were not corrected"),
        group=EventGroup.OWN,
        one=gettext_noop("Your application “%(title)s” has ended: it was not corrected in time."),
        many=gettext_noop("%(count)s of your applications have ended: they were not corrected in time."),
        list_path="/my/applications/",
        pace=Pace.AT_ONCE,
    ),
    Event.SEAT_OFFERED: Terms(
        label=gettext_noop("Invitations to judge"),
        group=EventGroup.JURY,
        one=gettext_noop("You are asked to judge in “%(title)s”. Say whether you take the seat."),
        many=gettext_noop("You are asked to judge in %(count)s contests. Say whether you take the seats."),
        list_path="/jury/",
        pace=Pace.AT_ONCE,
    ),
    Event.SEAT_ANSWERED: Terms(
        label=gettext_noop("Answers of judges"),
        group=EventGroup.DESK,
        one=gettext_noop("A judge answered the invitation to “%(title)s”."),
        many=gettext_noop("%(count)s judges answered their invitations."),
        list_path="/desk/panels/",
    ),
    Event.ENTRIES_TO_SCORE: Terms(
        label=gettext_noop("Entries to score"),
        group=EventGroup.JURY,
        one=gettext_noop("Entries of “%(title)s” wait for your scores until %(day)s."),
        many=gettext_noop("Entries of %(count)s contests wait for your scores."),
        list_path="/jury/",
        pace=Pace.AT_ONCE,
    ),
    Event.SCORES_DUE: Terms(
        label=gettext_noop("Scores due soon"),
        group=EventGroup.JURY,
        one=gettext_noop("“%(title)s” takes scores until %(day)s, and some of yours are missing."),
        many=gettext_noop("%(count)s contests close soon in which some of your scores are missing."),
        list_path="/jury/",
        pace=Pace.AT_ONCE,
    ),
    Event.REVIEW_RELEASED: Terms(
        label=gettext_noop("Results of a review"),
        group=EventGroup.OWN,
        one=gettext_noop("The results of the review of “%(title)s” are released."),
        many=gettext_noop("The results of %(count)s reviews are released."),
        list_path="/my/applications/",
        pace=Pace.AT_ONCE,
    ),
    Event.RANKING_OUTDATED: Terms(
        label=gettext_noop("Released rankings that count wrong scores"),
        group=EventGroup.DESK,
        one=gettext_noop(
            "Since its results were released, a conflict or a score changed in a panel of “%(title)s”. Have it ranked anew."
        ),
        many=gettext_noop("%(count)s released panels count wrong scores. Have them ranked anew."),
        list_path="/desk/panels/",
        pace=Pace.AT_ONCE,
    ),
    Event.DRAFT_CLOSING: Terms(
        label=gettext_noop("Drafts of applications whose call closes soon"),
        group=EventGroup.OWN,
        one=gettext_noop("“%(title)s” closes on %(day)s, and your application is not handed in yet."),
        many=gettext_noop("%(count)s calls close soon to which your applications are not handed in yet."),
        list_path="/my/applications/",
        pace=Pace.AT_ONCE,
    ),
    Event.AWARD_NAMED: Terms(
        label=gettext_noop("Namings"),
        group=EventGroup.OWN,
        one=gettext_noop("What you applied for in “%(title)s” was named. The certificate is on its page."),
        many=gettext_noop(
            "%(count)s of your applications were named. Their certificates are on their pages."
        ),
        list_path="/my/",
        pace=Pace.AT_ONCE,
    ),
    Event.AWARD_REVOKED: Terms(
        label=gettext_noop("Revocations"),
        group=EventGroup.OWN,
        one=gettext_noop("The naming of “%(title)s” was revoked. The decision says why."),
        many=gettext_noop("%(count)s of your namings were revoked. The decisions say why."),
        list_path="/my/",
        pace=Pace.AT_ONCE,
    ),
    Event.APPLICATION_PROPOSED: Terms(
        label=gettext_noop("Applications proposed"),
        group=EventGroup.OWN,
        one=gettext_noop("Your application “%(title)s” was proposed and stands on public notice."),
        many=gettext_noop("%(count)s of your applications were proposed and stand on public notice."),
        list_path="/my/applications/",
        pace=Pace.AT_ONCE,
    ),
    Event.RESULT_CLEARED: Terms(
        label=gettext_noop("Results cleared"),
        group=EventGroup.OWN,
        one=gettext_noop("“%(title)s” was cleared."),
        many=gettext_noop("%(count)s results were cleared."),
        list_path="/my/",
        pace=Pace.DAILY,
    ),
    Event.RESULT_PUBLISHED: Terms(
        label=gettext_noop("Results published"),
        group=EventGroup.OWN,
        one=gettext_noop("“%(title)s” was published."),
        many=gettext_noop("%(count)s results were published."),
        list_path="/results/",
        pace=Pace.DAILY,
    ),
    Event.SIMILAR_FOUND: Terms(
        label=gettext_noop("Similar texts found"),
        group=EventGroup.OWN,
        one=gettext_noop("“%(title)s” resembles an earlier text. You can say what is new in yours."),
        many=gettext_noop("%(count)s texts resemble earlier ones. You can say what is new in yours."),
        list_path="/my/",
        tells_actor=True,
    ),
    Event.RUN_ENDED: Terms(
        label=gettext_noop("Long work ended"),
        group=EventGroup.ACCOUNT,
        one=gettext_noop("Long work has ended: %(what)s."),
        many=gettext_noop("%(count)s pieces of long work have ended."),
        list_path="/desk/runs/",
        pace=Pace.NEVER,
        tells_actor=True,
    ),
    Event.DEPOSIT_REFUSED: Terms(
        label=gettext_noop("Sent by a program and not carried out"),
        group=EventGroup.ACCOUNT,
        one=gettext_noop(
            "What a program sent for you on %(day)s was taken in and could not be carried out. "
            "The page of your access tokens says why."
        ),
        many=gettext_noop(
            "%(count)s things that programs sent for you could not be carried out. "
            "The page of your access tokens says why."
        ),
        list_path="/my/tokens/",
        pace=Pace.AT_ONCE,
        tells_actor=True,
    ),
    Event.ROBOT_PAUSED: Terms(
        label=gettext_noop("Group robots paused"),
        group=EventGroup.DESK,
        one=gettext_noop("The group robot “%(title)s” is paused: its group did not take what it said."),
        many=gettext_noop("%(count)s group robots are paused: their groups did not take what they said."),
        list_path="/desk/robots/",
        pace=Pace.AT_ONCE,
        tells_actor=True,
    ),
    Event.SECURITY_NOTICE: Terms(
        label=gettext_noop("Security of your account"),
        group=EventGroup.ACCOUNT,
        one=gettext_noop(
            "%(act)s on %(day)s. If it was not you, change your password and tell the security administrator."
        ),
        many=gettext_noop(
            "The security of your account was changed %(count)s times. "
            "If it was not you, change your password and tell the security administrator."
        ),
        list_path="/account/",
        pace=Pace.AT_ONCE,
        tells_actor=True,
        is_urgent=True,
    ),
    Event.PEOPLE_READ: Terms(
        label=gettext_noop("Very many people looked at"),
        group=EventGroup.DESK,
        one=gettext_noop(
            "Somebody looked at more people within an hour than an office needs, on %(day)s. The record says who."
        ),
        many=gettext_noop(
            "%(count)s times somebody looked at more people within an hour than an office needs. The record says who."
        ),
        list_path="/desk/people/",
        pace=Pace.AT_ONCE,
    ),
}

# The verb of the record by which the security administrators learn of it.
READ_MANY = "person.read_many"

# What a security notice says, by the verb of the record that it tells of.
SECURITY_ACTS: dict[str, str] = {
    "password.change": gettext_noop("Your password was changed"),
    "password.issue": gettext_noop("A new password was issued for you"),
    "second_factor.add": gettext_noop("A second factor was set up"),
    "second_factor.remove": gettext_noop("A second factor was removed"),
    "second_factor.reset": gettext_noop("Your second factors were reset"),
    "second_factor.codes": gettext_noop("New recovery codes were made"),
}


class RobotKind(StrEnum):
    """A service whose groups take messages from a robot."""

    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"


ROBOT_KIND_LABELS: dict[RobotKind, str] = {
    RobotKind.WECOM: gettext_noop("WeCom"),
    RobotKind.DINGTALK: gettext_noop("DingTalk"),
    RobotKind.FEISHU: gettext_noop("Feishu"),
}

# The services take 20 messages a minute from one robot, so it stays silent for 3 seconds after each.
SECONDS_BETWEEN_WORDS: Final = 3

# The most titles in one message of a robot whose owner allows titles; the count is always said.
MOST_TITLES: Final = 5
