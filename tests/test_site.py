"""The site of `make docs`: everything is on it, no link of it is dead, and it asks no other host.

`make test-docs` makes the site and runs these.
"""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
import yaml

from scripts.published_copy import seed
from scripts.semantic_layer import marts
from scripts.warehouse import PROJECT_ROOT

pytestmark = pytest.mark.docs

SITE = PROJECT_ROOT / "site"
# dbt's own program: what it shows is in its file, and its links are not in its HTML.
DBT_DOCS = SITE / "dbt.html"
# What a page loads by itself; a link that a reader follows may lead anywhere.
LOADED = {"script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src"}
FOREIGN = re.compile(r"^(https?:)?//")


@dataclass
class Page(HTMLParser):
    """The places, links and loaded files of a page, and the text of its paragraphs."""

    path: Path
    anchors: set[str] = field(default_factory=set)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    text: str = ""
    in_code: int = 0

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Takes note of an element."""
        found = dict(attributes)
        self.anchors |= {found[name] for name in ("id", "name") if found.get(name)}
        if tag == "a" and found.get("href"):
            self.links.append(found["href"])
        if found.get(LOADED.get(tag, "")):
            self.loaded.append(found[LOADED[tag]])
        self.in_code += tag in ("pre", "code", "script", "style")

    def handle_endtag(self, tag: str) -> None:
        """Leaves an element."""
        self.in_code -= tag in ("pre", "code", "script", "style")

    def handle_data(self, data: str) -> None:
        """Takes note of a text, but not of code."""
        if not self.in_code:
            self.text += data


@cache
def page(path: Path) -> Page:
    """A page of the site."""
    return Page(path)


@cache
def all_pages() -> list[Page]:
    """All pages but dbt's."""
    return [page(path) for path in sorted(SITE.rglob("*.html")) if path != DBT_DOCS]


def targets(found: Page, links: list[str]) -> Iterator[tuple[str, Path, str]]:
    """The links of a page that stay on the site: as written, their file and their anchor."""
    for link in links:
        parts = urlsplit(link)
        if not parts.scheme and not FOREIGN.match(link):
            # The page of an error is served for any address: its links begin at the root.
            root = SITE if parts.path.startswith("/") else found.path.parent
            file = root / unquote(parts.path).lstrip("/") if parts.path else found.path
            yield link, file.resolve(), unquote(parts.fragment)


def test_no_link_is_dead() -> None:
    """Every page, anchor, picture, script and style that a page names is there."""
    problems, followed = [], 0
    for found in all_pages():
        name = found.path.relative_to(SITE)
        for link, file, anchor in targets(found, [*found.links, *found.loaded]):
            followed += 1
            if file.is_dir():
                file /= "index.html"
            if not file.is_file():
                problems.append(f"{name}: {link}: no such file")
            elif anchor and file.suffix == ".html" and file != DBT_DOCS:
                # mkdocs writes `__` before the names of its own switches.
                if anchor not in page(file).anchors and not anchor.startswith("__"):
                    problems.append(f"{name}: {link}: no such anchor")
    assert followed > 10_000
    assert not problems, "\n".join(problems)


def test_links_into_dbts_docs_name_what_is_there() -> None:
    """`#!/model/model.engagement.orders` is a node or a macro of the manifest inside the file."""
    text = DBT_DOCS.read_text(encoding="utf-8")
    assert "Lineage (dbt docs)" in page(SITE / "operations.html").text
    linked = {
        anchor.rsplit("/", 1)[1]
        for found in all_pages()
        for _, file, anchor in targets(found, found.links)
        if file == DBT_DOCS and anchor
    }
    assert len(linked) > 100
    missing = [unique_id for unique_id in sorted(linked) if f'"{unique_id}": {{' not in text]
    assert not missing


