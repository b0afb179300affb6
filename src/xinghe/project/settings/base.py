"""What every installation shares."""

import os
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from xinghe.accounts.rules.providers import Provider
from xinghe.project.postgres import database_settings
from xinghe.project.secrets import load_or_create
from xinghe.project.settings.env import ENV, ROOT

SECRET_KEY = load_or_create("django", 50).hex()
DEBUG = False
ALLOWED_HOSTS = list(ENV.hosts)
ROOT_URLCONF = "xinghe.project.urls"
WSGI_APPLICATION = "xinghe.project.wsgi.application"

INSTALLED_APPS = [
    "xinghe.project.apps.ProjectConfig",
    "xinghe.access",
    "xinghe.audit",
    "xinghe.accounts",
    "xinghe.unions",
    "xinghe.jobs",
    "xinghe.texts",
    "xinghe.attachments",
    "xinghe.messaging",
    "xinghe.integrations",
    "xinghe.papers",
    "xinghe.results",
    "xinghe.ideas",
    "xinghe.recommendations",
    "xinghe.programmes",
    "xinghe.decisions",
    "xinghe.reviews",
    "xinghe.notices",
    "xinghe.deposits",
    "xinghe.api",
    "xinghe.web.kit",
    "xinghe.web.portal",
    "xinghe.web.desk",
    "xinghe.web.jury",
    "xinghe.web.public",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.contrib.humanize",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "django_htmx",
    "template_partials",
    "csp",
    "procrastinate.contrib.django",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "xinghe.web.kit.middleware.SecureHeaders",
    "xinghe.web.kit.serving.FilesOrigin",
    "csp.middleware.CSPMiddleware",
    "xinghe.api.middleware.WithoutCookies",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "xinghe.web.kit.middleware.ChosenLanguage",
    "xinghe.api.middleware.Problems",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xinghe.web.kit.glance.Acting",
    # Closed by default: a page that anybody may see says so (login_not_required).
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "xinghe.web.kit.sessions.SessionLimits",
    "xinghe.web.kit.looking.Looking",
    "xinghe.web.kit.middleware.SecondFactorForOfficeHolders",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "xinghe.web.kit.context.page_frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "xinghe.web.kit.templatetags.kit",
                "xinghe.web.kit.templatetags.rows",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": database_settings(os.environ, pool=ENV.pool, role=None)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Commands open their own durable transaction; a transaction around every request would forbid it.
ATOMIC_REQUESTS = False

# Counters (sign-in attempts) must be the same for every process, so they stand in the database.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counter",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

# Seconds for which counts beside links may be old (web/kit/glance.py).
COUNTS_KEPT = 15

AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = ["xinghe.accounts.sign_in.backend.PersonBackend"]
PASSWORD_HASHERS = ["xinghe.accounts.sign_in.hashing.TunedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("staff_number", "name", "email")},
    },
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/desk/"

# allauth signs in; people are enrolled, so it offers nothing else (docs/adr/0006-sign-in.md).
ACCOUNT_ADAPTER = "xinghe.accounts.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = "staff_number"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "xinghe.web.portal.account.forms.SignInForm",
    "reauthenticate": "xinghe.web.portal.account.forms.PasswordAgainForm",
}
# Attempts are counted in accounts.actions.attempts; an allauth limit by address would be a second, weaker one.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None, "reauthenticate": None}
# The organisation's own sign-in, where the operator has named one (docs/adr/0013-looking-and-oidc.md).
XINGHE_PROVIDER = Provider.read(ENV.oidc) if ENV.oidc else None
SOCIALACCOUNT_ADAPTER = "xinghe.accounts.sign_in.provider.ProviderAdapter"
SOCIALACCOUNT_REQUESTS_TIMEOUT = 5
MFA_ADAPTER = "xinghe.accounts.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
# A code is good for 90 seconds, once; the second use is refused in forms.SecondFactorForm.
MFA_TOTP_TOLERANCE = 1
MFA_RATE_LIMITS = {"webauthn_login": None}
MFA_FORMS = {
    "authenticate": "xinghe.web.portal.account.forms.SecondFactorForm",
    "reauthenticate": "xinghe.web.portal.account.forms.SecondFactorAgainForm",
    "activate_totp": "xinghe.web.portal.account.forms.ActivateTotpForm",
    "add_webauthn": "xinghe.web.portal.account.forms.AddPasskeyForm",
}

# Keys that seal personal numbers. They lie outside the database and its backups.
XINGHE_VAULT_KEYS = {
    "suite": ENV.vault_suite,
    "current": ENV.vault_current,
    "keys": {n: load_or_create(f"vault-{n}", 32) for n in range(1, ENV.vault_current + 1)},
    "index_key": load_or_create("vault-index", 32),
}

SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# The longest a session may last; how long it may rest is in accounts.rules.sessions.
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "xinghe.web.kit.errors.stale_form"
if ENV.https:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    SECURE_SSL_REDIRECT = True
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    CSRF_TRUSTED_ORIGINS = [ENV.origin]
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

# A choice lasts as long as that of the theme.
LANGUAGE_COOKIE_AGE = 365 * 24 * 60 * 60
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [
    ("zh-hans", _("Simplified Chinese")),
    ("zh-hant", _("Traditional Chinese")),
    ("en", _("English")),
]
LOCALE_PATHS = [ROOT / "src" / "xinghe" / "locale"]
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"

STATIC_URL = "/static/"
STATIC_ROOT = ENV.var / "static"
STATICFILES_DIRS = [path for path in [ROOT / "frontend" / "dist"] if path.is_dir()]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

# Without XINGHE_SMTP_URL no e-mail is sent.
_smtp = urlsplit(ENV.smtp_url)
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if ENV.smtp_url else 'dummy'}.EmailBackend"
EMAIL_HOST = _smtp.hostname or "localhost"
EMAIL_PORT = _smtp.port or (465 if _smtp.scheme == "smtps" else 587)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_smtp.username or ""), unquote(_smtp.password or "")
EMAIL_USE_SSL, EMAIL_USE_TLS = _smtp.scheme == "smtps", _smtp.scheme == "smtp"
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = ENV.mail_from

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"xinghe": {"level": "INFO"}},
}

XINGHE = ENV
