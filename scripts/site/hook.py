"""What mkdocs does beside its own: the pages that lie elsewhere or are made, and their links.

It runs in .venv-docs, which has none of the project's packages.
"""

import importlib.util
import json
import re
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from posixpath import relpath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

PROJECT = Path(__file__).parents[2]
MADE = PROJECT / "target" / "site"
HERE = Path(__file__).parent
# Documents at the root of the project, and the pages that they are.
ROOT_PAGES = {
    "README.md": "index.md", "CONTRIBUTING.md": "contributing.md", "CHANGELOG.md": "changelog.md",
}
MERMAID = "assets/mermaid.js"
FENCE = re.compile(r"(?ms)^( *)(```+|~~~+).*?^\1\2[`~]* *$")
CELL_CODE = re.compile(r"(<t[dh]>(?:<span[^>]*>)?(?:<a [^>]*>)?<code>)([^<]*)(?=</code>)")
LINK = re.compile(r"\]\(([^)\s]+)\)")

places: dict[str, Any] = {}


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Puts the made pages into the menus."""
    if not (MADE / "places.json").exists():
        raise PluginError("Call `make docs`, which makes the pages of metrics and tables first.")
    places.update(json.loads((MADE / "places.json").read_text(encoding="utf-8")))
    for menu in config.nav:
        [(title, entries)] = menu.items()
        entries += [{name: made} for name, made in places["menus"].get(title, {}).items()]
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Adds what does not lie in docs/."""
    package = Path(importlib.util.find_spec("mmdc").origin).parent
    sources = {
        **{page: PROJECT / name for name, page in ROOT_PAGES.items()},
        **{
            path.relative_to(MADE / "pages").as_posix(): path
            for path in sorted((MADE / "pages").rglob("*.md"))
        },
        "dbt.html": MADE / "dbt.html",
        MERMAID: package / "assets" / "mermaid.js",
        "assets/iframe-worker.js": HERE / "iframe-worker.js",
        "assets/site.css": HERE / "site.css",
    }
    for name, path in sources.items():
        files.append(File.generated(config, name, abs_src_path=str(path)))
    return files


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Leads links to the pages of the site, and names of rules, metrics, tables and vars to where
    they are explained."""
    here = page.file.src_uri
    if here in ROOT_PAGES.values():
        markdown = outside_of_code(markdown, lambda text: LINK.sub(root_link(files), text))
    if here == "vars.md":
        markdown = re.sub(r"(?m)^\| (\w+) \| `", r"| <span id='\1'>`\1`</span> | `", markdown)
    if here == "metrics.md":
        markdown = re.sub(r"(?m)^\| `(\w+)` \|", linked_metric, markdown)
    if here == "marts.md":
        markdown = re.sub(r"(?m)^(\| \w+ \| \w+ \| )(\w+) \|", linked_table, markdown)
    markdown = outside_of_code(markdown, lambda text: with_links(apart(text), here))
    cited = set(re.findall(r"\[([a-z0-9]+(?:-[a-z0-9]+)+)\]", markdown)) & set(places["rules"])
    to_rules = to(here, "definitions.md")
    return "\n".join([markdown, "", *(f"[{rule}]: {to_rules}#{rule}" for rule in sorted(cited))])


def outside_of_code(markdown: str, change: Callable[[str], str]) -> str:
    """A text changed where it is no block of code."""
    parts, place = [], 0
    for fence in FENCE.finditer(markdown):
        parts += [change(markdown[place : fence.start()]), fence[0]]
        place = fence.end()
    return "".join([*parts, change(markdown[place:])])


def apart(text: str) -> str:
    """A blank line before each list: GitHub needs none, mkdocs does."""
    lines: list[str] = []
    for line in text.split("\n"):
        before = lines[-1] if lines else ""
        begins = re.match(r"(- |1\. )", line)
        if begins and before and not re.match(r"(- |\d+\. |\s)", before):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def root_link(files: Files) -> Callable[[re.Match[str]], str]:
    """A link of a document at the root: into the site, where the site has the page."""

    def linked(found: re.Match[str]) -> str:
        path, mark, anchor = found[1].partition("#")
        if "://" in path or not path:
            return found[0]
        page = ROOT_PAGES.get(path, str(PurePosixPath(path)).removeprefix("docs/"))
        return f"]({page}{mark}{anchor})"

    return linked


def with_links(text: str, here: str) -> str:
    """Names in code, such as `open_rate`, lead to where they are explained; not in headings, and
    not where they are in a link."""

    def linked(found: re.Match[str]) -> str:
        place = places["names"].get(found[1])
        if place is None or place == here:
            return found[0]
        page, mark, anchor = place.partition("#")
        return f"[{found[0]}]({to(here, page)}{mark}{anchor})"

    pattern = re.compile(r"(?<![\[`>\w])`(\w+)`(?!`|\])")
    return "\n".join(
        line if line.startswith("#") else pattern.sub(linked, line) for line in text.split("\n")
    )


def linked_metric(found: re.Match[str]) -> str:
    """The first cell of a row of metrics.md."""
    place = places["metrics"].get(found[1])
    return f"| [`{found[1]}`]({place}) |" if place else found[0]


def linked_table(found: re.Match[str]) -> str:
    """The cell of a row of marts.md with the table."""
    place = places["tables"].get(found[2])
    return f"{found[1]}[`{found[2]}`]({place}) |" if place else found[0]


def to(here: str, there: str) -> str:
    """The way from a page to another one."""
    return relpath(there, PurePosixPath(here).parent)


def on_page_context(context: dict[str, Any], page: Page, **_: Any) -> dict[str, Any]:
    """A page that is one wide table needs the room of its table of contents, which is empty."""
    if not any(section.children for section in page.toc):
        page.meta.setdefault("hide", []).append("toc")
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Lets long names break in the cells of tables, and loads what draws diagrams where there are
    any."""
    output = CELL_CODE.sub(lambda code: f"{code[1]}{code[2].replace('_', '_<wbr>')}", output)
    if 'class="mermaid"' not in output:
        return output
    way = to(page.file.dest_uri, MERMAID)
    return output.replace("</body>", f'<script src="{way}"></script></body>')


def on_post_build(config: MkDocsConfig) -> None:
    """Takes the addresses of other hosts out of the theme's program: what it would fetch there
    is here, or every browser has it."""
    programs = Path(config.site_dir, "assets", "javascripts")
    for path in programs.rglob("*.map"):
        path.unlink()
    for path in programs.glob("bundle.*.js"):
        text = path.read_text(encoding="utf-8")
        text = re.sub(r'"https://unpkg\.com/[^"]*"', '""', text)
        path.write_text(text, encoding="utf-8")
