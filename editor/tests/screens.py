"""Screenshots of the editor against the stand-in server: python tests/screens.py OUT [lang-theme ...].

Needs Playwright and a Chromium; build the editor first.
"""

import pathlib
import subprocess
import sys

from playwright.sync_api import Page, sync_playwright

HERE = pathlib.Path(__file__).parent


def prepare(page: Page, language: str, theme: str) -> None:
    """Choose language and theme as a returning user has them."""
    page.add_init_script(
        f"localStorage.setItem('tundish.language', '{language}'); localStorage.setItem('tundish.theme', '{theme}');"
        "localStorage.setItem('tundish.tour', 'seen')"
    )
    page.on(
        "console", lambda message: print(message.type, message.text) if message.type in {"error", "warning"} else None
    )
    page.on("pageerror", lambda error: print("page error", error))


def main() -> None:
    """Take the pictures."""
    out = pathlib.Path(sys.argv[1])
    looks = sys.argv[2:] or ["en-light", "zh-dark"]
    out.mkdir(parents=True, exist_ok=True)
    server = subprocess.Popen(["node", HERE / "fake-server.mjs", "0"], stdout=subprocess.PIPE, text=True)
    try:
        address = server.stdout.readline().strip()
        with sync_playwright() as play:
            browser = play.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-background-networking"]
            )
            for look in looks:
                language, theme = look.split("-")
                page = browser.new_page(viewport={"width": 1440, "height": 900})
                prepare(page, language, theme)
                page.goto(f"{address}/flows/pump-station")
                page.wait_for_selector("[data-node-id=limits]")
                page.locator("[data-node-id=limits] .h").click()
                page.wait_for_timeout(1500)
                page.screenshot(path=out / f"editor-{theme}-{language}.png")
                page.locator(".flow-bar .btn.prim").click()
                page.wait_for_timeout(600)
                page.screenshot(path=out / f"deploy-{theme}-{language}.png")
                page.close()
            browser.close()
    finally:
        server.terminate()


if __name__ == "__main__":
    main()
