"""What follows a person from one machine to another: the keys that they chose."""

from __future__ import annotations

import json
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from labeling.api.access import signed_in
from labeling.models import User

# The editor has some 80 commands of which each takes at most four keys of at most 40 characters.
MOST_COMMANDS = 400
MOST_KEYS = 4
LONGEST_KEY = 40
LONGEST_COMMAND = 60
LARGEST_BYTES = 32_000


class Preferences(serializers.Serializer[dict[str, Any]]):
    """One person's preferences; the browser reads each key and command again before it binds it."""

    shortcuts = serializers.DictField(
        child=serializers.ListField(
            child=serializers.CharField(max_length=LONGEST_KEY), max_length=MOST_KEYS
        ),
        allow_null=True,
        help_text="Keys by command, of the commands whose keys were changed; null: never stored.",
    )

    def validate_shortcuts(self, shortcuts: dict[str, list[str]] | None) -> Any:
        """Refuse what no keyboard has, so that an account is no place to store things."""
        if shortcuts is None:
            return None
        if len(shortcuts) > MOST_COMMANDS:
            raise serializers.ValidationError(
                f"Expected at most {MOST_COMMANDS} commands, got {len(shortcuts)}."
            )
        if any(len(command) > LONGEST_COMMAND for command in shortcuts):
            raise serializers.ValidationError(
                f"A command's name has at most {LONGEST_COMMAND} characters."
            )
        size = len(json.dumps(shortcuts))
        if size > LARGEST_BYTES:
            raise serializers.ValidationError(
                f"Expected at most {LARGEST_BYTES} bytes, got {size}."
            )
        return shortcuts


class PreferencesView(APIView):
    """The signed-in person's own preferences; nobody else's can be reached."""

    permission_classes = (IsAuthenticated,)

    @extend_schema(operation_id="preferences_get", responses=Preferences)
    def get(self, request: Request) -> Response:
        """What is stored."""
        return Response(_stored(request))

    @extend_schema(operation_id="preferences_put", request=Preferences, responses=Preferences)
    def put(self, request: Request) -> Response:
        """Store all of it; the last writer wins."""
        body = Preferences(data=request.data)
        body.is_valid(raise_exception=True)
        User.objects.filter(pk=signed_in(request).pk).update(preferences=body.validated_data)
        return Response(body.validated_data)


def _stored(request: Request) -> dict[str, Any]:
    stored = User.objects.values_list("preferences", flat=True).get(pk=signed_in(request).pk)
    return {"shortcuts": stored.get("shortcuts")}
