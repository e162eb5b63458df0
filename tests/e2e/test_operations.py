"""The pages of Operations and Admin on the running demo: what people do with alarms, and how each page reads."""

import re
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, expect

from tests.e2e import documents
from tests.e2e.demo import USER, Demo
from tests.e2e.desk import DRAWN, Desk, Errors
from tests.e2e.test_accessibility import findings

OPERATIONS = ("", "/performance", "/history", "/forced", "/knowledge")
PAGES = (
    *(f"/operations{page}" for page in OPERATIONS),
    *(f"/admin/{page}" for page in ("users", "sessions", "tokens", "audit")),
)
REASON = "Work order 4482"
ENGLISH = re.compile(r"\b(the|of|and|in|to|all|last)\b", re.IGNORECASE)
OURS = "main :is(th, h1, h2, h3, legend, label, button:not([data-message], .link, li > button), .op-tabs a, .ad-tabs a)"
"""What the product itself says; messages, points and flows are data of the plant."""


def raised(desk: Desk, flow: str, *points: str, **config: Any) -> None:
    """Alarms of a flow of our own, on the open alarm list."""
    nodes = {f"b{i}": documents.inject(point, 60, (0, 80 * i)) for i, point in enumerate(points)}
    nodes["limit"] = documents.limit(f"{flow}.*", h=50, priority="critical")
    nodes["limit"]["config"] |= config
    desk.run_flow(documents.flow(flow, nodes, *((f"b{i}/samples", "limit/samples") for i in range(len(points)))))
    for i in range(len(points)):
        desk.press(flow, f"b{i}")
    desk.open("/operations")
    for point in points:
        expect(row_of(desk, point)).to_contain_text("Unacknowledged", timeout=DRAWN)


def row_of(desk: Desk, point: str) -> Locator:
    return desk.page.locator("tr[data-key]").filter(has_text=point)


def test_alarms_are_shelved_together_and_come_back(desk: Desk, own: str) -> None:
    points = [f"{own}.a", f"{own}.b"]
    raised(desk, own, *points, max_shelve=3600)
    page = desk.page
    for point in points:
        row_of(desk, point).get_by_role("checkbox").check()
    page.keyboard.press("s")
    form = page.get_by_role("dialog", name="Shelve 2 alarms")
    expect(form).to_contain_text("Longest allowed for these alarms: 1 h")
    expect(form.get_by_role("button", name="2 h")).to_have_count(0)
    expect(form.get_by_role("button", name="Shelve 2 alarms")).to_be_disabled()
    form.get_by_label("Reason (required)").fill(REASON)
    form.get_by_role("button", name="Shelve 2 alarms").click()
    for point in points:
        expect(row_of(desk, point)).to_contain_text("Shelved", timeout=DRAWN)
    expect(page.get_by_role("button", name=re.compile("Hidden from the list"))).to_be_visible()
    row_of(desk, points[0]).locator("[data-message]").click()
    panel = page.get_by_role("complementary")
    expect(panel).to_contain_text(REASON)
    panel.get_by_role("button", name="Unshelve").click()
    expect(row_of(desk, points[0])).to_contain_text("Unacknowledged", timeout=DRAWN)
    page.get_by_role("link", name="History", exact=True).click()
    page.get_by_label("Kind").select_option("shelve")
    page.get_by_role("searchbox", name=re.compile("^Point")).fill(own)
    expect(page.get_by_role("row").filter(has_text=f"{USER} shelved").first).to_contain_text(REASON, timeout=DRAWN)


def test_keys_select_acknowledge_and_comment(desk: Desk, own: str) -> None:
    point = f"{own}.a"
    raised(desk, own, point, comment_required=True)
    page = desk.page
    row_of(desk, point).locator("[data-message]").focus()
    page.keyboard.press("Space")
    expect(row_of(desk, point).get_by_role("checkbox")).to_be_checked()
    page.keyboard.press("a")  # a comment is required
    form = page.get_by_role("dialog", name="Acknowledge 1 alarm")
    form.get_by_label("Comment (required)").fill("Seen from the gallery")
    page.keyboard.press("Control+Enter")
    expect(row_of(desk, point)).to_contain_text("Acknowledged", timeout=DRAWN)
    expect(form).to_have_count(0)
    page.keyboard.press("Shift+?")
    expect(page.get_by_role("dialog", name="Keys of the alarm list")).to_be_visible()


