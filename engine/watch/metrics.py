"""Metrics: the name, kind and meaning of every figure that a worker tells; the server shows them, docs list them.

A figure is a key of a message: of the `status` of a flow, of a node in it, or of the `load` of a worker.
"""

from typing import Literal, NamedTuple, TypeAlias

Kind: TypeAlias = Literal["counter", "gauge", "histogram"]

MOST_NODES = 1_000
"""Nodes of all flows together that have metrics of their own; the others of a flow are told as one, `node=""`."""


class Metric(NamedTuple):
    """`name` is as Prometheus has it, the `_total` of counters included."""

    name: str
    kind: Kind
    key: str
    """Where it stands in the message."""
    scale: float
    """What the figure is multiplied with to be in base units."""
    help: str
    labels: tuple[str, ...]


def _flow(name: str, kind: Kind, key: str, help: str, scale: float = 1) -> Metric:
    return Metric(f"tundish_flow_{name}", kind, key, scale, help, ("flow",))


def _node(name: str, kind: Kind, key: str, help: str, scale: float = 1) -> Metric:
    return Metric(f"tundish_node_{name}", kind, key, scale, help, ("flow", "node"))


def _worker(name: str, kind: Kind, key: str, help: str, scale: float = 1) -> Metric:
    return Metric(f"tundish_worker_{name}", kind, key, scale, help, ("group",))


FLOW: tuple[Metric, ...] = (
    _flow("samples_total", "counter", "samples", "Samples that came into the flow, those set aside not among them."),
    _flow("events_total", "counter", "events", "Events that came into the flow, commands and results among them."),
    _flow("passes_total", "counter", "passes", "Passes: how often the flow took everything that was waiting."),
    _flow("late_samples_total", "counter", "late", "Samples set aside because their point had a later one already."),
    _flow("replaced_samples_total", "counter", "replaced", "Samples that replaced one of the same point and time."),
    _flow("future_samples_total", "counter", "future", "Samples set aside because their time is too far ahead."),
    _flow("inbox_fill_ratio", "gauge", "fill", "How full the inbox was at most in the last second; 1: sources wait."),
    _flow(
        "degraded", "gauge", "degraded", "1 while the disk takes nothing: the flow runs on, nothing is acknowledged."
    ),
    _flow(
        "lost_records_total", "counter", "lost", "Records that were lost because the disk took nothing for too long."
    ),
    _flow("journal_commits_total", "counter", "commits", "Transactions of the flow's file that are on the disk."),
    _flow("journal_commit_seconds_total", "counter", "commit_ns", "Time that those took.", 1e-9),
    _flow("journal_commit_failures_total", "counter", "commit_failures", "Transactions that the disk did not take."),
    _flow("journal_waiting", "gauge", "journal_waiting", "Passes and other jobs that are not on the disk yet."),
    _flow("journal_waiting_bytes", "gauge", "journal_waiting_bytes", "The same in bytes."),
    _flow("checkpoints_total", "counter", "checkpoints", "Checkpoints that were written."),
    _flow("checkpoint_seconds_total", "counter", "checkpoint_ns", "Time that writing them took.", 1e-9),
    _flow("outbox_records", "gauge", "outbox_waiting", "Effects that wait to be sent, those being sent among them."),
    _flow("outbox_oldest_seconds", "gauge", "outbox_oldest_ns", "How long the oldest of them has been waiting.", 1e-9),
    _flow("outbox_aside_records", "gauge", "outbox_aside", "Effects that failed too often and wait for a person."),
    _flow("outbox_dropped_total", "counter", "outbox_dropped", "Effects given up because the outbox was full."),
    _flow("events_waiting", "gauge", "events_waiting", "Events that the event store has not taken yet."),
    _flow("events_dropped_total", "counter", "events_dropped", "Recorded events given up, as too many waited for it."),
    _flow("busy_ratio", "gauge", "busy", "Part of one core that the nodes took in the last minutes, by sampling."),
)
NODE: tuple[Metric, ...] = (
    _node("in_total", "counter", "in", "Samples and events that the node took in."),
    _node("out_total", "counter", "out", "Samples and events that the node put out."),
    _node("errors_total", "counter", "errors", "Calls of the node that failed."),
    _node("busy_seconds_total", "counter", "spent_ns", "Time that the node took, estimated from one pass in 16.", 1e-9),
)
WORKER: tuple[Metric, ...] = (
    _worker("resident_memory_bytes", "gauge", "rss", "Memory that the worker process holds."),
    _worker("cpu_seconds_total", "counter", "cpu", "Processor time that the worker process has used."),
    _worker("threads", "gauge", "threads", "Threads of the worker process."),
    _worker("link_backlog_bytes", "gauge", "backlog", "Bytes that the worker has told and the server has not taken."),
    _worker("traces_kept_total", "counter", "traces_kept", "Traces, or later pieces of them, that are kept."),
    _worker("traces_waiting_steps", "gauge", "traces_waiting", "Steps of traces that the event store has not taken."),
    _worker("traces_passed_over_total", "counter", "traces_passed_over", "Ordinary traces not kept, under load."),
    _worker("traces_lost_total", "counter", "traces_lost", "Traces given up because the store did not keep up."),
    _worker("history_recorded_total", "counter", "history_recorded", "Samples that were recorded."),
    _worker("history_waiting", "gauge", "history_waiting", "Samples to be recorded that are not on the disk yet."),
    _worker(
        "history_lost_total", "counter", "history_lost", "Samples not recorded: the disk took nothing for too long."
    ),
    _worker("loop_lag_seconds", "histogram", "lag", "By how much the worker's loop woke up too late."),
)
