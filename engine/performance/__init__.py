"""Alarm performance: how well an alarm system serves its operators, from the transitions that the event store keeps.

The figures and their limits are those of ISA-18.2 / IEC 62682 and EEMUA 191, for one operator position.
"""

from engine.performance.measures import Performance as Performance
from engine.performance.measures import Row as Row
from engine.performance.measures import performance as performance
from engine.performance.shown import shown as shown
from engine.performance.transitions import Key as Key
from engine.performance.transitions import Transition as Transition
from engine.performance.transitions import transition as transition
from engine.performance.transitions import within as within
from engine.performance.verdict import Measure as Measure
from engine.performance.verdict import measures as measures
