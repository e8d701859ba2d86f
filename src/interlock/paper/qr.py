"""QR codes as small SVG pictures (ISO/IEC 18004, by segno)."""

from __future__ import annotations

from io import BytesIO

# Short codes fit the smallest symbol at level M (20 letters); one mask for all saves nine tenths of the time, and any
# of the eight is valid.
_MASK = 2


def qr_svg(payload: str) -> str:
    """Return the QR of a payload as SVG without its quiet zone, which a template leaves free."""
    import segno

    made = segno.make_qr(payload, error="m", mask=_MASK, boost_error=False)
    out = BytesIO()
    made.save(out, kind="svg", xmldecl=False, border=0, omitsize=True, svgclass=None, lineclass=None)
    return out.getvalue().decode()
