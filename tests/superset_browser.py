"""Looks at every dashboard in Chromium: `python -m tests.superset_browser ADDRESS PASSWORD FOLDER`.

Needs Playwright and Debian's chromium. Writes into the folder a picture of each dashboard, and
questions.json: what the page of each chart asked, by the chart's name, with the answer that it got.
"""

import json
import shutil
import sys
from pathlib import Path

from playwright.sync_api import Page, Response, sync_playwright

WIDTH, HEIGHT = 1400, 1000
PATIENCE = 180_000


def log_in(page: Page, address: str, password: str) -> None:
    """As a person does it."""
    page.goto(f"{address}/login/", timeout=PATIENCE)
    page.fill("input[type=text]", "admin", timeout=PATIENCE)
    page.fill("input[type=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url, timeout=PATIENCE)


def look_at(page: Page, address: str, slug: str, folder: Path) -> list[dict]:
    """A picture of a dashboard, and what its charts asked."""
    seen: list[Response] = []

    def note(response: Response) -> None:
        if "/api/v1/chart/data" in response.url and response.request.method == "POST":
            seen.append(response)

    page.on("response", note)
    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})
    page.goto(f"{address}/superset/dashboard/{slug}/", timeout=PATIENCE)
    page.wait_for_selector(".dashboard-component-chart-holder", timeout=PATIENCE)
    # As high as the dashboard, so that every chart is in sight, and therefore asked for.
    height = page.evaluate("document.querySelector('.grid-container').scrollHeight") + 250
    page.set_viewport_size({"width": WIDTH, "height": int(height)})
    page.wait_for_timeout(1500)
    page.wait_for_function(
        "!document.querySelector('.loading, [data-test=loading-indicator], .ant-skeleton')",
        timeout=PATIENCE,
    )
    page.wait_for_timeout(2500)
    page.screenshot(path=folder / f"{slug}.png")
    page.remove_listener("response", note)
    return [
        {
            "dashboard": slug,
            "question": json.loads(response.request.post_data),
            "status": response.status,
            "answer": response.json() if response.status == 200 else response.text(),
        }
        for response in seen
    ]


def main(address: str, password: str, folder: Path, slugs: list[str]) -> None:
    """Looks at the dashboards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        log_in(page, address, password)
        found = [question for slug in slugs for question in look_at(page, address, slug, folder)]
        browser.close()
    (folder / "questions.json").write_text(json.dumps(found), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]), sys.argv[4:])
