"""Forms of people and access."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.forms.utils import flatatt
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from interlock_hub.core.bridge import firm_name
from interlock_hub.core.models import Organisation, Role
from interlock_hub.core.words import SCOPES


class LongSelect(forms.Select):
    """A choice of thousands, written at once: a template for each of them takes most of a page's time."""

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the element with its options, which have no groups."""
        chosen = {str(one) for one in self.format_value(value) or ()}
        rows = ((found, " selected" * (str(found) in chosen), label) for found, label in self.choices)
        options = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html(
            "<select{}>{}</select>", flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})), options
        )


class LoginForm(AuthenticationForm):
    """Login name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"


class AcceptForm(forms.Form):
    """What a person who opens an invitation says of themselves."""

    name = forms.CharField(label=_("Your name"), max_length=100)
    username = forms.CharField(
        label=_("Login name"), max_length=150, help_text=_("A phone number works well."),
        validators=[UnicodeUsernameValidator(message=_("A login name has letters, digits and . _ - @ + only."))],
    )  # fmt: skip
    password = forms.CharField(
        label=_("Password"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, not only digits."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-control"

    def clean_password(self) -> str:
        """Refuse passwords that are easy to guess."""
        password = str(self.cleaned_data["password"])
        validate_password(password)
        return password


class InviteForm(forms.Form):
    """Whom to invite, to what."""

    name = forms.CharField(label=_("Full name"), max_length=100, required=False)
    organisation: forms.ModelChoiceField[Organisation] = forms.ModelChoiceField(
        label=_("Organisation"), queryset=Organisation.objects.none(), widget=LongSelect
    )
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)

    def __init__(self, *args: Any, organisations: Any, roles: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["organisation"].label_from_instance = lambda found: firm_name(found.name)  # type: ignore[attr-defined]
        self.fields["role"].choices = [(r.value, r.label) for r in Role if r.value in roles]  # type: ignore[attr-defined]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select" if isinstance(field, forms.ChoiceField) else "form-control"


LIVES = {"30": _("30 days"), "90": _("90 days"), "365": _("a year"), "0": _("without end")}


class TokenForm(forms.Form):
    """What a key is for, what it may do and for how long."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("The program it is for."))
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
    )
    days = forms.ChoiceField(label=_("Valid for"), choices=list(LIVES.items()), initial="365")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget.attrs["class"] = "form-control"
        self.fields["days"].widget.attrs["class"] = "form-select"

    def asked(self) -> dict[str, Any]:
        """Return what to make."""
        said = self.cleaned_data
        return {"name": said["name"], "scopes": said["scopes"], "days": int(said["days"]) or None}
