"""Worked examples of docs/decisions/privacy.md, which anchor the oracle itself."""

from hashlib import md5

import pytest

from .contract import TABLES
from .privacy import cleaned_address, cleaned_text, cleaned_values
from .web_reference import host_of, path_of


@pytest.mark.parametrize(
    ("text", "cleaned"),
    [
        ("a@b.c", "(email)"),
        ("from Bob <bob@b.c>", "(email)"),
        ("bob%40b.c", "(email)"),
        ("bob%2540b.c", "(email)"),
        ("боб＠почта.рф", "(email)"),
        ("o'@b.c", "(email)"),
        ("https://b.c/tea?token=x#top", "https://b.c/tea"),
        ("see https://b.c/#token=x", "see https://b.c/"),
        ("https://ann:secret@localhost/tea", "https://localhost/tea"),
        ("shop/tea?user=ann", "shop/tea"),
        ("https://b.c/tea#top", "https://b.c/tea#top"),
        ("@tea.shop", "@tea.shop"),
        ("tea for 2@3.50", "tea for 2@3.50"),
        ("react@18.2.0", "react@18.2.0"),
        ("ann@localhost", "ann@localhost"),
        ("what? 1 + 1 = 2", "what? 1 + 1 = 2"),
        ("100 %40", "100 %40"),
    ],
)
def test_a_text_loses_addresses_and_queries(text: str, cleaned: str) -> None:
    """Other texts with an @, a % or an = stay as they are."""
    assert cleaned_text(text) == cleaned


@pytest.mark.parametrize(
    ("address", "cleaned", "path"),
    [
        ("/thanks;jsessionid=1F2A?email=a@b.c&token=x#top", "/thanks", "/thanks"),
        ("https://ann:x@b.c:80/a;v=1/b;c", "https://b.c:80/a/b", "/a/b"),
        ("//b.c/a&b=c", "//b.c/a", "/a"),
        ("/a%3Fb%3Dc", "/a", "/a"),
        ("/a%253Fb=c", "/a", "/a"),
        ("/is-it-tea%3F", "/is-it-tea%3F", "/is-it-tea%3F"),
        ("/R&D/a=b", "/R&D/a=b", "/R&D/a=b"),
        ("/off/ann%40b.c/now", "/off/(email)/now", "/off/(email)/now"),
        ("/in/eyJh.eyJz.c2ln", "/in/(token)", "/in/(token)"),
        ("/@ann.roe", "/@ann.roe", "/@ann.roe"),
        ("https://b.c", "https://b.c", "/"),
        ("?a=1", "/", "/"),
    ],
)
def test_an_address_loses_what_names_its_reader(address: str, cleaned: str, path: str) -> None:
    """The path is the cleaned address without scheme and host."""
    assert cleaned_address(address) == cleaned
    assert path_of(address) == path


def test_the_user_of_an_address_is_no_part_of_its_host() -> None:
    """It ends at the last @, however that is written."""
    assert host_of("https://ann@b.c:secret@www.shop.com:80/x") == "shop.com"
    assert host_of("mailto:ann%40b.c") == "b.c"


def test_an_id_stays_a_key_and_personal_columns_stay_behind() -> None:
    """An id is hashed in its own case; an address that staging hashes is not touched here."""
    values = dict.fromkeys(column.name for column in TABLES["customers"].columns)
    values |= {"customer_id": "Ann@b.c", "email": "Ann@b.c", "brand": "Ann@b.c", "region": "north"}
    cleaned = cleaned_values(TABLES["customers"], values)
    assert cleaned["customer_id"] == md5(b"Ann@b.c").hexdigest()
    assert (cleaned["email"], cleaned["brand"]) == ("Ann@b.c", "(email)")
    assert (cleaned["region"], cleaned["country"]) == ("north", None)
