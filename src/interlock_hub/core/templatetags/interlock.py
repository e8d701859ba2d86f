"""Formats, icons and lights in templates; loaded into every template."""

from __future__ import annotations

from functools import cache
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from interlock_hub.core import formats
from interlock_hub.core.bridge import category_name, firm_name, piece_name, thing_name
from interlock_hub.core.job_errors import told
from interlock_hub.core.models import JobRun
from interlock_hub.core.words import happened, stage_name

register = template.Library()

register.filter("grouped", formats.grouped)
register.filter("metres", formats.metres)
register.filter("short", formats.short)
register.filter("money", formats.money)
register.filter("short_money", formats.short_money)
register.filter("percent", formats.percent)
register.filter("percent_at_least", formats.percent_at_least)
register.filter("percent_at_most", formats.percent_at_most)
register.filter("day", formats.day)
register.filter("instant", formats.instant)
register.filter("category", category_name)
register.filter("firm", firm_name)
register.filter("named", thing_name)
register.filter("piece", piece_name)
register.filter("stage", stage_name)
register.filter("happened", happened)


@register.simple_tag
@cache
def icon(name: str, extra: str = "") -> SafeString:
    """Return a picture that says nothing to a screen reader; the words beside it do."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        extra,
        static("vendor/tabler-icons/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def why_failed(context: dict[str, Any], job: JobRun) -> list[str]:
    """Return why a job failed, as this page's reader may know it."""
    return told(job, context["request"].member)


@register.simple_tag(takes_context=True)
def with_query(context: dict[str, Any], **changes: Any) -> str:
    """Return this page's query with some values changed; an empty value takes it out."""
    query = context["request"].GET.copy()
    for name, value in changes.items():
        if value in (None, ""):
            query.pop(name, None)
        else:
            query[name] = value
    return f"?{query.urlencode()}"


@register.filter
def light(promised: Any) -> str:
    """Return the colour of anything with ``ship_on`` and ``due_on``: ok, risk, late, none."""
    if promised.ship_on is None:
        return "none"
    late = (promised.ship_on - promised.due_on).days
    return "late" if late > 0 else "risk" if late > -2 else "ok"


@register.filter
def item(mapping: Any, key: Any) -> Any:
    """Return a value by key, None where there is none."""
    return mapping.get(key) if mapping else None
