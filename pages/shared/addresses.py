"""Addresses that people paste, checked before a job is started; why not, in Japanese."""

from __future__ import annotations

from digest.errors import BadAddress, UsageError

NO_WEB = (
    "http:// か https:// で始まる URL を入れてください"
    "(javascript:、data:、file: などは受け付けません)。"
)
UNSAFE = (
    "この URL は使えません。ユーザー名やパスワード、見えない制御文字を含む URL は受け付けません。"
)


def refusal(text: str, *, source: bool = False) -> str:
    """Why an address cannot be asked; "" where it can. source: categories and hn: count too."""
    from digest.collect.address import web_address
    from digest.collect.known import known_source

    if source and known_source(text):
        return ""
    try:
        web_address(text)
    except BadAddress as error:
        return UNSAFE if "password" in error.message or "control" in error.message else NO_WEB
    except UsageError as error:
        return UNSAFE if "control" in error.message else NO_WEB
    return ""
