"""Both workbooks as packages: what Excel would repair, as far as the rules of ECMA-376 can be checked, and LibreOffice's second opinion."""

import math
import re
import zipfile
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

import pytest
from openpyxl.utils.cell import coordinate_to_tuple

from tests.conftest import Built
from tests.workbooks.office import load, needs_office, saved_again

WHICH = pytest.mark.parametrize("which", ["committee", "staff"])
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
# The order of CT_Worksheet (ECMA-376 part 1, 18.3.1.99), as far as it is used.
ORDER = tuple(
    """sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges scenarios autoFilter sortState
dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting dataValidations hyperlinks printOptions pageMargins pageSetup
headerFooter rowBreaks colBreaks customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects
controls webPublishItems tableParts extLst""".split()  # noqa: SIM905
)


def _parts(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as package:
        assert len(package.namelist()) == len(set(package.namelist()))
        return {name: package.read(name) for name in package.namelist()}


@WHICH
def test_every_part_is_xml_and_has_a_content_type(sample: Built, which: str) -> None:
    """Each part is well formed and named in [Content_Types].xml by its name or its extension."""
    parts = _parts(getattr(sample, which))
    types = ElementTree.fromstring(parts["[Content_Types].xml"])
    named = {element.get("PartName") for element in types} | {element.get("Extension") for element in types}
    for name, content in parts.items():
        ElementTree.fromstring(content)
        assert name == "[Content_Types].xml" or f"/{name}" in named or name.rpartition(".")[2] in named, name
    assert {str(name).lstrip("/") for name in named if str(name).startswith("/")} <= set(parts)


@WHICH
def test_relationships_resolve_and_their_ids_are_unique(sample: Built, which: str) -> None:
    """Every internal target is a part of the package; every r:id that a part uses is one of its relationships."""
    parts = _parts(getattr(sample, which))
    for name in [name for name in parts if name.endswith(".rels")]:
        source = PurePosixPath(name).parent.parent / PurePosixPath(name).name.removesuffix(".rels")
        relations = ElementTree.fromstring(parts[name]).findall(RELATIONS)
        ids = [relation.get("Id") for relation in relations]
        assert len(ids) == len(set(ids)), name
        for relation in relations:
            if relation.get("TargetMode") != "External":
                target = str(relation.get("Target"))
                steps = [
                    *([] if target.startswith("/") else source.parent.parts),
                    *PurePosixPath(target.lstrip("/")).parts,
                ]
                resolved: list[str] = []
                for step in steps:
                    resolved = resolved[:-1] if step == ".." else [*resolved, step]
                assert "/".join(resolved) in parts, (name, target)
        used = set(re.findall(rb'r:(?:id|embed|link)="([^"]+)"', parts.get(str(source), b"")))
        assert used <= {str(one).encode() for one in ids}, name


@WHICH
def test_elements_of_a_sheet_stand_in_their_order(sample: Built, which: str) -> None:
    """The children of each worksheet come in the order of the schema, rows and cells from the top left, each once."""
    parts = _parts(getattr(sample, which))
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        root = ElementTree.fromstring(parts[name])
        places = [ORDER.index(child.tag.removeprefix(MAIN)) for child in root]
        assert places == sorted(places), name
        rows = [int(str(row.get("r"))) for row in root.iter(f"{MAIN}row")]
        assert rows == sorted(set(rows)), name
        cells = [coordinate_to_tuple(str(cell.get("r"))) for cell in root.iter(f"{MAIN}c")]
        assert cells == sorted(set(cells)), name


@WHICH
def test_names_and_ids_are_unique_and_allowed(sample: Built, which: str) -> None:
    """Sheet names have at most 31 characters and none of those that Excel forbids; sheet ids, drawing ids and defined names are unique."""
    parts = _parts(getattr(sample, which))
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    sheets = list(book.iter(f"{MAIN}sheet"))
    names = [str(sheet.get("name")) for sheet in sheets]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 31 and not re.search(r"[\[\]:*?/\\]", name) for name in names)
    assert len({sheet.get("sheetId") for sheet in sheets}) == len(sheets)
    defined = [(name.get("name"), name.get("localSheetId")) for name in book.iter(f"{MAIN}definedName")]
    assert len(set(defined)) == len(defined)
    for name in [name for name in parts if re.fullmatch(r"xl/drawings/drawing\d+\.xml", name)]:
        ids = re.findall(rb'<xdr:cNvPr id="(\d+)"', parts[name])
        assert len(set(ids)) == len(ids), name


@WHICH
def test_styles_and_strings_that_are_used_exist(sample: Built, which: str) -> None:
    """No cell names a style or a shared string that is not there, and no text is longer than Excel takes."""
    parts = _parts(getattr(sample, which))
    formats = ElementTree.fromstring(parts["xl/styles.xml"]).find(f"{MAIN}cellXfs")
    strings = list(ElementTree.fromstring(parts["xl/sharedStrings.xml"]))
    assert formats is not None
    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        for cell in ElementTree.fromstring(parts[name]).iter(f"{MAIN}c"):
            assert int(cell.get("s", "0")) < len(formats)
            if cell.get("t") == "s":
                assert int(cell.findtext(f"{MAIN}v", "")) < len(strings)
    assert max(len("".join(text.itertext())) for text in strings) <= 32767


@needs_office
@WHICH
def test_libreoffice_saves_it_without_a_changed_value(sample: Built, which: str, tmp_path: Path) -> None:
    """Opened, recalculated and saved again, every cell has the value that we wrote."""
    path: Path = getattr(sample, which)
    ours, theirs = (load(file, data_only=True) for file in (path, saved_again(path, tmp_path)))
    assert theirs.sheetnames == ours.sheetnames
    different = [
        (sheet.title, cell.coordinate, cell.value, theirs[sheet.title][cell.coordinate].value)
        for sheet in ours
        for row in sheet.iter_rows()
        for cell in row
        if not _equal(cell.value, theirs[sheet.title][cell.coordinate].value)
    ]
    assert different == []


def _equal(one: object, other: object) -> bool:
    if isinstance(one, int | float) and isinstance(other, int | float):
        return math.isclose(one, other, rel_tol=1e-12)
    return (one or "") == (other or "")
