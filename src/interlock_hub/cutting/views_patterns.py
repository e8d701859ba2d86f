"""Pages of pattern files: upload, what was mended and refused, the pieces as pictures, versions, downloads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, posted, roles, the_member
from interlock_hub.core.bridge import language, thing_name
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import Membership
from interlock_hub.core.selectors import history
from interlock_hub.cutting import patterns_bridge, services_patterns
from interlock_hub.cutting.forms import PatternForm
from interlock_hub.cutting.models import PatternUpload, PatternVersion
from interlock_hub.cutting.selectors import (
    CUTTING_READERS,
    material_names,
    pattern_uploads_visible_to,
    styles_to_pattern,
)
from interlock_hub.network.sheets import download
from interlock_hub.orders.models import Material, Style
from interlock_hub.orders.selectors import styles_visible_to
from interlock_hub.orders.style_bridge import SHADES, sizes_drawn

READERS = roles(*CUTTING_READERS)
ROWS = 50
HISTORY_ROWS = 20
_PLACE = re.compile(r"[-\d.,]+")
FORMS = {"dxf": "application/dxf", "svg": "image/svg+xml", "json": "application/json"}


@access(READERS)
def patterns(request: HttpRequest) -> HttpResponse:
    """Upload a pattern file; show the last ones."""
    member = the_member(request)
    styles = styles_to_pattern(member)
    first = {"style": request.GET.get("style", "")}
    form = PatternForm(request.POST or None, request.FILES or None, initial=first, styles=styles)
    if request.method == "POST" and form.is_valid():
        file, rules = form.cleaned_data["file"], form.cleaned_data["rules"]
        try:
            asked = {name: form.cleaned_data[name] for name in ("style", "unit")}
            asked |= {"data": _bytes(file), "rules": _bytes(rules) if rules else b""}
            made = services_patterns.upload(by=member, name=file.name, **asked)
        except HubError as error:
            form.add_error("file", [str(problem) for problem in error.problems])
        else:
            return redirect("cutting:pattern", pk=made.pk)
    context = {
        "form": form,
        "may": styles.exists(),
        "uploads": pattern_uploads_visible_to(member)[:ROWS],
    }
    return render(request, "cutting/patterns.html", context, status=400 if form.is_bound else 200)


def _bytes(file: Any) -> bytes:
    """What a file holds; one that is too big is refused before it is read."""
    most = services_patterns.LARGEST_BYTES
    return b"x" * (most + 1) if file.size > most else bytes(file.read())


@access(READERS)
@require_GET
def pattern(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a pattern file holds, what was mended and refused, and what its pieces would replace."""
    return _page(
        request, get_object_or_404(pattern_uploads_visible_to(the_member(request)).defer("data", "rules"), pk=pk)
    )


@dataclass(frozen=True)
class _Sent:
    """What was chosen of a file: its size and its material by the style's size and by piece; why it was refused."""

    sizes: Mapping[str, str]
    fabrics: Mapping[str, str]
    twice: bool
    problems: Sequence[str] = ()


def _page(request: HttpRequest, row: PatternUpload, sent: _Sent | None = None) -> HttpResponse:
    found = row.found
    size = request.GET.get("size", "")
    size = size if size in found.get("sizes", ()) else ""
    drawn = bool(found.get("bodies"))
    context: dict[str, Any] = {
        "upload": row,
        "found": found,
        "errors": [error[language()] for error in found.get("errors", ())],
        "refused": _by_piece(found.get("refused", ())),
        "repairs": _by_piece(found.get("repairs", ())),
        "kinds": len({piece["name"] for piece in found.get("pieces", ())}),
        "unit": found.get("unit_found", {}).get(language(), ""),
        "sizes": found.get("sizes", []),
        "size": size,
        "picture": patterns_bridge.picture(found, row.style.code, size) if drawn else None,
        "legend": [(one, at % SHADES) for at, one in enumerate(found.get("sizes", ()))],
        "history": list(history(services_patterns.SUBJECT, str(row.pk))[:HISTORY_ROWS]),
        "ready": row.state == PatternUpload.State.READ,
    }
    if context["ready"]:
        context |= _to_choose(row, sent)
    return render(request, "cutting/pattern.html", context, status=400 if sent else 200)


def _by_piece(rows: Any) -> list[dict[str, Any]]:
    """What was said of pieces; the same said of many sizes is one line, with the places of the first."""
    grouped: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for one in rows:
        plain = _PLACE.sub("", one["what"][language()])
        grouped.setdefault((one["piece"], plain), []).append(one)
    return [
        {
            "piece": piece,
            "sizes": ", ".join(dict.fromkeys(one["size"] for one in same)),
            "what": same[0]["what"][language()],
        }
        for (piece, _plain), same in grouped.items()
    ]


