"""One after another: what must not cross waits for its turn."""

from __future__ import annotations

from interlock_hub.core.models import Cluster


def in_turn() -> None:
    """Wait until nobody else numbers or publishes plans, or takes an order out of them.

    Call inside a transaction, before it writes any row; held until its end.
    """
    list(Cluster.objects.select_for_update().filter(pk=1).values_list("pk"))
