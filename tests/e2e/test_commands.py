"""What a running node can be told, by its buttons in the inspector."""

from playwright.sync_api import Locator, expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk

PEOPLE = [
    {"group": "shift", "name": "Li Wei", "email": "li@plant.example"},
    {"group": "maintenance", "name": "Chen Jie", "email": "chen@plant.example"},
]


def commanded(id: str) -> documents.Document:
    """A button on a limit, and people to tell."""
    nodes = {
        "button": documents.inject(f"{id}.p", 60),
        "limit": documents.limit(f"{id}.p", h=50),
        "notify": documents.node("alarm.notify", {"recipients": PEOPLE}, (480, 0)),
        "log": documents.node("action.log", {"text": "{{ subject }}"}, (720, 0)),
    }
    wires = ("button/samples", "limit/samples"), ("limit/events", "notify/events"), ("notify/notify", "log/events")
    return documents.flow(id, nodes, *wires)


def told(desk: Desk, command: str, how: str = "sent") -> None:
    """The page has said how it went."""
    message = desk.page.get_by_text(f"{command}: {how}").last
    expect(message).to_be_visible()
    message.locator("xpath=ancestor::*[@role='alert']").get_by_role("button").click()


def asked(desk: Desk, group: str) -> None:
    """Send a test, as the button of the node asks for it."""
    inspector = desk.page.get_by_role("complementary", name="Inspector")
    inspector.get_by_role("button", name="Send a test").click()
    form: Locator = desk.page.get_by_label("Send a test")
    form.get_by_label("Group").fill(group)
    form.get_by_role("button", name="Send a test").click()
    told(desk, "Send a test")


def test_a_node_is_commanded_by_its_button(desk: Desk, own: str) -> None:
    desk.run_flow(commanded(own))
    desk.open_flow(own)
    desk.select("button")
    inspector = desk.page.get_by_role("complementary", name="Inspector")
    inspector.get_by_role("button", name="Press", exact=True).click()
    told(desk, "Press")
    expect(desk.label("button")).to_contain_text("60", timeout=DRAWN)

    desk.select("notify")
    inspector.get_by_role("tab", name="Data").click()
    asked(desk, "maintenance")
    sent = inspector.get_by_role("region", name="notify", exact=True)
    expect(sent).to_contain_text("chen@plant.example", timeout=DRAWN)
    expect(sent).not_to_contain_text("li@plant.example")
    asked(desk, "nobody")
    expect(inspector).to_contain_text("There is nobody in the group 'nobody'", timeout=DRAWN)


def test_what_is_only_a_draft_is_told_nothing(desk: Desk, own: str) -> None:
    desk.ask("POST", "/flows", {"document": commanded(own)})
    desk.open_flow(own)
    desk.select("button")
    press = desk.page.get_by_role("complementary", name="Inspector").get_by_role("button", name="Press", exact=True)
    expect(press).to_be_disabled()
    expect(press).to_have_attribute("title", "Deploy the flow first: the running version has no such node")
