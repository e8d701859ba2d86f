"""Where work runs: in this process, in processes of this machine, or on a Ray cluster; the answers are the same."""

from interlock.compute.choose import cores, each, local, processes, ray
from interlock.compute.where import Progress, Stop, Where

__all__ = ["Progress", "Stop", "Where", "cores", "each", "local", "processes", "ray"]
