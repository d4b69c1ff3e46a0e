"""What catalogues call the genres that customers ask for. Pure."""

from __future__ import annotations

_CALLED = {
    "science fiction": ("science fiction", "sci fi"),
    "historical fiction": ("historical fiction", "historical"),
    "mystery": ("mystery", "detective", "crime"),
    "thriller": ("thriller", "suspense"),
    "horror": ("horror", "ghost stories"),
    "romance": ("romance", "love stories"),
    "biography": ("biography", "autobiography", "memoir"),
    "poetry": ("poetry", "poems"),
    "manga": ("manga", "comics"),
    "graphic novels": ("graphic novels", "comics"),
    "cookbooks": ("cookbooks", "cooking", "cookery"),
    "children": ("children", "juvenile", "picture books"),
    "young adult": ("young adult", "teen"),
    "short stories": ("short stories",),
    "true crime": ("true crime",),
}


def subjects_for(genre: str) -> tuple[str, ...]:
    """What to look for, the nearest name first."""
    return _CALLED.get(genre.casefold(), (genre,))
