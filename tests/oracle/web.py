"""The channel web: sessions, page views, conversions, and the metrics made of them."""

from pathlib import Path
from typing import Any

from .facts import Commerce
from .raw_layer import StagedTable
from .web_facts import Web, build_web, conversion_rows, page_view_rows, session_row
from .web_metrics import metric_tables
from .web_reference import WebReference


def build(staged: dict[str, StagedTable], commerce: Commerce, reference_dir: Path) -> Web:
    """The sessions of the site with all that happened in them."""
    return build_web(
        staged["sessions"].kept,
        staged["web_events"].kept,
        WebReference(reference_dir),
        lambda customer_id: commerce.attribute(customer_id, "customer_segment"),
        commerce.as_of,
        commerce.settings,
    )


def marts(
    staged: dict[str, StagedTable], commerce: Commerce, reference_dir: Path
) -> dict[str, list[dict[str, Any]]]:
    """The rows of every mart of the channel."""
    web = build(staged, commerce, reference_dir)
    return {
        "web_sessions": [session_row(session) for session in web.sessions],
        "web_page_views": [row for session in web.sessions for row in page_view_rows(session)],
        "web_conversions": [row for session in web.sessions for row in conversion_rows(session)],
        **metric_tables(web),
    }