def _to_choose(row: PatternUpload, sent: _Sent | None) -> dict[str, Any]:
    """What has to be said before the pieces can be the style's: its sizes, and what each piece is cut from.

    What was sent and refused stands as it was chosen.
    """
    style = Style.objects.get(pk=row.style_id)
    found = row.found
    same_count = len(found["sizes"]) == len(style.sizes)
    sizes = {
        size: size if size in found["sizes"] else found["sizes"][at] if same_count else ""
        for at, size in enumerate(style.sizes)
    }
    fabrics = patterns_bridge.guessed_fabrics(style.body, found["pieces"])
    if sent:
        sizes = {size: sent.sizes.get(size, "") for size in sizes}
        fabrics = {name: sent.fabrics.get(name, "") for name in fabrics}
    bill = _cut_from(style)
    names = material_names(set(bill))
    counts = Counter(piece["name"] for piece in found["pieces"])
    quantity = {piece["name"]: piece["quantity"] for piece in found["pieces"]}
    return {
        "size_choices": [
            {"ours": ours, "theirs": theirs, "wrong": _wrong(sizes, ours, sent)} for ours, theirs in sizes.items()
        ],
        "twice": sent and sent.twice,
        "problems": sent.problems if sent else (),
        "fabric_choices": [
            {"piece": name, "material": material, "sizes": counts[name], "quantity": quantity[name]}
            for name, material in fabrics.items()
        ],
        "bill": [(code, thing_name(names.get(code, code))) for code in bill],
        "before": len({piece["name"] for piece in style.body.get("pieces", ())}),
        "before_sizes": sizes_drawn(style),
    }


def _wrong(sizes: Mapping[str, str], ours: str, sent: _Sent | None) -> str:
    """What is wrong with the choice for a size, "" where nothing is."""
    if sent is None:
        return ""
    if not sizes[ours]:
        return _("Choose its size.")
    others = [size for size, theirs in sizes.items() if theirs == sizes[ours] and size != ours]
    return _("Chosen for %(sizes)s too.") % {"sizes": ", ".join(others)} if others and not sent.twice else ""


def _cut_from(style: Style) -> list[str]:
    """The materials of a style's bill that pieces can be cut from: fabrics, and whatever pieces are cut from now."""
    bill = style.body.get("bill", ())
    codes = [item["material"] for item in bill]
    fabrics = set(Material.objects.filter(code__in=codes, kind="fabric").values_list("code", flat=True))
    return [item["material"] for item in bill if item["material"] in fabrics or item.get("cut_pieces")]


@access(READERS)
@posted("cutting:pattern")
def take_pattern(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a file's pieces the style's, all of them or none."""
    member = the_member(request)
    row = get_object_or_404(pattern_uploads_visible_to(member).defer("data", "rules"), pk=pk)
    _refuse_others(member, row.style)
    sizes = dict(zip(request.POST.getlist("ours"), request.POST.getlist("theirs"), strict=False))
    fabrics = {
        name: material
        for name, material in zip(request.POST.getlist("piece"), request.POST.getlist("material"), strict=False)
        if material
    }
    twice = request.POST.get("twice") == "yes"
    try:
        made = services_patterns.take_in(by=member, row=row, sizes=sizes, fabrics=fabrics, twice=twice)
    except HubError as error:
        if row.state == PatternUpload.State.READ and error.status == HubError.status:
            return _page(request, row, _Sent(sizes, fabrics, twice, [str(problem) for problem in error.problems]))
        for problem in error.problems:
            messages.error(request, str(problem))
        return redirect("cutting:pattern", pk=row.pk)
    if made is None:
        messages.info(request, _("This file was taken in before; nothing has changed."))
    else:
        messages.success(
            request,
            _("Style %(style)s has its new pieces; the earlier ones are kept.") % {"style": row.style.code},
        )
    return redirect("cutting:versions", row.style.code)


def _refuse_others(member: Membership, style: Style) -> None:
    if not styles_to_pattern(member).filter(pk=style.pk).exists():
        raise Http404


@access(READERS)
@require_GET
def versions(request: HttpRequest, style: str) -> HttpResponse:
    """List the pieces a style has had, the last first."""
    member = the_member(request)
    found = get_object_or_404(styles_visible_to(member), code=style)
    rows = list(PatternVersion.objects.filter(style=found).select_related("made_by"))
    context = {
        "style": found,
        "rows": [
            {
                "version": row,
                "pieces": len({piece["name"] for piece in row.pieces}),
                "sizes": ", ".join(dict.fromkeys(piece["size"] for piece in row.pieces)),
                "current": at == 0,
            }
            for at, row in enumerate(rows)
        ],
        "pieces": bool(found.body.get("pieces")),
        "may": styles_to_pattern(member).filter(pk=found.pk).exists(),
        "history": list(history("orders.style", found.code)[:HISTORY_ROWS]),
    }
    return render(request, "cutting/versions.html", context)


@access(READERS)
@posted("cutting:versions")
def use_version(request: HttpRequest, style: str) -> HttpResponse:
    """Give a style the pieces of an earlier version back."""
    member = the_member(request)
    found = get_object_or_404(styles_to_pattern(member), code=style)
    number = request.POST.get("number", "")
    if not number.isdecimal() or len(number) > 9:
        raise Http404
    version = get_object_or_404(PatternVersion, style=found, number=int(number))
    try:
        services_patterns.use_again(by=member, version=version)
    except HubError as error:
        messages.warning(request, str(error))
    else:
        messages.success(
            request, _("Style %(style)s has its new pieces; the earlier ones are kept.") % {"style": found.code}
        )
    return redirect("cutting:versions", found.code)


@access(READERS)
@require_GET
def pieces_file(request: HttpRequest, style: str, form: str) -> HttpResponse:
    """Return a style's pieces as DXF, SVG or JSON."""
    found = get_object_or_404(styles_visible_to(the_member(request)), code=style)
    if form not in FORMS or not found.body.get("pieces"):
        raise Http404
    return download(patterns_bridge.file_of(found, form), f"{found.code}.{form}", FORMS[form])
