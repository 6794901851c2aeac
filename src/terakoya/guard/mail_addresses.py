"""Mail addresses, also where somebody wrote (at) for the sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from terakoya.guard.candidates import Candidate
from terakoya.guard.kinds_of_data import Kind
from terakoya.guard.text_folding import FoldedText

__all__ = ["find_mail_addresses"]

_LONGEST_LOCAL = 64  # RFC 5321, and no search goes further back
_SIGN = re.compile(
    r" ?@ ?|\s?[\[({<](?:at|アット(?:マーク)?|@|a)[\])}>]\s?|"
    r"アットマーク|[☆★]",
    re.IGNORECASE,
)
_LOCAL = re.compile(r"(?:\"[^\"\s]{1,60}\"|[A-Za-z0-9_.][A-Za-z0-9._%+~&'-]{0,63})$")
_DOT = r"(?:\.|\s?[\[(](?:dot|ドット|\.)[\])]\s?)"
_DOMAIN = re.compile(
    rf"(?:[A-Za-z0-9\u3041-\u9fff](?:[A-Za-z0-9\u3041-\u9fff-]{{0,61}}[A-Za-z0-9\u3041-"
    rf"\u9fff])??{_DOT}){{1,8}}"
    r"[A-Za-z]{2,24}(?![A-Za-z0-9])|\[?[0-9]{1,3}(?:\.[0-9]{1,3}){3}\]?(?![0-9])",
    re.IGNORECASE,
)
_TIGHT_LOCAL = ".-_"


def find_mail_addresses(text: FoldedText) -> Iterator[Candidate]:
    """Yield mail addresses: found at their sign, so that nothing is searched twice."""
    plain = text.plain
    for sign in _SIGN.finditer(plain):
        earlier = plain[max(0, sign.start() - _LONGEST_LOCAL) : sign.start()]
        local = _LOCAL.search(earlier)
        domain = _DOMAIN.match(plain, sign.end())
        if local is None or domain is None:
            continue
        if local[0] == "git":  # the account of everybody at a host of code
            continue
        start = sign.start() - len(local[0])
        yield Candidate(Kind.MAIL, start, domain.end(), 99)
