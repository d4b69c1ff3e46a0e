"""ONIX for Books, 3.0 and 2.1, by reference names or short tags, as rows. Pure.

Only what the catalogue keeps is read (https://www.editeur.org/83/Overview/). The parser reads no
other file, and a file that declares an entity is refused whole: a few lines of them can grow into
gigabytes. Entities that ONIX 2.1 takes from its document type (&mdash;) are HTML's, and read as
such. A file that breaks off is read up to there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from maneki.errors import InvalidInputError
from maneki.shop.lines import without_tags
from maneki.shop.lists.rows import Remarks, Row

_ROOT = re.compile(rb"^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<", re.DOTALL)
_DECLARED = re.compile(rb"\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]{1,40})[\"']")
_KNOWN_TO_EXPAT = frozenset({"utf-8", "utf-16", "iso-8859-1", "us-ascii"})
_CHUNK = 1 << 16
_DEEPEST = 50

_SHORT = {
    "product": "Product", "a001": "RecordReference", "productidentifier": "ProductIdentifier",
    "b221": "ProductIDType", "b244": "IDValue", "titledetail": "TitleDetail", "b202": "TitleType",
    "titleelement": "TitleElement", "b203": "TitleText", "b029": "Subtitle", "b030": "TitlePrefix",
    "b031": "TitleWithoutPrefix", "title": "Title", "contributor": "Contributor",
    "b035": "ContributorRole", "b036": "PersonName", "b037": "PersonNameInverted",
    "b039": "NamesBeforeKey", "b040": "KeyNames", "b047": "CorporateName",
    "collection": "Collection", "x410": "PartNumber", "series": "Series", "b018": "TitleOfSeries",
    "b019": "NumberWithinSeries", "language": "Language", "b253": "LanguageRole",
    "b252": "LanguageCode", "publisher": "Publisher", "b081": "PublisherName",
    "imprint": "Imprint", "b079": "ImprintName", "publishingdate": "PublishingDate",
    "x448": "PublishingDateRole", "b306": "Date", "b003": "PublicationDate", "extent": "Extent",
    "b218": "ExtentType", "b219": "ExtentValue", "b061": "NumberOfPages", "price": "Price",
    "j151": "PriceAmount", "j152": "CurrencyCode", "stock": "Stock", "j350": "OnHand",
    "b083": "CountryOfPublication", "textcontent": "TextContent", "d104": "Text",
    "othertext": "OtherText", "subject": "Subject", "b070": "SubjectHeadingText",
    "b012": "ProductForm", "x435": "ResourceLink",
}  # fmt: skip
_FORMS = {"BB": "Hardcover", "BC": "Paperback", "BA": "Book", "AC": "Audio CD", "AJ": "Audiobook"}
_EBOOKS = ("D", "E")
_ISBN_TYPES = frozenset({"02", "03", "15"})


@dataclass(slots=True)
class _Element:
    tag: str
    line: int
    parts: list[_Element] = field(default_factory=list)
    text: list[str] = field(default_factory=list)

    def all(self, path: str) -> Iterator[_Element]:
        """The elements at a path below this one, such as "TitleDetail/TitleElement"."""
        first, _, rest = path.partition("/")
        for part in self.parts:
            if part.tag == first:
                if rest:
                    yield from part.all(rest)
                else:
                    yield part

    def get(self, *paths: str) -> str:
        """The first text at one of these paths; "" if there is none."""
        said = (part.said for path in paths for part in self.all(path))
        return next((text for text in said if text), "")

    @property
    def said(self) -> str:
        return "".join(self.text).strip()


def is_xml(contents: bytes) -> bool:
    """Whether a file begins as XML does, and no table."""
    return _ROOT.match(contents[:200].replace(b"\x00", b"")) is not None


def products_of(contents: bytes, remarks: Remarks) -> Iterator[Row]:
    """The products of a message. Raises `InvalidInputError`: none, or entities declared."""
    count = 0
    for product in _Reader(contents).products(remarks):
        count += 1
        yield Row(product.line, {name: text for name, text in _cells(product).items() if text})
    if not count and not remarks.faults:
        raise InvalidInputError("The file is XML without a <Product>: write ONIX, or a table.")


def _to_be_told(contents: bytes) -> str | None:
    """The encoding that a file declares, where the parser does not know it by itself."""
    declared = _DECLARED.match(contents)
    name = declared[1].decode("ascii") if declared else "utf-8"
    return None if name.casefold() in _KNOWN_TO_EXPAT else name


def _in_utf8(contents: bytes, encoding: str) -> bytes:
    """Raises `InvalidInputError` if nobody knows that encoding, or the file is not in it."""
    try:
        return contents.decode(encoding).encode()
    except (LookupError, ValueError) as exc:
        raise InvalidInputError(
            f"The file says that it is {encoding}, and cannot be read so."
        ) from exc


class _Reader:
    """Hands over one product after the other; nothing else of the file is kept."""

    def __init__(self, contents: bytes) -> None:
        encoding = _to_be_told(contents)
        self._contents = contents if encoding is None else _in_utf8(contents, encoding)
        self._open: list[_Element] = []
        self._done: list[_Element] = []
        self._parser = expat.ParserCreate(None if encoding is None else "utf-8")
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._text
        self._parser.EntityDeclHandler = self._refuse
        self._parser.SkippedEntityHandler = self._skipped

    def products(self, remarks: Remarks) -> Iterator[_Element]:
        for start in range(0, len(self._contents) + 1, _CHUNK):
            chunk = self._contents[start : start + _CHUNK]
            try:
                self._parser.Parse(chunk, start + _CHUNK > len(self._contents))
            except expat.ExpatError as exc:
                yield from self._taken()
                why = expat.ErrorString(exc.code)
                remarks.fault(exc.lineno, f"is no XML from here on ({why}); the rest was not read.")
                return
            yield from self._taken()

    def _taken(self) -> list[_Element]:
        done, self._done = self._done, []
        return done

    def _start(self, name: str, _attributes: Mapping[str, str]) -> None:
        tag = _SHORT.get(name, name).rpartition(":")[2]
        if not self._open and tag != "Product":
            return
        if len(self._open) >= _DEEPEST:
            raise InvalidInputError(
                f"Line {self._parser.CurrentLineNumber} is nested deeper than any ONIX is."
            )
        element = _Element(tag, self._parser.CurrentLineNumber)
        if self._open:
            self._open[-1].parts.append(element)
        self._open.append(element)

    def _end(self, _name: str) -> None:
        if self._open:
            closed = self._open.pop()
            if not self._open:
                self._done.append(closed)

    def _text(self, text: str) -> None:
        if self._open:
            self._open[-1].text.append(text)

    def _skipped(self, name: str, is_parameter: bool) -> None:
        if not is_parameter:
            self._text(html.unescape(f"&{name};"))

    def _refuse(self, name: str, *_: object) -> None:
        raise InvalidInputError(
            f"The file declares an entity ({name[:40]!r}), which no ONIX needs: it is not read."
        )


def _cells(product: _Element) -> dict[str, str]:
    """By the names of columns."""
    series, position = _series(product)
    return {
        "id": product.get("RecordReference"),
        "isbn": "\n".join(_isbns(product)),
        "title": _title(product),
        "subtitle": _of_product(product, "Subtitle"),
        "author": "; ".join(_authors(product)),
        "series": series,
        "position": position,
        "publisher": _in(product, "PublishingDetail/", "Publisher/PublisherName"),
        "published": _published(product),
        "language": _language(product),
        "country": _in(product, "PublishingDetail/", "CountryOfPublication"),
        "format": _format(_in(product, "DescriptiveDetail/", "ProductForm")),
        "pages": product.get("NumberOfPages") or _pages(product),
        "price": _supply(product, "Price/PriceAmount"),
        "currency": _supply(product, "Price/CurrencyCode"),
        "quantity": _supply(product, "Stock/OnHand"),
        "description": without_tags(
            product.get("CollateralDetail/TextContent/Text", "OtherText/Text")
        ),
        "subjects": "; ".join(
            one.said for one in _each(product, "DescriptiveDetail/", "Subject/SubjectHeadingText")
        ),
        "cover": product.get("CollateralDetail/SupportingResource/ResourceVersion/ResourceLink"),
    }


def _each(product: _Element, block: str, path: str) -> Iterator[_Element]:
    """ONIX 3.0 puts into blocks what 2.1 has right below the product."""
    yield from product.all(f"{block}{path}")
    yield from product.all(path)


def _in(product: _Element, block: str, path: str) -> str:
    return product.get(f"{block}{path}", path)


def _isbns(product: _Element) -> Iterator[str]:
    for one in product.all("ProductIdentifier"):
        if one.get("ProductIDType") in _ISBN_TYPES:
            yield one.get("IDValue")


def _titles(product: _Element) -> Iterator[_Element]:
    """The elements of the product's own title: not of a collection, not of another language."""
    for detail in _each(product, "DescriptiveDetail/", "TitleDetail"):
        if detail.get("TitleType") in {"", "01"}:
            yield from detail.all("TitleElement")
    for title in product.all("Title"):
        if title.get("TitleType") in {"", "01"}:
            yield title


