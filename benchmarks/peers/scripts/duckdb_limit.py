"""The limit check as one query over all the data: what columns can do when nothing has to come out in between."""

import duckdb
import numpy as np
from limit import SECOND, Data, folder, measured

QUERY = """
WITH s AS (SELECT point, time, value * 1.8 + 32 AS v FROM samples),
p AS (SELECT *, lag(v) OVER (PARTITION BY point ORDER BY time) AS was FROM s),
-- where a condition begins or ends: beyond the limit, and back inside it by the deadband
c AS ({conditions}),
-- a condition that holds for the delay is a wish to be on or off
e AS (
  SELECT point, k, is_on, time + delay AS due
  FROM (SELECT *, lead(time) OVER (PARTITION BY point, k, is_on ORDER BY time) AS ended FROM c)
  WHERE holds AND coalesce(ended, {last}) >= time + delay
),
f AS (
  SELECT point, k, is_on, due
  FROM (SELECT *, lag(is_on, 1, false) OVER (PARTITION BY point, k ORDER BY due) AS before FROM e)
  WHERE is_on <> before
),
g AS (
  SELECT point, due, {columns}
  FROM f GROUP BY point, due
),
h AS (
  SELECT point, due, {filled}
  FROM g
),
levels AS (
  SELECT point, due, CASE WHEN on0 THEN 'LL' WHEN on3 THEN 'HH' WHEN on1 THEN 'L' WHEN on2 THEN 'H' ELSE '' END AS now
  FROM h
),
t AS (SELECT *, lag(now, 1, '') OVER (PARTITION BY point ORDER BY due) AS was FROM levels)
SELECT due, 'd' || point || '.f',
  CASE WHEN now = '' THEN 'clear' WHEN was = '' THEN 'active'
    WHEN length(now) < length(was) AND now[1] = was[1] THEN 'ease' ELSE 'escalate' END,
  CASE WHEN now = '' THEN was ELSE now END
FROM t WHERE now <> was ORDER BY due, point
"""

data = Data(folder())
row = data.limits
conditions = []
for k, name in enumerate(("ll", "l", "h", "hh")):
    above, below = ("<", ">=") if k < 2 else (">", "<=")
    back = row[name] + (row["deadband"] if k < 2 else -row["deadband"])
    for is_on, sign, limit, delay in (
        ("true", above, row[name], row["on_delay"]), ("false", below, back, row["off_delay"]),
    ):  # fmt: skip
        holds, held = f"v {sign} {limit}", f"coalesce(was {sign} {limit}, false)"
        conditions.append(  # all of it is ours
            f"SELECT point, time, {k} AS k, {is_on} AS is_on, {holds} AS holds, {round(delay * SECOND)} AS delay "
            f"FROM p WHERE ({holds}) <> {held}"
        )
query = QUERY.format(
    conditions="\n  UNION ALL ".join(conditions),
    last=max(data.time),
    columns=", ".join(f"bool_or(is_on) FILTER (k = {k}) AS on{k}" for k in range(4)),
    filled=", ".join(
        f"coalesce(last_value(on{k} IGNORE NULLS) OVER (PARTITION BY point ORDER BY due), false) AS on{k}"
        for k in range(4)
    ),
)
database = duckdb.connect()
database.execute("SET threads = 1")
arrived = {"point": np.array(data.point), "time": np.array(data.time), "value": np.array(data.value)}
database.execute("CREATE TABLE samples AS SELECT * FROM arrived")


def work():
    rows = database.execute(query).fetchall()
    return [dict(zip(("time", "point", "kind", "level"), found, strict=True)) for found in rows]


measured(work)