def test_a_second_person_confirms(desk: Desk, demo: Demo, browser: Browser, own: str) -> None:
    point = f"{own}.a"
    raised(desk, own, point, second_person=True)
    desk.page.keyboard.press("Escape")
    row_of(desk, point).locator("[data-message]").click()
    desk.page.get_by_role("complementary").get_by_role("button", name="Shelve").click()
    form = desk.page.get_by_role("dialog", name="Shelve 1 alarm")
    expect(form).to_contain_text("A second person has to confirm this")
    form.get_by_label("Reason (required)").fill(REASON)
    form.get_by_role("button", name="Shelve 1 alarm").click()
    panel = desk.page.get_by_role("complementary")
    expect(panel).to_contain_text(f"{USER} asked to shelve it", timeout=DRAWN)
    expect(panel.get_by_role("button", name="Confirm")).to_have_count(0)  # not by the one who asks
    desk.let_in("oscar", "operator")
    with browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB") as context:
        errors = Errors(context)
        second = Desk(context.new_page(), demo.address, errors)
        second.sign_in("oscar")
        second.open("/operations")
        row_of(second, point).locator("[data-message]").click(timeout=DRAWN)
        second.page.get_by_role("complementary").get_by_role("button", name="Confirm").click()
        expect(row_of(second, point)).to_contain_text("Shelved", timeout=DRAWN)
        errors.check()


def test_an_alarm_is_taken_out_of_service_and_restored(desk: Desk, own: str) -> None:
    point = f"{own}.a"
    desk.page.set_viewport_size({"width": 1280, "height": 800})
    raised(desk, own, point)
    row_of(desk, point).locator("[data-message]").click()
    panel = desk.page.get_by_role("complementary")
    panel.get_by_role("button", name="More").click()
    desk.page.get_by_role("menuitem", name="Out of service").click()
    asked(desk, "Take 1 alarm out of service")
    expect(panel).to_contain_text(f"{USER} took it out of service", timeout=DRAWN)
    for language in ("zh", "en"):
        desk.page.locator(f"fieldset.seg.plain [lang={language}]").click()
        buttons = panel.locator(".al-actions > *")
        expect(buttons.nth(1)).to_contain_text("Restore" if language == "en" else "恢复使用")
        tops = {box["y"] for each in buttons.all() if (box := each.bounding_box())}
        assert (4, 1) == (buttons.count(), len(tops)), f"four buttons on one line, in {language}"
    panel.get_by_role("button", name="Restore").click()
    asked(desk, "Return 1 alarm to service")
    expect(row_of(desk, point)).to_contain_text("Unacknowledged", timeout=DRAWN)


def asked(desk: Desk, title: str) -> None:
    """Give the reason that a form asks for; its button reads as its title."""
    form = desk.page.get_by_role("dialog", name=title)
    form.get_by_label("Reason (required)").fill(REASON)
    form.get_by_role("button", name=title).click()


def test_a_filter_is_saved_by_name(desk: Desk) -> None:
    page = desk.page
    desk.open("/operations")
    page.get_by_role("searchbox").fill("nothing like this")
    page.get_by_role("button", name="Filters").click()
    page.get_by_label("Name for the filter as it is").fill("Night shift")
    page.get_by_role("button", name="Save").click()
    page.reload()
    expect(page.get_by_role("searchbox")).to_have_value("", timeout=DRAWN)
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Night shift", exact=True).click()
    expect(page.get_by_role("searchbox")).to_have_value("nothing like this")
    expect(page.get_by_text("No alarm matches the filter")).to_be_visible()


def test_what_is_known_stands_beside_the_alarm(desk: Desk, own: str) -> None:
    point = f"{own}.a"
    raised(desk, own, point)
    page = desk.page
    page.get_by_role("link", name="Rationalisation").click()
    page.get_by_role("searchbox").fill(own)
    page.get_by_role("button", name=f"{own}.*").click(timeout=DRAWN)
    form = page.get_by_role("dialog")
    form.get_by_label("Response").fill("Open HV-118")
    form.get_by_label("Respond within, min").fill("8")
    form.get_by_role("button", name="Save").click()
    expect(page.get_by_role("row").filter(has_text="Open HV-118")).to_contain_text("8 min", timeout=DRAWN)
    page.get_by_role("link", name=re.compile("^Alarms")).click()
    row_of(desk, point).locator("[data-message]").click()
    expect(page.get_by_role("complementary")).to_contain_text("Open HV-118", timeout=DRAWN)
    expect(page.get_by_role("complementary")).to_contain_text("8 min")


