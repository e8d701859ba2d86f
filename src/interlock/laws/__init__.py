"""An independent judge of a whole plan: it shares no code with the stages that make one."""

from interlock.laws.judge import breaches, judge

__all__ = ["breaches", "judge"]
