"""Migrating and maintaining: connects as the owner of the tables, which no web process ever does."""

from xinghe.project.settings.base import *  # noqa: F403
