"""Coming in and going out: sign-in, sign-out, the first set-up of an empty server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.e2e.demo import PASSWORD, USER, Demo, Program
from tests.e2e.desk import DRAWN, Desk, Errors


@pytest.fixture
def empty_server(tmp_path: Path) -> Iterator[Program]:
    """`tundish serve` on a folder that nobody has used."""
    made = Program(tmp_path / "data", "serve", "    ")  # the token is the last thing it says
    yield made
    made.stop()


def sign_in_form(page: Page) -> Locator:
    form = page.get_by_role("form", name="Sign in")
    expect(form).to_be_visible(timeout=DRAWN)
    return form


def test_signed_out_is_out_and_the_way_back_in(desk: Desk) -> None:
    page = desk.page
    desk.errors.expect("401")
    desk.sign_in()
    desk.open("/points")
    page.get_by_role("button", name=f"User {USER}").click()
    page.get_by_role("menuitem", name="Sign out").click()
    form = sign_in_form(page)
    page.reload()
    sign_in_form(page)
    assert 401 == page.request.get(f"{desk.address}/api/flows").status

    form.get_by_label("Name").fill(USER)
    form.get_by_label("Password").fill("Not the right one")
    form.get_by_role("button", name="Sign in").click()
    expect(form.get_by_role("alert")).to_have_text(
        "The name or the password is not right. Check both; capital letters count."
    )
    expect(form.get_by_label("Password")).to_have_value("")
    form.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Points")).to_be_visible(timeout=DRAWN)


def test_a_session_that_ended_says_so_and_comes_back_to_its_page(desk: Desk) -> None:
    page = desk.page
    desk.errors.expect("401", "WebSocket")
    desk.open_flow("machine-temperature")
    page.context.clear_cookies()
    page.evaluate("history.pushState(null, '', '/points')")  # a link may be gone: whatever asks first brings the form
    form = sign_in_form(page)
    expect(form.get_by_role("status")).to_contain_text("Your session has ended.")
    form.get_by_label("Name").fill(USER)
    form.get_by_label("Password").fill(PASSWORD)
    form.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Points")).to_be_visible(timeout=DRAWN)


def test_a_stranger_gets_nothing_but_the_form(demo: Demo, page: Page, errors: Errors) -> None:
    errors.expect("401")
    page.goto(f"{demo.address}/flows/pump-station")
    sign_in_form(page)
    expect(page.get_by_role("navigation")).to_have_count(0)


def test_an_empty_server_is_set_up_with_its_token_alone(empty_server: Program, page: Page, errors: Errors) -> None:
    errors.expect("401", "403")
    page.goto(empty_server.address)
    form = page.get_by_role("form", name="Set up this server")
    expect(form).to_be_visible(timeout=DRAWN)
    form.get_by_role("button", name="Create administrator").click()
    expect(form.get_by_text("Enter the setup token from the console.")).to_be_visible()

    form.get_by_label("Setup token").fill("guessed-by-a-stranger")
    form.get_by_label("Name").fill("Wang")
    form.get_by_label("Password", exact=True).fill(PASSWORD)
    form.get_by_label("Password again").fill(PASSWORD)
    form.get_by_role("button", name="Create administrator").click()
    expect(form.get_by_role("alert")).to_contain_text("This is not the setup token of this server.")

    token = re.search(r"^ {4}(\S+)$", empty_server.said, re.MULTILINE)
    assert token, empty_server.said
    assert (empty_server.data / "setup-token").read_text("utf-8").strip() == token[1]
    form.get_by_label("Setup token").fill(token[1])
    form.get_by_role("button", name="Create administrator").click()
    expect(page.get_by_text("No flows yet")).to_be_visible(timeout=DRAWN)
    expect(page.get_by_role("button", name="User Wang")).to_be_visible()
    assert not (empty_server.data / "setup-token").exists()