def _title(product: _Element) -> str:
    for one in _titles(product):
        without = one.get("TitleWithoutPrefix")
        if title := one.get("TitleText") or f"{one.get('TitlePrefix')} {without}".strip():
            return title
    return product.get("DistinctiveTitle")


def _of_product(product: _Element, tag: str) -> str:
    return next((text for one in _titles(product) if (text := one.get(tag))), "")


def _authors(product: _Element) -> Iterator[str]:
    """Who wrote it (roles A..), or whoever is named if nobody did."""
    people = [*_each(product, "DescriptiveDetail/", "Contributor")]
    writers = [one for one in people if one.get("ContributorRole")[:1] in {"", "A"}]
    for one in writers or people:
        parts = f"{one.get('NamesBeforeKey')} {one.get('KeyNames')}".strip()
        yield one.get("PersonName") or parts or one.get("PersonNameInverted", "CorporateName")


def _series(product: _Element) -> tuple[str, str]:
    for one in _each(product, "DescriptiveDetail/", "Collection"):
        element = "TitleDetail/TitleElement"
        return one.get(f"{element}/TitleText", f"{element}/TitleWithoutPrefix"), one.get(
            f"{element}/PartNumber", "PartNumber"
        )
    return (
        product.get("Series/TitleOfSeries", "Series/Title/TitleText"),
        product.get("Series/NumberWithinSeries"),
    )


def _published(product: _Element) -> str:
    for one in _each(product, "PublishingDetail/", "PublishingDate"):
        if one.get("PublishingDateRole") in {"", "01"}:
            return one.get("Date")
    return product.get("PublicationDate")


def _language(product: _Element) -> str:
    for one in _each(product, "DescriptiveDetail/", "Language"):
        if one.get("LanguageRole") in {"", "01"}:
            return one.get("LanguageCode")
    return ""


def _pages(product: _Element) -> str:
    for one in _each(product, "DescriptiveDetail/", "Extent"):
        if one.get("ExtentType") in {"00", "07", "11"}:
            return one.get("ExtentValue")
    return ""


def _supply(product: _Element, path: str) -> str:
    return product.get(f"ProductSupply/SupplyDetail/{path}", f"SupplyDetail/{path}", path)


def _format(code: str) -> str:
    return _FORMS.get(code) or ("E-book" if code.startswith(_EBOOKS) else code)
