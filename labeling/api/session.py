"""Sign in and out: by password, or by the one-time link that the server printed."""

from __future__ import annotations

from django.contrib.auth import authenticate, login, logout
from django.utils.decorators import method_decorator
from django.views.decorators.csrf import csrf_protect, ensure_csrf_cookie
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from labeling.errors import MaskwrightError
from labeling.models import SignInLink, User


class SignInRefused(MaskwrightError):
    """Wrong name or password, or a link that is spent."""

    code = "sign_in_refused"
    status = 403


class UserOut(serializers.Serializer[User]):
    """Who is signed in."""

    id = serializers.IntegerField()
    username = serializers.CharField()
    is_staff = serializers.BooleanField()


class SessionOut(serializers.Serializer[dict[str, User | None]]):
    """The current session; user null when nobody is signed in."""

    user = UserOut(allow_null=True)


class PasswordIn(serializers.Serializer[dict[str, str]]):
    """A user name and its password."""

    username = serializers.CharField()
    password = serializers.CharField(trim_whitespace=False)


class LinkIn(serializers.Serializer[dict[str, str]]):
    """The token of a one-time link."""

    token = serializers.CharField()


@method_decorator(ensure_csrf_cookie, name="get")
@method_decorator(csrf_protect, name="post")  # DRF exempts the anonymous; signing in must not be
class SessionView(APIView):
    """Who am I, sign in, sign out."""

    permission_classes = (AllowAny,)
    throttle_scope = "sign_in"

    def get_throttles(self) -> list[ScopedRateThrottle]:  # type: ignore[override]  # only POST guesses
        """Guesses of passwords are limited, questions are not."""
        return [ScopedRateThrottle()] if self.request.method == "POST" else []

    @extend_schema(operation_id="session_get", responses=SessionOut)
    def get(self, request: Request) -> Response:
        """The session; also sets the CSRF cookie."""
        return _session(request)

    @extend_schema(operation_id="session_sign_in", request=PasswordIn, responses=SessionOut)
    def post(self, request: Request) -> Response:
        """Sign in by password."""
        body = PasswordIn(data=request.data)
        body.is_valid(raise_exception=True)
        user = authenticate(request, **body.validated_data)
        if user is None:
            raise SignInRefused("This name and password do not belong together. Try again.")
        login(request, user)
        return _session(request)

    @extend_schema(operation_id="session_sign_out", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Sign out."""
        logout(request)
        return Response(status=204)


@method_decorator(csrf_protect, name="post")
class SessionLinkView(APIView):
    """Sign in by a one-time link; a POST, so that no link preview spends it."""

    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "sign_in"

    @extend_schema(operation_id="session_link", request=LinkIn, responses=SessionOut)
    def post(self, request: Request) -> Response:
        """Spend the link's token."""
        body = LinkIn(data=request.data)
        body.is_valid(raise_exception=True)
        user = SignInLink.spend(body.validated_data["token"])
        if user is None:
            raise SignInRefused(
                "This link was used already or is too old. Run `python manage.py sign_in_link` "
                "for a new one, or sign in with your password."
            )
        login(request, user)
        return _session(request)


def _session(request: Request) -> Response:
    user = request.user if request.user.is_authenticated else None
    return Response(SessionOut({"user": user}).data)
