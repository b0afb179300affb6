"""How our own server is made and run. Options go on the command line, so postgresql.conf stays as it was made."""

import locale
import os

from xinghe.foundation.errors import Refusal, gettext_noop

_UNICODE_LOCALES = ("C.UTF-8", "C.utf8", "en_US.UTF-8", "zh_CN.UTF-8")


class LocaleMissing(Refusal):
    """The machine has no locale that knows Chinese characters for letters."""

    code = "postgres_locale_missing"
    message = gettext_noop(
        "This machine has none of the locales %(wanted)s, and without one PostgreSQL does not take Chinese characters "
        "for letters. Install the package that brings C.UTF-8 (libc-bin, glibc-minimal-langpack)."
    )


def initdb_arguments(major: int, *, durable: bool) -> list[str]:
    """How the data are made: UTF-8, byte order, checksums.

    LC_CTYPE must be a Unicode one even where PostgreSQL brings its own (17 and later): pg_trgm asks it what a
    letter is, and under plain C every Chinese index would silently be empty.
    """
    unicode = next((name for name in _UNICODE_LOCALES if _exists(name)), None)
    if unicode is None:
        raise LocaleMissing(wanted=", ".join(_UNICODE_LOCALES))
    plain = [f"--lc-{part}=C" for part in ("collate", "messages", "monetary", "numeric", "time")]
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= 17 else []
    return [
        *("--encoding=UTF8", f"--lc-ctype={unicode}", *plain, *builtin),
        *("--data-checksums", "--auth-local=trust", "--auth-host=scram-sha-256", "--no-instructions"),
        *([] if durable else ["--no-sync"]),
    ]


def server_options(*, durable: bool) -> dict[str, str]:
    """What differs from PostgreSQL's own defaults. Measured on 2 cores; memory follows the machine's.

    fsync and full_page_writes are said although they are the default: said here, no file can turn them off.
    """
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 2**20
    common = {
        "listen_addresses": "",
        "unix_socket_permissions": "0700",
        "max_connections": "100",
        "work_mem": "16MB",
        "random_page_cost": "1.1",
        "jit": "off",
        "timezone": "UTC",
        "log_timezone": "UTC",
    }
    if not durable:
        return common | {
            "shared_buffers": "128MB",
            "fsync": "off",
            "full_page_writes": "off",
            "synchronous_commit": "off",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "max_wal_size": "1GB",
        }
    return common | {
        "fsync": "on",
        "full_page_writes": "on",
        "shared_buffers": f"{min(512, max(64, memory // 8))}MB",
        "effective_cache_size": f"{min(4096, max(128, memory // 2))}MB",
        "maintenance_work_mem": f"{min(256, max(32, memory // 16))}MB",
        "max_wal_size": "4GB",
        "checkpoint_timeout": "15min",
        "log_min_duration_statement": "500",
        "idle_in_transaction_session_timeout": "60s",
    }


def _exists(name: str) -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    finally:
        locale.setlocale(locale.LC_CTYPE, before)
    return True
