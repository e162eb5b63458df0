"""The limit check with Bytewax: keyed by point, `stateful_flat_map`, batches of 1000 from the source."""

import bytewax.operators as op
from bytewax.dataflow import Dataflow
from bytewax.testing import TestingSink, TestingSource, run_main
from limit import Alarm, Data, folder, measured

data = Data(folder())
samples = [
    (data.names[p], t, v) for p, t, v in zip(data.point.tolist(), data.time.tolist(), data.value.tolist(), strict=True)
]
found = []


def scaled(sample):
    name, at, value = sample
    return name[:-1] + "f", (at, value * 1.8 + 32)


def judged(alarm, item):
    name, (at, value) = item
    alarm = alarm or Alarm()
    return alarm, alarm.judge(data.limits, name, at, value)


flow = Dataflow("limit")
arrived = op.input("in", flow, TestingSource(samples, batch_size=1000))
keyed = op.map("scale", arrived, scaled)
named = op.map("name", keyed, lambda pair: (pair[0], pair))  # the mapper is not told its key
checked = op.stateful_flat_map("limit", named, judged)
op.output("out", op.map("bare", checked, lambda pair: pair[1]), TestingSink(found))


def work():
    run_main(flow)
    return found


measured(work)