def test_no_page_asks_another_host() -> None:
    """Nothing is loaded from elsewhere: fonts, scripts, styles, pictures."""
    problems = [
        f"{found.path.relative_to(SITE)}: {link}"
        for found in all_pages() for link in found.loaded if FOREIGN.match(link)
    ]
    hosts = re.compile(
        r"(unpkg\.com|jsdelivr\.net|cloudflare\.com|cloudfront\.net|googleapis\.com|gstatic\.com)"
        r"|url\(\s*[\"']?https?:|@import\s+[\"']https?:"
    )
    for path in [*SITE.rglob("*.js"), *SITE.rglob("*.css"), *SITE.rglob("*.html")]:
        problems += [
            f"{path.relative_to(SITE)}: {found[0]}"
            for found in hosts.finditer(path.read_text(encoding="utf-8"))
        ]
    assert not problems, "\n".join(problems)


def test_no_page_knows_where_it_was_made() -> None:
    """The folder of the project on this machine is nobody's business."""
    telling = [
        path for path in SITE.rglob("*")
        if path.suffix in (".html", ".js", ".json")
        and str(PROJECT_ROOT) in path.read_text(encoding="utf-8")
    ]
    assert not telling


def test_every_metric_table_column_var_and_rule_has_its_place() -> None:
    problems = []
    wanted = {
        (f"metrics/{row['mart']}.html", row["metric_id"])
        for row in seed("metric_catalog") if row["is_built"] == "true"
    }
    for name, (_, model) in marts().items():
        columns = [column["name"] for column in model.get("columns") or []]
        wanted |= {(f"tables/{name}.html", place) for place in ["", *columns]}
    variables = yaml.safe_load((PROJECT_ROOT / "dbt_project.yml").read_text())["vars"]
    wanted |= {("vars.html", name) for name in variables["declared_vars"]}
    definitions = (PROJECT_ROOT / "docs/definitions.md").read_text(encoding="utf-8")
    rules = re.findall(r"(?m)^### \[([a-z0-9-]+)\]$", definitions)
    wanted |= {("definitions.html", rule) for rule in rules}
    assert len(wanted) > 1_000
    for file, anchor in sorted(wanted):
        if not (SITE / file).is_file():
            problems.append(f"{file}: not there")
        elif anchor and anchor not in page(SITE / file).anchors:
            problems.append(f"{file}: no {anchor}")
    assert not problems, "\n".join(problems)


def test_every_metric_is_told_in_three_languages_with_its_tests() -> None:
    for row in seed("metric_catalog"):
        if row["is_built"] == "true":
            text = page(SITE / f"metrics/{row['mart']}.html").text
            assert row["name_zh"] in text and row["name_ru"] in text, row["metric_id"]


def test_a_rule_that_is_cited_is_a_link() -> None:
    """No page shows the name of a rule in brackets that leads nowhere."""
    definitions = page(SITE / "definitions.html").anchors
    dead = {
        (found.path.name, rule)
        for found in all_pages()
        for rule in re.findall(r"\[([a-z]{2,}(?:-[a-z0-9]{2,})+)\]", found.text)
        if rule in definitions
    }
    assert not dead


def test_no_markdown_is_left_in_the_text() -> None:
    """A list or a block of code that mkdocs did not see as one."""
    left = [
        f"{found.path.name}: {line}"
        for found in all_pages()
        for line in found.text.splitlines()
        if re.match(r"\s*(- \S|1\. \S|```|\|.*\|$|#{2,} )|.*\]\(\S+\)", line)
    ]
    assert not left, "\n".join(left)


@pytest.mark.skipif(not shutil.which("chromium"), reason="needs Chromium")
def test_search_works_from_disk(tmp_path: Path) -> None:
    """In a browser, with the file opened from disk and no server."""
    run = subprocess.run(
        ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
         f"--user-data-dir={tmp_path}", "--virtual-time-budget=20000", "--dump-dom",
         f"{(SITE / 'index.html').as_uri()}?q=open_rate"],
        capture_output=True, text=True, timeout=120, check=True,
    )
    assert re.search(r"\d+ matching documents\s*</", run.stdout)
    assert re.search(r'href="[^"]*metrics/email_metrics.html[^"]*#open_rate"', run.stdout)
