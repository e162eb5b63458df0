"""Stories of alarms for whoever tells of them: what may follow what in the life of one."""

from hypothesis import strategies as st

from tests.nodes.alarm.slow_notify import Heard

WALK = {
    "normal": [("active", "unack"), ("active", "ack")],
    "unack": [
        ("escalate", "unack"), ("ease", "unack"), ("ack", "ack"), ("clear", "rtn_unack"), ("shelve", "hidden"),
        ("priority", "unack"), ("priority", "unack"),
    ],
    "ack": [
        ("realarm", "unack"), ("escalate", "unack"), ("ease", "ack"), ("clear", "normal"), ("shelve", "hidden"),
        ("priority", "ack"),
    ],
    "rtn_unack": [("active", "unack"), ("ack", "normal"), ("shelve", "hidden")],
    "hidden": [("unshelve", "unack"), ("unshelve", "ack"), ("unshelve", "normal"), ("priority", "hidden")],
}  # fmt: skip
PRIORITY = st.sampled_from(["moderate", "serious", "serious", "critical"])


@st.composite
def stories(draw: st.DrawFn) -> list[Heard]:
    """Alarms of three points that live as alarms do, and whose priority follows level and mode."""
    heard = []
    for point in ("P1", "P2", "P3"):
        tick, status, priority = 1, "normal", "serious"
        for _ in range(draw(st.integers(0, 8))):
            tick += 2 * draw(st.integers(0, 7))
            kind, status = draw(st.sampled_from(WALK[status]))
            was = priority
            if kind in {"active", "escalate", "ease", "realarm", "unshelve", "priority"}:
                priority = draw(PRIORITY)
            hidden, before = status == "hidden", was if kind == "priority" else ""
            heard.append(Heard(tick, point, kind, "unack" if hidden else status, priority, hidden, before))
    return heard
