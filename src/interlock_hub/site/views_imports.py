"""Pages on which the operator takes in a workbook of the whole cluster, or writes it out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from interlock_hub.core.access import access, posted, roles, the_member
from interlock_hub.core.bridge import language
from interlock_hub.core.errors import HubError
from interlock_hub.core.models import JobRun, Role
from interlock_hub.core.selectors import jobs_visible_to, today
from interlock_hub.network.models import ImportRun
from interlock_hub.network.selectors import imports_visible_to
from interlock_hub.network.sheets import XLSX, download, xlsx_response
from interlock_hub.orders.sheet_bridge import template
from interlock_hub.orders.words import PRIVATE_FIELDS, field_name, field_value
from interlock_hub.site import imports
from interlock_hub.site.import_words import sheet_name

OPERATORS = roles(Role.OPERATOR)
SHOWN_ISSUES = 200
SHOWN_RUNS = 20


@access(OPERATORS)
def import_book(request: HttpRequest) -> HttpResponse:
    """Choose a workbook; it is looked at before anything is written."""
    member, problems, status = the_member(request), [], 200
    if request.method == "POST":
        file = request.FILES.get("book")
        try:
            job = imports.look_at(by=member, name=file.name or "" if file else "", data=file.read() if file else b"")
        except HubError as error:
            problems, status = [str(problem) for problem in error.problems], error.status
        else:
            return _after(job)
    context = {"runs": imports_visible_to(member)[:SHOWN_RUNS], "problems": problems}
    return render(request, "site/import.html", context, status=status)


@access(OPERATORS)
@require_GET
def import_run(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a workbook would change, and everything that is wrong with it."""
    run = _run(request, pk)
    errors, warnings = run.found.get("errors", []), run.found.get("warnings", [])
    words = language()
    counts = [
        {"name": sheet_name(sheet), "closed": 0, "gone": 0, **found}
        for sheet, found in run.found.get("counts", {}).items()
    ]
    context = {
        "run": run,
        "counts": counts,
        "new": sum(row["new"] for row in counts),
        "changed": sum(row["changed"] for row in counts),
        "gone": any(row["gone"] for row in counts),
        "closed": sum(row["closed"] for row in counts),
        "changes": [
            {
                "order": order,
                "field": field_name(field),
                "now": _("not shown") if field in PRIVATE_FIELDS else field_value(field, now),
                "file": field_value(field, said),
            }
            for order, field, now, said in run.found.get("changes", ())
        ],
        "left_out": run.found.get("left_out", 0),
        "changes_count": run.found.get("changes_count", 0),
        "errors": [issue[words] for issue in errors[:SHOWN_ISSUES]],
        "warnings": [issue[words] for issue in warnings[:SHOWN_ISSUES]],
        "error_count": len(errors),
        "warning_count": len(warnings),
        "shown": SHOWN_ISSUES,
    }
    return render(request, "site/import_run.html", context)


@access(OPERATORS)
@posted("site:import_run")
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the workbook in, or put it aside."""
    run, member = _run(request, pk), the_member(request)
    try:
        if request.POST.get("what") == "drop":
            imports.drop(by=member, run=run)
            messages.info(request, _("Put aside; nothing was written."))
            return redirect("site:import")
        job = imports.take_in(by=member, run=run)
    except HubError as error:
        for problem in error.problems:
            messages.warning(request, str(problem))
        return redirect("site:import_run", pk)
    return _after(job)


@access(OPERATORS)
@require_GET
def issues(request: HttpRequest, pk: int) -> HttpResponse:
    """Return all errors and warnings of a workbook as an Excel file."""
    run, words = _run(request, pk), language()
    headers = [_("Weight"), _("File"), _("Sheet"), _("Cell"), _("Found"), _("Expected"), _("What to do")]
    rows = [
        [said, *(issue[words][name] for name in ("file", "sheet", "cell", "found", "expected", "remedy"))]
        for kind, said in (("errors", _("Error")), ("warnings", _("Warning")))
        for issue in run.found.get(kind, [])
    ]
    return xlsx_response(_("Errors and warnings"), _("Errors and warnings"), headers, rows)


@access(OPERATORS)
@posted("site:import")
def export(request: HttpRequest) -> HttpResponse:
    """Write the whole book."""
    try:
        job = imports.export(by=the_member(request))
    except HubError as error:
        for problem in error.problems:
            messages.warning(request, str(problem))
        return redirect("site:import")
    return _after(job)


@access(OPERATORS)
@require_GET
def exported(request: HttpRequest, pk: str) -> HttpResponse:
    """Return the book that an export wrote."""
    job = get_object_or_404(jobs_visible_to(the_member(request)), pk=pk, kind="export", state=JobRun.State.DONE)
    data = imports.exported(job)
    if data is None:
        raise Http404
    return download(data, f"interlock-{today().isoformat()}.xlsx", XLSX)


@access(OPERATORS)
@require_GET
def empty_book(request: HttpRequest) -> HttpResponse:
    """Return the empty workbook with its instructions."""
    return download(template(), "interlock-template.xlsx", XLSX)


def _run(request: HttpRequest, pk: int) -> ImportRun:
    return get_object_or_404(imports_visible_to(the_member(request)), pk=pk)


def _after(job: JobRun) -> HttpResponse:
    """What came of a job, or the job where it still runs."""
    found: dict[str, Any] = job.result or {}
    return redirect(found["url"]) if "url" in found else redirect("core:job", job.pk)
