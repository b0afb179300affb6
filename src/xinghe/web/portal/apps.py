"""Django's handle on this face."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The face as an installed application, for its templates."""

    name = "xinghe.web.portal"
    label = "web_portal"
