"""What a browser and a device are asked, and how their proof is checked (W3C Web Authentication).

The name that a key is bound to is the one the pages are asked for by; a proof made for any other
address is worth nothing here.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.http.request import split_domain_port
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)

from imena.registry.actor import Actor
from imena.registry.services import passkeys

#: Where the open question stands in the session; it is asked once.
_STATE = "passkey"
#: The password was given already: the device need not ask for one more thing.
_VERIFIED = UserVerificationRequirement.DISCOURAGED


def ask_to_add(request: HttpRequest, actor: Actor, username: str, known: Sequence[str]) -> Any:
    """The options of a new key; the devices in ``known`` have one."""
    user = PublicKeyCredentialUserEntity(
        id=actor.user.bytes, name=username, display_name=actor.name
    )
    options, state = _server(request).register_begin(
        user, credentials=_credentials(known), user_verification=_VERIFIED
    )
    request.session[_STATE] = state
    return dict(options)


def added(request: HttpRequest, answer: Mapping[str, Any]) -> tuple[str, str, int]:
    """The credential’s id, what its proofs are checked by, and its count.

    Raises
    ------
    Refused
        Where the answer is none to the question that was asked.
    """
    state = request.session.pop(_STATE, None)
    try:
        response = RegistrationResponse.from_dict(answer)
        made = _server(request).register_complete(state, response)
        data = made.credential_data
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise passkeys.unknown() from error
    if data is None:
        raise passkeys.unknown()
    return websafe_encode(data.credential_id), websafe_encode(bytes(data)), made.counter


def ask_to_sign_in(request: HttpRequest, known: Sequence[str]) -> Any:
    """The options for one of the keys in ``known``."""
    options, state = _server(request).authenticate_begin(
        _credentials(known), user_verification=_VERIFIED
    )
    request.session[_STATE] = state
    return dict(options)


def proved(
    request: HttpRequest, answer: Mapping[str, Any], known: Sequence[str]
) -> tuple[str, int]:
    """Which of ``known`` has proved itself: its id, and its count; raises as :func:`added`."""
    state = request.session.pop(_STATE, None)
    try:
        response = AuthenticationResponse.from_dict(answer)
        found = _server(request).authenticate_complete(state, _credentials(known), response)
    # The library raises one of many, from its own and from the cryptography’s.
    except Exception as error:
        raise passkeys.unknown() from error
    count = response.response.authenticator_data.counter
    return websafe_encode(found.credential_id), count


def sent(request: HttpRequest) -> dict[str, Any]:
    """The JSON that the script sent; raises as :func:`added`."""
    try:
        found = json.loads(request.body)
    except ValueError as error:
        raise passkeys.unknown() from error
    if not isinstance(found, dict):
        raise passkeys.unknown()
    return found


def _server(request: HttpRequest) -> Fido2Server:
    host, _ = split_domain_port(request.get_host())
    origin = f"{request.scheme}://{request.get_host()}"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=host, name="Imena"),
        verify_origin=lambda said: said == origin,
    )


def _credentials(known: Sequence[str]) -> list[AttestedCredentialData]:
    return [AttestedCredentialData(websafe_decode(one)) for one in known]
