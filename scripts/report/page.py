"""The page: its template with style, scripts and data put in, as one file that asks for nothing."""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

import jinja2

from scripts.report.data import as_json, packed

HERE = Path(__file__).parent
SCRIPTS = (
    "model.js", "state.js", "draw.js", "trends.js", "views.js", "pictures.js", "page.js",
)
# The page with all in it; what it is without charts and their runtime.
MAX_BYTES = 3_000_000
MAX_RUNTIME_BYTES = 1_000_000


def texts() -> dict[str, Any]:
    """The words of the page in its languages."""
    return json.loads((HERE / "texts.json").read_text(encoding="utf-8"))


def html(data: dict[str, Any], charts: dict[str, Any], runtime: str) -> str:
    """The page.

    Args:
        data: what read_report gives.
        charts: the specifications by name; runtime: the script that draws them.
    """
    scripts = [runtime, *((HERE / name).read_text(encoding="utf-8") for name in SCRIPTS)]
    for script in scripts:
        if "</script" in script.lower() or "<!--" in script:
            raise ValueError("A script would end its own element.")
    everything = {"data": data, "texts": texts(), "charts": charts}
    template = jinja2.Environment(autoescape=False, undefined=jinja2.StrictUndefined)
    return template.from_string((HERE / "page.html").read_text(encoding="utf-8")).render(
        hashes=" ".join(_hash(script) for script in scripts),
        style=(HERE / "page.css").read_text(encoding="utf-8"),
        # Compressed and in base64: whatever a company calls its things, no letter of it is HTML.
        data=packed(as_json(everything)),
        scripts=scripts,
    )


def _hash(script: str) -> str:
    """A script as the page's own policy allows it: this one, and no other."""
    digest = hashlib.sha256(script.encode("utf-8")).digest()
    return f"'sha256-{base64.b64encode(digest).decode('ascii')}'"
