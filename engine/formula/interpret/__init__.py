"""The interpreter: one kernel (run.py) and what it calls, a module a family of operations."""

from engine.formula.interpret.remember import remember as remember
from engine.formula.interpret.run import BLOCK as BLOCK
from engine.formula.interpret.run import interpret as interpret
