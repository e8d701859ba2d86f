"""What is in a PDF, as text by page and in its page sizes."""

from __future__ import annotations

import pypdfium2


def pages(data: bytes) -> list[str]:
    """The text of every page, without spaces between Chinese and Latin letters."""
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def sizes_mm(data: bytes) -> list[tuple[int, int]]:
    """Width and height of every page."""
    with pypdfium2.PdfDocument(data) as document:
        return [(round(page.get_width() * 25.4 / 72), round(page.get_height() * 25.4 / 72)) for page in document]


def inked(data: bytes, page: int = 0, scale: float = 4.0) -> list[list[bool]]:
    """A page in black and white, row by row; four pixels a point."""
    with pypdfium2.PdfDocument(data) as document:
        bitmap = document[page].render(scale=scale, grayscale=True)
        width, height, stride, pixels = bitmap.width, bitmap.height, bitmap.stride, bytes(bitmap.buffer)
    return [[pixels[y * stride + x] < 128 for x in range(width)] for y in range(height)]
