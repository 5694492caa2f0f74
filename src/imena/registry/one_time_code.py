"""One-time codes by the clock: six digits for each thirty seconds, from a secret two share.

As RFC 6238 has it, with HMAC-SHA-1 and six digits, which every such application on a telephone
knows.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote, urlencode

STEP_SECONDS, DIGITS = 30, 6
#: Clocks differ: the codes of the step before and of the one after are taken too.
_AROUND = (0, -1, 1)


def new_secret() -> str:
    """160 random bits in base 32, as the applications take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def code(secret: str, step: int) -> str:
    """The code of one step, counted from 1970.

    >>> code(base64.b32encode(b"12345678901234567890").decode(), 59 // STEP_SECONDS)
    '287082'
    """
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}d}"


def step_of(secret: str, given: str, at: datetime, *, after: int | None) -> int | None:
    """The step whose code was ``given`` at about ``at``; ``None`` where it is no such code, or one
    of step ``after`` or before it, which was taken already."""
    told = "".join(given.split())
    now = int(at.timestamp()) // STEP_SECONDS
    for step in (now + around for around in _AROUND):
        right = hmac.compare_digest(told.encode(), code(secret, step).encode())
        if right and (after is None or step > after):
            return step
    return None


def address(secret: str, username: str) -> str:
    """What a telephone reads from the square code."""
    given = urlencode({"secret": secret, "issuer": "Imena", "period": STEP_SECONDS})
    return f"otpauth://totp/Imena:{quote(username)}?{given}"
