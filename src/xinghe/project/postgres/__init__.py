"""The database: any PostgreSQL by DATABASE_URL, else a server of our own under `var/postgres`.

Importing this starts nothing; `ensure_running` does.
"""

from xinghe.project.postgres.address import database_settings
from xinghe.project.postgres.cluster import LocalPostgres
from xinghe.project.postgres.running import ensure_running, local_cluster, start_test_cluster

__all__ = ["LocalPostgres", "database_settings", "ensure_running", "local_cluster", "start_test_cluster"]