def test_a_user_is_let_in_and_removed_and_a_token_shown_once(desk: Desk) -> None:
    page = desk.page
    desk.open("/admin/users")
    page.get_by_role("button", name="Add a user").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("paula")
    form.get_by_label("First password").fill("a ladle for the night")
    form.get_by_role("button", name="Add").click()
    row = page.get_by_role("row").filter(has_text="paula")
    expect(row).to_be_visible(timeout=DRAWN)
    row.get_by_label("Role of paula").select_option("viewer")
    expect(page.get_by_text("paula is Viewer now.")).to_be_visible(timeout=DRAWN)
    row.get_by_role("button", name="More for paula").click()
    page.get_by_role("menuitem", name="Remove…").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove…").click()
    expect(row).to_have_count(0, timeout=DRAWN)
    page.get_by_role("link", name="Tokens").click()
    page.get_by_role("button", name="New token").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Name").fill("historian")
    form.get_by_role("button", name="Make the token").click()
    expect(form.get_by_label("Token")).not_to_have_value("", timeout=DRAWN)
    form.get_by_role("button", name="Close").last.click()
    page.get_by_role("button", name="Revoke historian").click()
    expect(page.get_by_role("row").filter(has_text="historian")).to_have_count(0, timeout=DRAWN)
    page.get_by_role("link", name="Audit").click()
    page.get_by_label("Kind").select_option("user.")
    expect(page.get_by_role("row").filter(has_text="paula").first).to_be_visible(timeout=DRAWN)
    page.get_by_role("button", name="Verify").click()
    expect(page.get_by_text("The trail is whole")).to_be_visible(timeout=DRAWN)


LOOKS = (("en", "light"), ("en", "dark"), ("zh", "dark"), ("zh", "light"))
"""Each differs from the next in one thing."""


def dressed(seen: Desk, language: str, theme: str) -> None:
    """Switch as people do, on the page that is open."""
    page = seen.page
    page.locator(f"fieldset.seg.plain [lang={language}]").click()
    expect(page.locator("html")).to_have_attribute("lang", "zh-CN" if language == "zh" else "en")
    if page.locator("html").get_attribute("data-theme") != theme:
        page.get_by_role("button", name=re.compile("theme$|主题$")).click()
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    waits = "正在加载" if language == "zh" else "Loading"
    expect(page.locator("main .pg")).to_be_visible(timeout=DRAWN)
    expect(page.locator("main")).not_to_contain_text(waits, timeout=DRAWN)
    page.wait_for_timeout(200)


def wrong(seen: Desk, language: str, width: int) -> str:
    """A line for each thing that does not read well on the page."""
    wide: int = seen.page.evaluate("document.documentElement.scrollWidth")
    words: list[str] = seen.page.locator(OURS).all_inner_texts()
    found = [
        *([f"{wide} px wide"] if wide > width else []),
        *(word for word in words if language == "zh" and ENGLISH.search(word)),
        findings(seen.page),
    ]
    return "\n".join(filter(None, found))


@pytest.mark.parametrize(
    ("width", "height", "looks"),
    [(1440, 900, LOOKS), (390, 844, (("zh", "light"), ("en", "dark")))],
    ids=["desk", "phone"],
)
def test_each_page_reads_well(
    demo: Demo, desk: Desk, browser: Browser, width: int, height: int, looks: tuple[tuple[str, str], ...]
) -> None:
    """No serious finding of axe, nothing wider than the window, no text of the other language."""
    context = browser.new_context(
        viewport={"width": width, "height": height}, locale="en-GB", color_scheme="light", reduced_motion="reduce"
    )
    with context:
        errors = Errors(context)
        seen = Desk(context.new_page(), demo.address, errors)
        seen.resume(desk.session() if desk.session()["csrf"] else demo.session)
        found = {}
        for path in PAGES:
            seen.open(path)
            for look in looks:
                dressed(seen, *look)
                found[path, *look] = wrong(seen, look[0], width)
            looks = looks[::-1]  # the next page opens as this one was left
        assert dict.fromkeys(found, "") == found
        errors.check()
