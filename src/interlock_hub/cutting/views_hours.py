"""The page on which a shop says when it works."""

from __future__ import annotations

from django.contrib import messages
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from interlock_hub.core.access import access, roles, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.core.formats import grouped
from interlock_hub.core.selectors import history
from interlock_hub.cutting import services_hours
from interlock_hub.cutting.hours import Hours, hours_of, read_hours
from interlock_hub.cutting.models import ShopHours
from interlock_hub.cutting.selectors import CUTTING_READERS, shops_with_rolls
from interlock_hub.network.models import CuttingTable, Factory

READERS = roles(*CUTTING_READERS)
HISTORY_ROWS = 20
LONGEST_TEXT = 200


@access(READERS)
def hours(request: HttpRequest) -> HttpResponse:
    """Show when a shop works, and change it."""
    member = the_member(request)
    shops = list(shops_with_rolls(member))
    wanted = request.POST.get("factory", "") or request.GET.get("factory", "")
    shop = next((one for one in shops if one.code == wanted), shops[0] if shops else None)
    text, problems = str(hours_of([shop.pk])[shop.pk]) if shop else "", []
    if request.method == "POST" and shop:
        text = request.POST.get("hours", "")[:LONGEST_TEXT]
        try:
            said = read_hours(text)
            services_hours.set_hours(by=member, factory=shop, hours=said)
        except HubError as error:
            problems = list(error.problems)
        else:
            _tell(request, shop, said)
            return redirect(f"{request.path}?factory={shop.code}")
    context = {
        "shop": shop, "shops": shops, "text": text, "problems": problems,
        "said": shop and ShopHours.objects.filter(factory=shop).exists(),
        "history": list(history(services_hours.SUBJECT, shop.code)[:HISTORY_ROWS]) if shop else [],
    }  # fmt: skip
    return render(request, "cutting/hours.html", context, status=400 if problems else 200)


def _tell(request: HttpRequest, shop: Factory, said: Hours) -> None:
    messages.success(request, _("Lays stand at these hours from now on."))
    longest = CuttingTable.objects.filter(factory=shop).aggregate(most=Max("minutes_per_day"))["most"] or 0.0
    if round(longest) != said.minutes:
        messages.warning(
            request,
            _("Plans count on %(planned)s minutes a day at its tables; these hours make %(said)s.")
            % {"planned": grouped(longest), "said": grouped(said.minutes)},
        )
