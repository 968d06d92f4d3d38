"""Make an account."""

from __future__ import annotations

import argparse
import getpass
import sys
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from labeling.models import SignInLink, User


class Command(BaseCommand):
    """`python manage.py add_user NAME [--password-stdin]`."""

    help = "Make an account and print a one-time sign-in link for it."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        """The name; the password is asked for, or read from standard input."""
        parser.add_argument("name")
        parser.add_argument("--password-stdin", action="store_true")
        parser.add_argument("--base", default="http://127.0.0.1:8000")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the account; without a terminal or --password-stdin it has no password."""
        if User.objects.filter(username=options["name"]).exists():
            raise CommandError(f"There is an account {options['name']!r} already.")
        user = User(username=options["name"])
        password = self._password(options)
        if password:
            try:
                validate_password(password, user)
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save()
        self.stdout.write(f"{options['base']}/sign-in?token={SignInLink.make(user)}")

    @staticmethod
    def _password(options: dict[str, Any]) -> str:
        if options["password_stdin"]:
            return sys.stdin.readline().rstrip("\n")
        if sys.stdin.isatty():
            return getpass.getpass(f"Password for {options['name']} (empty: only links): ")
        return ""
