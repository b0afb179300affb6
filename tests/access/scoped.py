"""The models behind the fence, by table."""

from django.apps import apps

from xinghe.accounts.models import SavedView
from xinghe.attachments.models import Attachment, Upload
from xinghe.decisions.models import Award, Decision
from xinghe.deposits.models import Deposit
from xinghe.ideas.models import FindableIdea, Idea, IdeaCreator
from xinghe.integrations.models import Endpoint, Happening
from xinghe.jobs.models import Run, RunRow
from xinghe.messaging.models import Announcement, Dispatch, Message, Preference, Robot
from xinghe.papers.models import Paper, Series
from xinghe.programmes.models import Application, Call, CallQuota, Extension, Passage, Place, Version
from xinghe.recommendations.models import Ranking, Recommendation, Step
from xinghe.results.models import Creator, FindableResult, Result, Workbook, WorkbookError
from xinghe.texts.models import Lineage, RecordedText, Similarity

MODELS = {
    model._meta.db_table: model
    for model in (
        Attachment,
        Upload,
        FindableIdea,
        Idea,
        IdeaCreator,
        Run,
        RunRow,
        SavedView,
        Message,
        Preference,
        Robot,
        Announcement,
        Dispatch,
        Endpoint,
        Happening,
        Deposit,
        *apps.get_app_config("notices").get_models(),
        *apps.get_app_config("reviews").get_models(),
        *apps.get_app_config("reviews").get_models(),
        Series,
        Paper,
        Award,
        Decision,
        Call,
        CallQuota,
        Extension,
        Application,
        Version,
        Passage,
        Place,
        Recommendation,
        Step,
        Ranking,
        Result,
        FindableResult,
        Creator,
        Workbook,
        WorkbookError,
        RecordedText,
        Similarity,
        Lineage,
    )
}
