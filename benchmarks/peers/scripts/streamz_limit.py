"""The limit check with streamz: a stream of samples, a map, and a state for each point."""

from collections import defaultdict

from limit import Alarm, Data, folder, measured
from streamz import Stream

data = Data(folder())
samples = [
    (data.names[p], t, v) for p, t, v in zip(data.point.tolist(), data.time.tolist(), data.value.tolist(), strict=True)
]
alarms = defaultdict(Alarm)
found = []


def scaled(sample):
    name, at, value = sample
    return name[:-1] + "f", at, value * 1.8 + 32


def judged(sample):
    name, at, value = sample
    return alarms[name].judge(data.limits, name, at, value)


source = Stream()
source.map(scaled).map(judged).filter(bool).flatten().sink(found.append)


def work():
    for sample in samples:
        source.emit(sample)
    return found


measured(work)
