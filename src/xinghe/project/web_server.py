"""How gunicorn runs the web: read by it as its configuration file.

Without reuse_port one worker takes all connections and the other core idles.
"""

import gc
import os

from xinghe.project.capacity import most_threads

worker_class = "gthread"
threads = most_threads(int(os.environ.get("XINGHE_THREADS", "2")))
# Phones keep their connections open between two requests.
worker_connections = 4000
# The program is loaded once and shared; nothing connects to the database before the workers are forked.
preload_app = True
reuse_port = True
graceful_timeout = 20
keepalive = 5
# Against memory that grows in years. At 1,500 kept pages a second, every few minutes.
max_requests = 500_000
max_requests_jitter = 100_000
# It would open a socket in the home directory, which need not exist.
control_socket_disable = True
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s web     %(message)s", "datefmt": "%H:%M:%S"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "gunicorn.error": {"level": "WARNING", "handlers": ["console"], "propagate": False},
        # Addresses of people stay out of the log unless somebody asks: xinghe serve --access-log.
        "gunicorn.access": {
            "level": "INFO" if os.environ.get("XINGHE_ACCESS_LOG") else "WARNING",
            "handlers": ["console"],
            "propagate": False,
        },
        "psycopg.pool": {"level": "ERROR"},  # a dozen lines a second while the database starts again
    },
}


def when_ready(_server: object) -> None:
    """Before the workers are forked: what is loaded by now is never garbage.

    Unless it is set aside, each collection writes into its pages, and every worker ends with a copy of its own.
    """
    gc.collect()
    gc.freeze()
