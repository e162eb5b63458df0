"""Who asks for less motion sees nothing move or blink."""

from playwright.sync_api import Page, expect

from tests.e2e import documents
from tests.e2e.desk import DRAWN, Desk

BLINKS = ".prio[data-blinks] .shape"
IN_THE_DARK_PHASE = """() => {
  document.documentElement.dataset.blink = 'off';
  return Math.min(...[...document.querySelectorAll('.prio[data-blinks] .shape')]
    .map(each => Number(getComputedStyle(each).opacity)));
}"""
MOVING = """() => {
  const all = new CSSStyleSheet();
  all.replaceSync('*, ::before, ::after { animation: turn 1s infinite; transition: color 1s; }');
  document.adoptedStyleSheets = [all];
  const found = ['', '::before', '::after'].flatMap(part => [...document.querySelectorAll('body *')]
    .map(each => [each, getComputedStyle(each, part)])
    .filter(([, style]) => style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0)
    .map(([each, style]) => `${each.tagName}.${each.className}${part} ${style.animationName} ${style.transition}`));
  document.adoptedStyleSheets = [];
  return found.slice(0, 9).join('\\n');
}"""
"""What moves once a style says that everything does."""
VIEWS = """async () => {
  const canvas = document.querySelector('.react-flow__viewport');
  const seen = [canvas.style.transform];
  document.querySelector('.controls [aria-label="Show everything"]').click();
  for (let i = 0; i < 20; i += 1) {
    await new Promise(requestAnimationFrame);
    if (!seen.includes(canvas.style.transform)) seen.push(canvas.style.transform);
  }
  return seen.length;
}"""
"""How many places the canvas is seen at, from one press of a button to 20 pictures later."""


def moving(page: Page) -> str:
    """What moves though it should not, a line each."""
    found: str = page.evaluate(MOVING)
    return found


def test_nothing_blinks_or_moves_on_the_alarm_list(desk: Desk, own: str) -> None:
    page = desk.page
    desk.run_flow(documents.alarmed(own, f"{own}.p", priority="critical"))
    desk.press(own, "button")
    desk.open("/operations")
    expect(page.locator("tr[data-key]", has_text=own).locator(BLINKS)).to_be_visible(timeout=DRAWN)
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate(IN_THE_DARK_PHASE) < 0.5, "without the wish it blinks"
    page.emulate_media(reduced_motion="reduce")
    assert 1 == page.evaluate(IN_THE_DARK_PHASE)
    page.get_by_role("button", name="Filters").click()
    assert "" == moving(page)


def test_nothing_moves_in_the_editor(desk: Desk, own: str) -> None:
    page = desk.page
    page.emulate_media(reduced_motion="reduce")
    desk.ask("POST", "/flows", {"document": documents.alarmed(own, f"{own}.p")})
    desk.open_flow(own)
    desk.select("limit")
    page.get_by_role("button", name="Zoom out").click()
    assert 2 == page.evaluate(VIEWS), "at once, and nowhere between"
    desk.drop_kind("alarm.stale", 300, 400)
    expect(page.locator(".react-flow__edge")).to_have_count(1)
    assert "" == moving(page)
    page.get_by_role("button", name="Deploy", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert "" == moving(page)
