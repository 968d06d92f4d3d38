"""`make run`: migrate, make the demos, start web server and workers, print a sign-in link.

supervisord keeps the processes: one that dies is started again, and all end with this one.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path
from types import FrameType

import django
from django.conf import settings
from django.core.management import call_command

HOST = "127.0.0.1"
READY_S = 60.0

CONFIG = """\
[supervisord]
nodaemon=true
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
pidfile={run}/supervisord.pid
loglevel=warn

; one group, so that all are stopped at the same time
[group:maskwright]
programs={names}
{programs}
"""
PROGRAM = """
[program:{name}]
command={command}
directory={base}
autorestart=true
startsecs=1
startretries=10
stopsignal={stop}
stopwaitsecs=6
stopasgroup=true
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=5MB
stdout_logfile_backups=2
"""


def main() -> int:
    """Run until interrupted; the exit status."""
    port = int(os.environ.get("PORT") or 8000)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
    if _answers(port):
        print(
            f"Port {port} is taken: another program (or another Maskwright) uses it.\n"
            f"Stop that, or choose another port: PORT={port + 1} make run",
            file=sys.stderr,
        )
        return 1
    django.setup()
    call_command("migrate", verbosity=0, interactive=False)
    _make_demos()
    supervisor = subprocess.Popen(
        [sys.executable, "-m", "supervisor.supervisord", "-c", str(_write_config(port))],
        stdout=subprocess.DEVNULL,  # it goes to logs/supervisord.log
        start_new_session=True,  # Ctrl-C reaches this process alone, which stops the others
    )
    _stop_on_signals(supervisor)
    if not _wait_ready(port, supervisor):
        supervisor.terminate()
        print(f"The web server did not start; see {settings.VAR}/logs/web.log", file=sys.stderr)
        return supervisor.wait() or 1
    _greet(port)
    status = supervisor.wait()
    end_trainings()
    return status


def end_trainings() -> None:
    """Stop the training processes too; they resume from their checkpoints at the next start."""
    from ml_assist.training_process import end_all

    end_all(Path(settings.VAR) / "runs")


def commands(port: int) -> dict[str, str]:
    """Every process of an embedded installation, by name."""
    python = sys.executable
    # nice: whoever draws comes before the work behind, at the start too.
    celery = f"nice -n 5 {python} -m celery -A annotator"
    worker = f"{celery} worker --without-gossip --without-mingle -l WARNING"
    return {
        "web": f"{python} -m gunicorn annotator.wsgi --bind {HOST}:{port} --workers 2 "
        "--worker-class gthread --threads 8 --preload --timeout 120 --graceful-timeout 5 "
        "--log-level warning --no-control-socket",
        # Threads: Pillow, zlib and the database release the GIL, and one process starts faster.
        "worker": f"{worker} -Q default -n default@%%h --pool threads --concurrency 2",
        "gpu": f"{worker} -Q gpu -n gpu@%%h --pool solo",
        "training": f"{worker} -Q training -n training@%%h --pool threads --concurrency 1",
        "beat": f"{celery} beat -l WARNING --pidfile= --schedule {settings.VAR}/beat-schedule",
    }


def _write_config(port: int) -> Path:
    logs = Path(settings.VAR) / "logs"
    run = Path(settings.VAR) / "run"
    logs.mkdir(parents=True, exist_ok=True)
    run.mkdir(parents=True, exist_ok=True)
    programs = "".join(
        PROGRAM.format(
            name=name,
            command=command,
            base=settings.BASE_DIR,
            logs=logs,
            # Gunicorn finishes its requests; a worker drops its job, which is taken up again.
            stop="TERM" if name in ("web", "beat") else "QUIT",
        )
        for name, command in commands(port).items()
    )
    path = run / "supervisord.conf"
    path.write_text(
        CONFIG.format(logs=logs, run=run, programs=programs, names=",".join(commands(port)))
    )
    return path


def _make_demos() -> None:
    """The demo projects, when there is no project at all and nobody turned them off."""
    from labeling.models import Project, User

    if not User.objects.exists():
        User.objects.create_user("admin", is_staff=True, is_superuser=True)
    if Project.objects.exists() or os.environ.get("MASKWRIGHT_DEMO") == "0":
        return
    for scene in ("nuclei", "street"):
        print(f"Making the demo project “{scene}” …", flush=True)
        call_command("create_demo", scene=scene)


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex((HOST, port)) == 0


def _wait_ready(port: int, supervisor: subprocess.Popen[bytes]) -> bool:
    until = time.monotonic() + READY_S
    while time.monotonic() < until and supervisor.poll() is None:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{port}/healthz", timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            time.sleep(0.05)
    return False


def _greet(port: int) -> None:
    from labeling.models import SignInLink, User

    user = User.objects.filter(is_superuser=True).order_by("pk").first()
    print(f"\nMaskwright runs at http://{HOST}:{port}/   (Ctrl-C stops it)")
    print(f"Files and logs are under {settings.VAR}")
    if user is not None:
        print(
            f"Sign in once with this link:\n\n"
            f"    http://{HOST}:{port}/sign-in?token={SignInLink.make(user)}\n",
            flush=True,
        )


def _stop_on_signals(supervisor: subprocess.Popen[bytes]) -> None:
    def stop(number: int, frame: FrameType | None) -> None:
        if supervisor.poll() is None:
            supervisor.terminate()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)


if __name__ == "__main__":
    sys.exit(main())
