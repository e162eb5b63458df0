"""Copies of a flow and of nodes of it, and what is not saved when a tab is closed."""

from collections.abc import Callable

from playwright.sync_api import Dialog, expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk


def test_a_flow_is_duplicated_under_a_name_of_its_own(desk: Desk, own: str) -> None:
    page = desk.page
    flow = documents.alarmed(own, f"{own}.p")
    desk.ask("POST", "/flows", {"document": flow})
    desk.open("/")
    page.get_by_role("button", name=f"More for {flow['name']}").click(timeout=DRAWN)
    page.get_by_role("menuitem", name="Duplicate").click()
    form = page.get_by_role("dialog", name=f"Duplicate {flow['name']}")
    expect(form.get_by_label("Name")).to_have_value(f"{flow['name']} copy")
    expect(form.get_by_label("Id")).to_have_value(f"{own}-copy")
    form.get_by_label("Id").fill(own)
    form.get_by_role("button", name="Duplicate").click()
    expect(form.get_by_label("Id")).to_have_attribute("aria-invalid", "true")
    form.get_by_label("Name").fill("Second line")
    form.get_by_label("Id").fill(f"{own}-2")
    form.get_by_role("button", name="Duplicate").click()
    expect(form).to_have_count(0)
    expect(page.get_by_role("link", name="Second line")).to_be_visible(timeout=DRAWN)
    first, second = (desk.ask("GET", f"/flows/{id}") for id in (own, f"{own}-2"))
    assert "Second line" == second["document"]["name"]
    assert (first["document"]["nodes"], first["document"]["wires"]) == (
        second["document"]["nodes"],
        second["document"]["wires"],
    )
    assert not second["deployed"]


def test_nodes_are_pasted_in_another_tab(desk: Desk, own: str) -> None:
    desk.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.ask("POST", "/flows", {"document": documents.alarmed(own, f"{own}.p")})
    desk.ask("POST", "/flows", {"document": documents.flow(f"{own}-2", {})})
    desk.open_flow(own)
    other = desk.another_tab()
    other.open_flow(f"{own}-2")
    desk.page.bring_to_front()
    desk.on_canvas()
    desk.page.keyboard.press("Control+a")
    desk.page.keyboard.press("Control+c")
    other.page.bring_to_front()
    other.on_canvas()
    other.page.keyboard.press("Control+v")
    pasted = other.becomes(f"{own}-2", lambda draft: len(draft["nodes"]) == 2)
    assert [{"from": ["button", "samples"], "to": ["limit", "samples"]}] == pasted["wires"]
    assert desk.draft(own)["nodes"]["limit"]["config"] == pasted["nodes"]["limit"]["config"]


def test_a_tab_with_something_unsaved_asks_before_it_closes(desk: Desk, own: str) -> None:
    desk.errors.expect("ERR_FAILED")
    desk.ask("POST", "/flows", {"document": documents.alarmed(own, f"{own}.p")})
    tab = desk.another_tab()
    asked: list[str] = []
    tab.page.on("dialog", answered(asked))
    tab.page.route(f"**/api/flows/{own}*", lambda r: r.abort() if r.request.method == "PUT" else r.continue_())
    tab.open_flow(own)
    tab.select("limit")
    tab.page.keyboard.press("ArrowRight")
    tab.page.close(run_before_unload=True)
    tab.until(lambda: asked)
    assert ["beforeunload"] == asked
    assert not tab.page.is_closed()
    tab.page.unroute_all()
    x, y = documents.limit("")["position"]
    tab.becomes(own, lambda draft: draft["nodes"]["limit"]["position"] == [x + 8, y])
    with tab.page.expect_event("close"):
        tab.page.close(run_before_unload=True)
    assert ["beforeunload"] == asked, "nothing is lost now"


def answered(asked: list[str]) -> Callable[[Dialog], None]:
    """Stay, whatever is asked."""

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    return stay
