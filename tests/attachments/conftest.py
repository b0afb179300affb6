"""A kind of record that carries attachments, owned by this test; files in a folder of its own."""

from dataclasses import replace

import pytest

from tests.attachments.records import Records
from tests.factories.unions import small_province
from xinghe.attachments import registry


@pytest.fixture
def province(db):
    return small_province()


@pytest.fixture(autouse=True)
def storage(settings, tmp_path):
    """Quarantine and store of this test alone."""
    settings.XINGHE = replace(settings.XINGHE, var=tmp_path)
    return tmp_path


@pytest.fixture
def records(monkeypatch):
    """Records of the kind "note"."""
    monkeypatch.setattr(registry, "_KINDS", {})
    made = Records()
    registry.subject_kind("note", may_attach=made.may_attach)
    return made
