"""Serving: web and worker connect as the role that owns nothing and passes no fence."""

import os

from xinghe.project.postgres import database_settings
from xinghe.project.settings.base import *  # noqa: F403
from xinghe.project.settings.env import ENV

DATABASES = {"default": database_settings(os.environ, pool=ENV.pool, role="xinghe_app")}
