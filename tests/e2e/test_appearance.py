"""Both languages and both themes, switched at once and remembered."""

from playwright.sync_api import Page, expect

from tests.e2e.desk import DRAWN, Desk


def background(page: Page) -> str:
    colour: str = page.evaluate("getComputedStyle(document.body).backgroundColor")
    return colour


def test_the_language_changes_at_once_and_stays(desk: Desk) -> None:
    page = desk.page
    desk.open_flow("pump-station")
    kinds = page.get_by_role("complementary").first
    expect(kinds).to_contain_text("Deadband")
    page.get_by_role("button", name="中: Chinese").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN")
    expect(page.get_by_role("navigation").get_by_role("link", name="流程")).to_be_visible()
    expect(kinds).to_contain_text("死区")
    expect(kinds).not_to_contain_text("Deadband")
    expect(page.get_by_role("button", name="部署", exact=True)).to_be_visible()
    page.reload()
    expect(page.get_by_role("button", name="部署", exact=True)).to_be_visible(timeout=DRAWN)
    page.get_by_role("button", name="EN: 英文").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.get_by_role("button", name="Deploy", exact=True)).to_be_visible()


def test_the_theme_changes_at_once_and_stays(desk: Desk) -> None:
    page = desk.page
    desk.open("/operations")
    root = page.locator("html")
    expect(root).to_have_attribute("data-theme", "light")
    light = background(page)
    page.get_by_role("button", name="Dark theme").click()
    expect(root).to_have_attribute("data-theme", "dark")
    dark = background(page)
    assert light != dark
    page.reload()
    expect(page.get_by_role("button", name="Light theme")).to_be_visible(timeout=DRAWN)
    assert dark == background(page)
    page.get_by_role("button", name="Light theme").click()
    assert light == background(page)


def test_a_chinese_browser_is_met_in_chinese(desk: Desk) -> None:
    browser = desk.page.context.browser
    assert browser
    with browser.new_context(locale="zh-CN", color_scheme="dark") as context:
        page = context.new_page()
        page.goto(desk.address)
        expect(page.get_by_role("heading")).to_have_text("登录", timeout=DRAWN)
        expect(page.locator("html")).to_have_attribute("data-theme", "dark")
