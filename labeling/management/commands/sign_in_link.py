"""Print a one-time sign-in link."""

from __future__ import annotations

import argparse
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from labeling.models import SignInLink, User


class Command(BaseCommand):
    """`python manage.py sign_in_link [--user NAME] [--base URL]`."""

    help = "Print a link that signs a user in once."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """Which user, and under which address the server answers."""
        parser.add_argument("--user", default="admin")
        parser.add_argument("--base", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the link."""
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no user {options['user']!r}; see `manage.py add_user`.")
        self.stdout.write(f"{options['base']}/sign-in?token={SignInLink.make(user)}")
