"""The limit check with Pathway: grouped by point, a stateful reducer that keeps the alarm and what it told."""

import json
import os

os.environ["PATHWAY_MONITORING_SERVER"] = ""

import pathway as pw
from limit import Alarm, Data, folder, measured

data = Data(folder())
columns = list(zip(data.point.tolist(), data.time.tolist(), data.value.tolist(), strict=True))


class Sample(pw.Schema):
    point: str
    time: int
    value: float


def to_scaled(name: str) -> str:
    return name[:-1] + "f"


def told_text(state: pw.PyObjectWrapper) -> str:
    return json.dumps(state.value[1])


class Plant(pw.io.python.ConnectorSubject):
    """Samples in batches of an instant, each committed."""

    def run(self):
        for start in range(0, len(columns), data.batch):
            for p, t, v in columns[start : start + data.batch]:
                self.next(point=data.names[p], time=t, value=v)
            self.commit()


@pw.reducers.stateful_many
def judged(state, rows):
    """The alarm of a point, and what it has told about the newest samples."""
    alarm = state.value[0] if state else Alarm()
    told = []
    for (name, at, value), _count in sorted(rows, key=lambda row: row[0][1]):
        told.extend(alarm.judge(data.limits, name, at, value))
    return pw.wrap_py_object((alarm, told))


found = []


def keep(key, row, time, is_addition):
    if is_addition:
        found.extend(json.loads(row["told"]))


samples = pw.io.python.read(Plant(), schema=Sample, autocommit_duration_ms=None)
scaled = samples.select(point=pw.apply(to_scaled, pw.this.point), time=pw.this.time, value=pw.this.value * 1.8 + 32)
states = scaled.groupby(pw.this.point).reduce(pw.this.point, state=judged(pw.this.point, pw.this.time, pw.this.value))
changes = states.select(pw.this.point, told=pw.apply(told_text, pw.this.state))
pw.io.subscribe(changes, on_change=keep)


def work():
    pw.run(monitoring_level=pw.MonitoringLevel.NONE)
    return found


measured(work)
