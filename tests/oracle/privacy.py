"""Texts without what they tell of a person: docs/decisions/privacy.md, read anew.

Written character by character, where the project has patterns.
"""

import re
from collections.abc import Iterator
from hashlib import md5
from itertools import pairwise, takewhile
from string import ascii_letters, digits
from typing import Any
from unicodedata import category

from .contract import Column, Table

EMAIL, TOKEN = "(email)", "(token)"
SCHEME_AND_SLASHES = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]*:)?//")
TOKEN_CHARACTERS = frozenset(ascii_letters + digits + "_-")


def cleaned_values(table: Table, values: dict[str, Any]) -> dict[str, Any]:
    """The values of a row without what they tell of a person."""
    return {
        **values,
        **{
            column.name: cleaned_value(table, column, values[column.name])
            for column in table.columns
            if column.kind == "string" and values[column.name] is not None
        },
    }


def cleaned_value(table: Table, column: Column, text: str) -> str:
    """A text as it may be shown; an id that may not is its MD5."""
    if column.closed_list or column.is_kept_whole:
        return text
    cleaned = cleaned_text(text)
    if column.name in table.key or column.name.endswith("_id"):
        return text if cleaned == text else md5(text.encode()).hexdigest()
    return cleaned


def cleaned_text(text: str) -> str:
    """A text without addresses of persons, and without the queries of addresses of pages."""
    if holds_email(text):
        return EMAIL
    return cleaned_address(text) if any(map(has_query, text.split())) else text


def has_query(word: str) -> bool:
    """Whether a word has a value behind a question mark, or a value or a user behind '://'."""
    behind_mark = word.partition("?")[2]
    behind_scheme = word.partition("://")[2]
    return "=" in behind_mark or "=" in behind_scheme or "@" in behind_scheme


# --- E-mail addresses ------------------------------------------------------------------------


def holds_email(text: str) -> bool:
    """Whether somewhere a name, an at sign and a host with a dot follow each other."""
    return any(
        start > 0
        and (is_word(text[start - 1]) or text[start - 1] in "._%+-'")
        and begins_with_host(text[end:])
        for start, end in at_signs(text)
    )


def at_signs(text: str) -> Iterator[tuple[int, int]]:
    """Where each at sign begins and ends, be it plain, of full width, or encoded."""
    for start, character in enumerate(text):
        if character in "@\uff20":
            yield start, start + 1
        elif (end := end_of_encoded(text, start, "40")) is not None:
            yield start, end


def begins_with_host(text: str) -> bool:
    """Whether a text begins with characters of a host, the second or a later one being a dot that
    a letter or a per cent sign follows."""
    host = "".join(takewhile(lambda one: is_word(one) or one in ".-%", text))
    return any(
        one == "." and (following == "%" or category(following).startswith("L"))
        for one, following in pairwise(host[1:])
    )


def is_word(character: str) -> bool:
    """A letter, a mark or a digit of any script."""
    return category(character)[0] in "LMN"


def end_of_encoded(text: str, start: int, code: str) -> int | None:
    """Where the encoded character that begins at `start` ends; None if it is none, or another.

    It may be encoded several times: %40, %2540, %252540.
    """
    if text[start] != "%":
        return None
    position = start + 1
    while text[position : position + 2] == "25":
        position += 2
    return position + 2 if text[position : position + 2].upper() == code else None


# --- Addresses of pages ----------------------------------------------------------------------


def cleaned_address(address: str) -> str:
    """An address without query, fragment, user, parameters, addresses of persons and tokens."""
    kept = address[: start_of_query(address)]
    begin = SCHEME_AND_SLASHES.match(kept)
    if begin:
        host, slash, path = kept[begin.end() :].partition("/")
        kept = begin[0] + host.rpartition("@")[2] + slash + path
    return "/".join(cleaned_segment(segment) for segment in kept.split("/")) or "/"


def start_of_query(address: str) -> int:
    """Where the query or the fragment begins; the length of the address if it has none."""
    for start, character in enumerate(address):
        if character in "?#":
            return start
        if character == "&" and names_a_value(address[start + 1 :].partition("&")[0]):
            return start
        end = end_of_encoded(address, start, "3F")
        if end is not None and names_a_value(address[end:], or_encoded=True):
            return start
    return len(address)


def names_a_value(text: str, or_encoded: bool = False) -> bool:
    """Whether a text has an equals sign, plain or at wish encoded, before any slash."""
    before_slash = text.partition("/")[0]
    name, equals, _ = before_slash.partition("=")
    if equals:
        return True
    return or_encoded and any(
        end_of_encoded(name, start, "3D") is not None for start in range(len(name))
    )


def cleaned_segment(segment: str) -> str:
    """What stands between two slashes, without its parameters."""
    for start, character in enumerate(segment):
        if character == ";" or end_of_encoded(segment, start, "3B") is not None:
            segment = segment[:start]
            break
    if holds_email(segment):
        return EMAIL
    return TOKEN if holds_token(segment) else segment


def holds_token(segment: str) -> bool:
    """Whether two parts joined by a dot look like head and body of a JSON web token."""
    return any(
        body.startswith("eyJ")
        and body[3:4] in TOKEN_CHARACTERS
        and any(
            head.startswith("eyJ", start)
            and len(head) > start + 3
            and TOKEN_CHARACTERS.issuperset(head[start:])
            for start in range(len(head))
        )
        for head, body in pairwise(segment.split("."))
    )


def without_user(address: str) -> str:
    """An address without all that stands before the last at sign of its host."""
    host, slash, rest = address.partition("/")
    ends = [end for _, end in at_signs(host)]
    return host[max(ends, default=0) :] + slash + rest
