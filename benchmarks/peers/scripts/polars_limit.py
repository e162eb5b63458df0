"""The limit check as one query over all the data: what columns can do when nothing has to come out in between."""

import os

os.environ["POLARS_MAX_THREADS"] = "1"

import numpy as np
import polars as pl
from limit import NAMES, SECOND, Data, folder, measured

data = Data(folder())
row = data.limits
samples = pl.DataFrame({
    "point": np.array(data.point), "time": np.array(data.time), "value": np.array(data.value),
})  # fmt: skip
v, was = pl.col("v"), pl.col("was")


def wishes(prior, k, name, *, is_on):
    """When limit k wants to be on, or off: a condition has held for the delay."""
    low = name in ("LL", "L")
    limit = row[name.lower()] + (0 if is_on else row["deadband"] * (1 if low else -1))
    holds, held = (
        (x < limit if is_on else x >= limit) if low else (x > limit if is_on else x <= limit) for x in (v, was)
    )
    delay = round(row["on_delay" if is_on else "off_delay"] * SECOND)
    return (
        prior.with_columns(holds=holds, held=held.fill_null(value=False))
        .filter(pl.col("holds") != pl.col("held"))
        .with_columns(ended=pl.col("time").shift(-1).over("point").fill_null(max(data.time)))
        .filter(pl.col("holds") & (pl.col("ended") >= pl.col("time") + delay))
        .select("point", (pl.col("time") + delay).alias("at"), pl.lit(k).alias("k"), pl.lit(is_on).alias("is_on"))
    )


def level():
    on = [pl.col(f"on{k}") for k in range(4)]
    first = pl.when(on[0]).then(pl.lit("LL")).when(on[3]).then(pl.lit("HH"))
    return first.when(on[1]).then(pl.lit("L")).when(on[2]).then(pl.lit("H")).otherwise(pl.lit(""))


def kind():
    now, before = pl.col("now"), pl.col("before")
    eases = (now.str.len_bytes() < before.str.len_bytes()) & (now.str.head(1) == before.str.head(1))
    first = pl.when(now == "").then(pl.lit("clear")).when(before == "").then(pl.lit("active"))
    return first.when(eases).then(pl.lit("ease")).otherwise(pl.lit("escalate"))


def work():
    scaled = samples.lazy().select("point", "time", v=pl.col("value") * 1.8 + 32)
    prior = scaled.with_columns(was=v.shift(1).over("point")).collect().lazy()
    found = pl.concat([wishes(prior, k, name, is_on=is_on) for k, name in enumerate(NAMES) for is_on in (True, False)])
    flips = found.sort("point", "k", "at").filter(
        pl.col("is_on") != pl.col("is_on").shift(1).over("point", "k").fill_null(value=False)
    )
    columns = [pl.col("is_on").filter(pl.col("k") == k).any().alias(f"on{k}") for k in range(4)]
    some = [(pl.col("k") == k).any().alias(f"some{k}") for k in range(4)]
    states = flips.group_by("point", "at").agg(*columns, *some).sort("point", "at")
    states = states.with_columns(
        pl.when(f"some{k}").then(f"on{k}").forward_fill().over("point").fill_null(value=False).alias(f"on{k}")
        for k in range(4)
    )
    told = states.with_columns(now=level()).with_columns(before=pl.col("now").shift(1).over("point").fill_null(""))
    rows = told.filter(pl.col("now") != pl.col("before")).select(
        time="at", point=pl.format("d{}.f", "point"), kind=kind(),
        level=pl.when(pl.col("now") == "").then("before").otherwise("now"),
    )  # fmt: skip
    return rows.sort("time", "point").collect().to_dicts()


measured(work)
