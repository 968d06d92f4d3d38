"""Django settings: an embedded default, real engines by setting (design.md 4.7)."""

from __future__ import annotations

from typing import Any

import dj_database_url
from csp.constants import NONCE, NONE, SELF

from annotator.environment import BASE_DIR, read_environment
from annotator.middleware import static_headers
from annotator.storage_url import storage_from_url

ENV = read_environment()
VAR = ENV.var
SECRET_KEY = ENV.secret_key
DEBUG = ENV.debug
ALLOWED_HOSTS = list(ENV.hosts)
CSRF_TRUSTED_ORIGINS = list(ENV.origins)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "labeling",
    "ml_assist",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "annotator.middleware.isolation",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "annotator.urls"
WSGI_APPLICATION = "annotator.wsgi.application"
TEMPLATES: list[dict[str, Any]] = []
AUTH_USER_MODEL = "labeling.User"
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
USE_I18N = False

# Plain BEGIN gave "database is locked" on 329 of 400 writes by 4 processes, IMMEDIATE on none.
SQLITE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": VAR / "maskwright.sqlite3",
    "OPTIONS": {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    },
}
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(ENV.database_url, conn_max_age=60, conn_health_checks=True)
    if ENV.database_url
    else SQLITE
}
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": ENV.redis_url,
        "OPTIONS": {"serializer": "annotator.json_cache.JsonSerializer"},
    }
    if ENV.redis_url
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- files -------------------------------------------------------------------------------
MEDIA_ROOT = VAR / "files"
STORAGES: dict[str, Any] = {
    "default": storage_from_url(ENV.storage_url, MEDIA_ROOT),
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_URL = "/static/"
FRONTEND_DIST = BASE_DIR / "frontend" / "dist"
STATICFILES_DIRS = [FRONTEND_DIST] if FRONTEND_DIST.exists() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_ADD_HEADERS_FUNCTION = static_headers
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/assets/.+-[\w-]{8}\.\w+$"  # Vite's hashed names
DATA_UPLOAD_MAX_MEMORY_SIZE = 64 * 1024 * 1024  # one save of an image of many large masks
DATA_UPLOAD_MAX_NUMBER_FILES = 1000
FILE_UPLOAD_TEMP_DIR = None

# --- headers (design.md 4.15) ----------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF, "'wasm-unsafe-eval'"],
        "style-src": [SELF, NONCE],
        "img-src": [SELF, "blob:", "data:"],
        "worker-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.behind_tls
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.behind_tls else None

# --- API ---------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"]
    + (["rest_framework.renderers.BrowsableAPIRenderer"] if DEBUG else []),
    "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "annotator.problems.problem_response",
    "DEFAULT_THROTTLE_RATES": {"sign_in": "20/min", "share": "30/min", "shared": "120/min"},
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Maskwright",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "AnnotationStateEnum": "labeling.models.AnnotationState",
        "JobStateEnum": "labeling.models.JobState",
        "RoleEnum": "labeling.models.Role",
        "OriginEnum": "labeling.models.Origin",
        "WeakKindEnum": "labeling.models.WeakKind",
        "AttributeKindEnum": "labeling.attributes.KINDS",
    },
}

# --- workers (design.md 4.6, 4.7) --------------------------------------------------------------
BROKER_DIR = VAR / "broker"
CELERY_BROKER_URL = ENV.redis_url or "files://localhost//"
if not ENV.redis_url:
    BROKER_DIR.mkdir(parents=True, exist_ok=True)
    (BROKER_DIR / "control").mkdir(exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_DIR),
        "data_folder_out": str(BROKER_DIR),
        "control_folder": str(BROKER_DIR / "control"),
        "polling_interval": 0.05,
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_ACKS_LATE = False  # a message is only a hint; the job's row decides
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_ENABLE_REMOTE_CONTROL = False
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BEAT_SCHEDULE = {
    "sweep-jobs": {"task": "labeling.sweep_jobs", "schedule": 15.0, "options": {"expires": 15}},
    "delete-old-exports": {
        "task": "labeling.delete_old_exports",
        "schedule": 3600.0,
        "options": {"expires": 3600},
    },
    "sweep-imports": {"task": "labeling.sweep_imports", "schedule": 3600.0},
    "end-orphans": {"task": "ml_assist.end_orphans", "schedule": 60.0, "options": {"expires": 60}},
}
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"celery": {"level": "WARNING"}, "django.request": {"level": "ERROR"}},
}
