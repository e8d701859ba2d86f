"""An independent judge of a whole plan: it shares no code with the stages that make one."""

from interlock.laws.judge import breaches, judge
from interlock.laws.references import reference_breaches

__all__ = ["breaches", "judge", "reference_breaches"]
