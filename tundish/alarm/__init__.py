"""Alarms: the life cycle of ISA-18.2 and OPC UA part 9, and the node base that keeps it.

A kernel finds that a condition changed; this decides what that means for the operator.

* `cycle` is the table: what each change leads to;
* `record` is what is remembered of an alarm, and how it is told;
* `config` has the settings all alarm nodes share, and the arguments of the commands;
* `asks` is what a person's command does to an alarm;
* `keeping` keeps the records of a node, and takes what its condition does;
* `node` is the base of every alarm node: also time, suppression by design, people.
"""

from tundish.alarm.asks import WORDS as WORDS
from tundish.alarm.config import SUPPRESS as SUPPRESS
from tundish.alarm.config import TRANSITIONS as TRANSITIONS
from tundish.alarm.config import AlarmConfig as AlarmConfig
from tundish.alarm.cycle import LIFE_CYCLE as LIFE_CYCLE
from tundish.alarm.cycle import Change as Change
from tundish.alarm.cycle import Status as Status
from tundish.alarm.cycle import change_of as change_of
from tundish.alarm.cycle import life_cycle as life_cycle
from tundish.alarm.keeping import EVERY as EVERY
from tundish.alarm.keeping import NOTHING as NOTHING
from tundish.alarm.node import AlarmNode as AlarmNode
from tundish.alarm.node import is_life as is_life
from tundish.alarm.record import LEVELS as LEVELS
from tundish.alarm.record import Alarm as Alarm
from tundish.alarm.record import AlarmState as AlarmState
from tundish.alarm.record import Priority as Priority
