"""The document as a page: every operation, scope and code on it, and nothing from elsewhere."""

import re

from django.test import Client

from tests.architecture import building
from xinghe.api.v1 import face
from xinghe.integrations.vocab import Scope


def test_everything_is_on_the_page_for_anybody(db):
    answer = Client(headers={"Accept-Language": "en"}).get("/api/")

    page = answer.content.decode()
    wanted = {
        one["operationId"]
        for methods in face.get_openapi_schema()["paths"].values()
        for one in methods.values()
    }
    assert answer.status_code == 200
    assert wanted - set(re.findall(r'<details id="(\w+)"', page)) == set()
    assert {str(scope) for scope in Scope} - set(re.findall(r"<dt><code>([\w:]+)</code></dt>", page)) == set()
    codes = set(re.findall(r'<dt id="(\w+)"><code>', page))
    met = {kind.code for kind in building.refusals() if not kind.__module__.startswith("xinghe.project.")}
    assert met - codes == set()
    assert re.findall(r'(?:src|href)="(?!/|#)[^"]*"', page) == []
    assert "unsafe-inline" not in answer["Content-Security-Policy"]
