"""The first version of the API, resource by resource."""

from xinghe.api.face import make_face
from xinghe.api.v1 import (
    attachments,
    deposits,
    happenings,
    ideas,
    lineage,
    me,
    messages,
    recommendations,
    results,
    runs,
    unions,
)
from xinghe.api.v1 import idea_steps as _idea_steps  # noqa: F401 -- enters its operations beside the questions

face = make_face()
face.add_router("/me", me.router)
face.add_router("/results", results.router)
face.add_router("/ideas", ideas.router)
face.add_router("/recommendations", recommendations.router)
face.add_router("", attachments.router)
face.add_router("", lineage.router)
face.add_router("/messages", messages.router)
face.add_router("/unions", unions.router)
face.add_router("/runs", runs.router)
face.add_router("/happenings", happenings.router)
face.add_router("/deposits", deposits.router)
