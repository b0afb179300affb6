"""The composition root: what has to be told to whom once everything is loaded."""

from django.apps import AppConfig


class ProjectConfig(AppConfig):
    """Installs job functions where the worker finds them, and the kinds of programme."""

    name = "xinghe.project"
    label = "project"

    def ready(self) -> None:
        """Import the modules whose functions the queue calls by name, and install the kinds.

        The API enters what can be deposited, which the worker carries out.
        """
        import xinghe.api.v1
        import xinghe.attachments.jobs
        import xinghe.decisions.actions
        import xinghe.decisions.jobs
        import xinghe.deposits.jobs
        import xinghe.ideas.gates
        import xinghe.ideas.jobs
        import xinghe.integrations.jobs
        import xinghe.jobs.jobs
        import xinghe.kinds.ties
        import xinghe.messaging.jobs
        import xinghe.programmes.jobs
        import xinghe.recommendations.jobs
        import xinghe.results.jobs
        import xinghe.reviews.gates
        import xinghe.reviews.jobs
        import xinghe.texts.jobs
        import xinghe.web.desk.exports  # noqa: F401
        from xinghe.kinds import EVERY_KIND
        from xinghe.programmes.registry import install

        install(*EVERY_KIND)
