"""The environment, read once and typed. Every variable that Xinghe knows is a line here."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

ROOT = Path(__file__).resolve().parents[4]


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """What the operator may say about this installation."""

    var: Path  # XINGHE_VAR: where everything that this installation writes lies
    hosts: tuple[str, ...]  # XINGHE_HOSTS: names and addresses it answers to, by comma
    origin: str  # XINGHE_ORIGIN: its public address, for links in papers and QR codes
    https: bool  # XINGHE_HTTPS=1: it is reached through TLS; cookies and HSTS follow
    demonstration: bool  # XINGHE_DEMONSTRATION=1: invented people may be shown their own codes
    proxies: (
        int  # XINGHE_PROXIES: how many machines of ours pass requests on; 0 believes no forwarded address
    )
    vault_suite: str  # XINGHE_VAULT_SUITE: aes, or sm4 where GB/T 39786 is assessed
    vault_current: int  # XINGHE_VAULT_CURRENT: which key seals; raised to rotate, earlier ones still open
    oidc: Path | None  # XINGHE_OIDC: a TOML file about the organisation's own sign-in; empty: there is none
    clamd: str  # XINGHE_CLAMD: a virus scanner, "host:port" or a socket; empty: only our own examination
    files_origin: (
        str  # XINGHE_FILES_ORIGIN: another address of ours that hands out attachments; empty: this one
    )
    # XINGHE_SMTP_URL: smtp://user:password@host:587 (STARTTLS), smtps://… (TLS), smtp+plain://… (neither); empty: no e-mail
    smtp_url: str = field(repr=False)
    mail_from: str  # XINGHE_MAIL_FROM: who e-mails come from
    deposit_days: int  # XINGHE_DEPOSIT_DAYS: how long the text of a deposit is kept after it was carried out
    pool: bool  # XINGHE_POOL=1: keep a pool of connections (set by `xinghe serve` for the web)

    @classmethod
    def read(cls, environ: Mapping[str, str]) -> Self:
        """Take the values, with defaults fit for trying Xinghe on one machine."""
        origin = environ.get("XINGHE_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
        return cls(
            var=Path(environ.get("XINGHE_VAR") or ROOT / "var").resolve(),
            hosts=tuple(
                host.strip() for host in environ.get("XINGHE_HOSTS", "127.0.0.1,localhost").split(",")
            ),
            origin=origin,
            https=environ.get("XINGHE_HTTPS", "1" if origin.startswith("https:") else "0") == "1",
            demonstration=environ.get("XINGHE_DEMONSTRATION", "0") == "1",
            proxies=int(environ.get("XINGHE_PROXIES", "0")),
            vault_suite=environ.get("XINGHE_VAULT_SUITE", "aes"),
            vault_current=int(environ.get("XINGHE_VAULT_CURRENT", "1")),
            oidc=Path(environ["XINGHE_OIDC"]).resolve() if environ.get("XINGHE_OIDC") else None,
            clamd=environ.get("XINGHE_CLAMD", ""),
            files_origin=environ.get("XINGHE_FILES_ORIGIN", "").rstrip("/"),
            smtp_url=environ.get("XINGHE_SMTP_URL", ""),
            mail_from=environ.get("XINGHE_MAIL_FROM", f"Xinghe <xinghe@{urlsplit(origin).hostname}>"),
            deposit_days=int(environ.get("XINGHE_DEPOSIT_DAYS", "7")),
            pool=environ.get("XINGHE_POOL", "0") == "1",
        )


ENV = Environment.read(os.environ)
