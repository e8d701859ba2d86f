"""The page of a sheet of rolls: read, looked at where something is doubtful, in stock, and taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from interlock_hub.core.access import access, posted, the_member
from interlock_hub.core.errors import HubError
from interlock_hub.cutting import services_roll_sheets
from interlock_hub.cutting.forms import SheetForm
from interlock_hub.cutting.rolls_sheet_bridge import SheetOfRolls
from interlock_hub.cutting.selectors import rolls_visible_to, shops_with_rolls
from interlock_hub.cutting.views_rolls import READERS, shop_of
from interlock_hub.network.models import Factory

# What was told of the sheet that came in last, for the page that shows it.
TOLD = "roll_sheet_told"


@access(READERS)
def roll_sheet(request: HttpRequest) -> HttpResponse:
    """Read a sheet of rolls: all go into stock, at once or after a look at what is doubtful, or errors are shown."""
    member, shop = the_member(request), shop_of(request)
    looked_at = request.POST.get("rolls", "")
    form = SheetForm(None if looked_at else request.POST or None, request.FILES or None)
    found, packed = SheetOfRolls(), ""
    if request.method == "POST" and shop and (looked_at or form.is_valid()):
        try:
            if looked_at:
                return _in_stock(request, shop, looked_at, found)
            found = _read(shop, form.cleaned_data["file"])
            packed = "" if found.errors else services_roll_sheets.packed(factory=shop, rows=found.rows)
            if packed and not found.doubts:
                return _in_stock(request, shop, packed, found)
        except HubError as error:
            if looked_at:
                messages.warning(request, str(error))
                return redirect(f"{request.path}?factory={shop.code}")
            form.add_error("file", [str(problem) for problem in error.problems])
    batch = request.GET.get("batch", "")[:40]
    taken = list(rolls_visible_to(member).filter(factory=shop, batch=batch)[:500]) if batch else []
    context = {
        "shop": shop, "shops": list(shops_with_rolls(member)), "form": form, "found": found, "packed": packed,
        "read_m": sum(row["length_m"] for row in found.rows), "batch": batch, "taken": taken,
        "metres": sum(row.length_m for row in taken), "told": _told(request, batch) if taken else found,
    }  # fmt: skip
    return render(request, "cutting/roll_sheet.html", context, status=400 if form.is_bound and not packed else 200)


def _read(shop: Factory, file: UploadedFile[Any]) -> SheetOfRolls:
    most = services_roll_sheets.LARGEST_BYTES
    data = b"x" * (most + 1) if (file.size or 0) > most else file.read()
    return services_roll_sheets.read(factory=shop, name=file.name or "", data=data)


def _in_stock(request: HttpRequest, shop: Factory, packed: str, found: SheetOfRolls) -> HttpResponse:
    batch = services_roll_sheets.take_in_packed(by=the_member(request), factory=shop, rolls=packed)
    request.session[TOLD] = {"batch": batch, "odd": found.odd, "notes": found.notes}
    return redirect(f"{request.path}?factory={shop.code}&batch={batch}")


def _told(request: HttpRequest, batch: str) -> dict[str, Any]:
    told: dict[str, Any] = request.session.get(TOLD, {})
    return told if told.get("batch") == batch else {}


@access(READERS)
@posted("cutting:roll_sheet")
def sheet_back(request: HttpRequest) -> HttpResponse:
    """Take the rolls of a sheet out of stock again."""
    shop = shop_of(request)
    if shop is None:
        raise Http404
    batch = request.POST.get("batch", "")
    count = services_roll_sheets.take_batch_back(by=the_member(request), factory=shop, batch=batch) if batch else 0
    text = ngettext("%(n)s roll is out of stock again.", "%(n)s rolls are out of stock again.", count)
    messages.info(request, text % {"n": count})
    return redirect("cutting:rolls")
