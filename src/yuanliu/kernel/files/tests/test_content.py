import io
import zipfile

import pytest

from yuanliu.kernel.files import content
from yuanliu.kernel.files.content import clean_name, file_type

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100


def zipped(*names, comment=b""):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
        archive.comment = comment
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"%PDF-1.7\n...", content.PDF),
        (b"\x89PNG\r\n\x1a\n\0\0", content.PNG),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", content.JPEG),
        (b"GIF89a\1\0", content.GIF),
        (b"RIFF\x24\0\0\0WEBPVP8 ", content.WEBP),
        (OLE, content.OLD_OFFICE),
        (zipped("a.txt"), content.ZIP),
        (zipped("a.txt", comment=b"c" * 60_000), content.ZIP),
        (zipped("[Content_Types].xml", "word/document.xml"), content.WORD),
        (zipped("[Content_Types].xml", "xl/workbook.xml"), content.SHEET),
        (zipped("[Content_Types].xml", "ppt/presentation.xml"), content.SLIDES),
        ("报价单\r\n含税".encode(), content.TEXT),
        (b"\xef\xbb\xbfname,phone\n", content.TEXT),
        ("报价单，含税价格".encode("gb18030"), content.TEXT_GBK),
        (("字" * 5000).encode(), content.TEXT),
        (b"x" + ("字" * 5000).encode(), content.TEXT),
        (b"<html><script>alert(1)</script>", content.TEXT),
        (b"", content.TEXT),
        (b"MZ\x90\0\3\0\0\0", None),
        (b"\x7fELF\2\1\1\0", None),
        (b"RIFF\x24\0\0\0WAVEfmt ", None),
        (b"PK\3\4 cut off", None),
        ("报价".encode("utf-16"), None),
        (b"\x1b[31mred", None),
        (b"\xff\xfe\xfd\xfc" * 3, None),
    ],
)
def test_the_bytes_decide(data, kind):
    assert file_type(io.BytesIO(data)) is kind


def test_a_huge_list_of_names_is_not_read():
    data = bytearray(zipped("[Content_Types].xml", "word/document.xml"))
    end = data.rfind(b"PK\5\6")
    data[end + 12 : end + 16] = (2**31).to_bytes(4, "little")
    assert file_type(io.BytesIO(bytes(data))) is content.ZIP


@pytest.mark.parametrize(
    ("name", "kind", "clean"),
    [
        ("合同.pdf", content.PDF, "合同.pdf"),
        ("合同.PDF", content.PDF, "合同.PDF"),
        ("合同.exe", content.PDF, "合同.exe.pdf"),
        ("photo.jpeg", content.JPEG, "photo.jpeg"),
        ("run.bat", content.TEXT, "run.bat.txt"),
        ("page.html", content.TEXT, "page.html.txt"),
        ("../../etc/passwd", content.TEXT, "passwd.txt"),
        ("C:\\Users\\我\\报价.xlsx", content.SHEET, "报价.xlsx"),
        ("a\r\nSet-Cookie: x.txt", content.TEXT, "aSet-Cookie_ x.txt"),
        ("invoice\u202efdp.txt", content.TEXT, "invoicefdp.txt"),
        ("...", content.TEXT, "file.txt"),
        ("", content.PNG, "file.png"),
        (".txt", content.TEXT, "txt.txt"),
        ("文" * 300 + ".pdf", content.PDF, "文" * 196 + ".pdf"),
        ('a<b>:"|?*.csv', content.TEXT, "a_b______.csv"),
    ],
)
def test_names_are_safe_and_end_as_the_content_says(name, kind, clean):
    assert clean_name(name, kind) == clean
