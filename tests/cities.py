"""Eight cities, each with its list in the shape that such lists have, and what a right report of it says. All of it is invented.

A list is a text table, as the sheet shows it: a line a row, `|` between cells, `⏎` for a line break in a cell. In its two header lines a
blank below a heading is a cell merged down, a blank beside one a cell merged across. In the columns that are merged down (`merged`) a
blank is the cell above; a line without `|` is a heading that runs across the sheet. Nothing is renamed, renumbered or unmerged for us.
"""

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import openpyxl
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

Cells = tuple[str, ...]
Counts = tuple[int, ...]  # of each grade that is counted, the best first


def lines(text: str) -> tuple[Cells, ...]:
    """The rows of a text table."""
    return tuple(
        tuple(cell.strip().replace("⏎", "\n") for cell in line.split("|")) for line in text.splitlines() if line.strip()
    )


@dataclass(frozen=True)
class Expected:
    """What a right report of a city says, in literals.

    `printed`: the numbers in their order, parted by blanks. `counts` and `beside` (by heading of another grade) are by the name of the
    highest level, then 合計. `levels`: of some initiatives, the names above them, the highest first. `own`: of the columns that nobody has
    to understand, some of their texts by number. `read_as`: a number as a return writes it -> as the list does. `missing`: the 課 that have
    not returned; `code`: what the command ends with."""

    printed: str
    counts: Mapping[str, Counts]
    levels: Mapping[str, Cells] = field(default_factory=dict)
    own: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    beside: Mapping[str, Mapping[str, Counts]] = field(default_factory=dict)
    read_as: Mapping[str, str] = field(default_factory=dict)
    missing: Sequence[str] = ()
    code: int = 0

    @property
    def numbers(self) -> list[str]:
        return self.printed.split()


@dataclass(frozen=True)
class City:
    """A city: its finished list (`header`, `table`) and the sheets of its plan, as text tables.

    `number`, `title` and `owner`: the headings of the key ("" where there is none), of the name and of the 課. `asked`: those below
    which the 課 write; `later`: those that are blank in a return, since the division fills them in afterwards; `numeric`: those of cells
    that hold numbers. `by_hand`: what a 課 has typed instead of the table's text (課, number or name of the row, heading, text).
    `levels`: the sheet 基本目標, None where there is no such sheet; `columns`: the sheet 列の設定, "" for none."""

    shape: str
    name: str
    settings: Mapping[str, str]
    titles: Sequence[str]
    header: str
    table: str
    number: str
    title: str
    owner: str
    asked: Sequence[str]
    grades: str
    departments: str
    expected: Expected
    levels: str | None = None
    columns: str = ""
    merged: int = 0
    later: Sequence[str] = ()
    numeric: Sequence[str] = ()
    notes: Sequence[str] = ()
    by_hand: Sequence[tuple[str, str, str, str]] = ()
    sheet: str = "Sheet1"

    @property
    def letters(self) -> list[str]:
        """The grades that are counted, the best first."""
        return [grade for grade, *_, tallied in lines(self.grades) if tallied != "しない"]

    @property
    def offices(self) -> list[str]:
        """The 課 that are asked, in the order of the plan."""
        return [name for name, _, kind in lines(self.departments) if kind == "課"]

    @property
    def labels(self) -> list[str]:
        """The headings, a group's before what stands below it, without line breaks."""
        upper, lower = _both(self.header)
        groups = itertools.accumulate(upper, lambda group, label: label or group)
        return [
            "".join(f"{group}{below}".split()) if below else "".join(own.split())
            for group, own, below in zip(groups, upper, lower, strict=True)
        ]

    @property
    def initiatives(self) -> list[Cells]:
        """The rows of the list with the merged cells filled down, without the headings between them."""
        filled: list[Cells] = []
        for row in (row for row in lines(self.table) if len(row) > 1):
            above = filled[-1] if filled else row
            filled.append((*map(_or, row[: self.merged], above), *row[self.merged :]))
        return filled

    def column(self, heading: str) -> int:
        """Where a heading stands; that of a group may be left out."""
        return next(place for place, label in enumerate(self.labels) if label.endswith(heading))

    def cell(self, row: Cells, heading: str) -> str:
        """The text of a row below a heading."""
        return row[self.column(heading)]

    def key(self, row: Cells) -> str:
        """The number of a row, or its name where the city has no numbers."""
        return self.cell(row, self.number or self.title)

    def owners(self, row: Cells) -> list[str]:
        """The 課 that a row names, in their order; who is no 課 is not asked."""
        text = self.cell(row, self.owner)
        return sorted((name for name in self.offices if name in text), key=text.index)

    def write_list(self, path: Path) -> Path:
        """The finished list of the year, as the city keeps it."""
        return _draw(path, self, lines(self.table))

    def write_folder(self, folder: Path) -> Path:
        """The plan folder: the plan, the list to be filled in, and a return of each 課 cut out of it."""
        _write_plan(folder / "計画.xlsx", self)
        _draw(folder / "取組一覧.xlsx", self, [self._blank(row, self.asked) for row in lines(self.table)])
        for office in self.offices:
            if office not in self.expected.missing:
                _draw(folder / "inbox" / f"{office}.xlsx", self, list(self._answers(office)))
        return folder

    def _blank(self, row: Cells, headings: Sequence[str]) -> Cells:
        if len(row) == 1:
            return row
        places = {self.column(heading) for heading in headings}
        return tuple("" if place in places else text for place, text in enumerate(row))

    def _answers(self, office: str) -> Iterator[Cells]:
        """The rows of a 課 with the headings above them; who is not named first leaves the answer to who is."""
        whole = iter(self.initiatives)
        above: list[Cells] = []
        for row in (row if len(row) == 1 else next(whole) for row in lines(self.table)):
            if len(row) == 1:
                above.append(row)
            elif office in self.owners(row):
                yield from above
                above = []
                leads = self.owners(row)[0] == office
                yield self._typed(office, self._blank(row, self.later if leads else (*self.later, *self.asked)))

    def _typed(self, office: str, row: Cells) -> Cells:
        typed = {
            self.column(heading): text
            for who, key, heading, text in self.by_hand
            if (who, key) == (office, self.key(row))
        }
        return tuple(typed.get(place, text) for place, text in enumerate(row))


def _or(own: str, above: str) -> str:
    return own or above


def _both(header: str) -> tuple[Cells, Cells]:
    """The two rows of a header; of one that has a single row the second is blank."""
    upper, *lower = lines(header)
    return upper, lower[0] if lower else ("",) * len(upper)


# ---- as a clerk draws it

_THIN = Side(style="thin", color="FF808080")
_BOX = Border(_THIN, _THIN, _THIN, _THIN)
_HEAD = PatternFill("solid", fgColor="FFDDEBF7")
_LEVEL = PatternFill("solid", fgColor="FFFCE4D6")
_FORMATS = {r"0|[1-9]\d*": "General", r"[1-9]\d{0,2}(,\d{3})+": "#,##0", r"\d+\.\d": "0.0", r"\d+\.\d\d": "0.00"}


def _draw(path: Path, city: City, rows: Sequence[Cells]) -> Path:
    """A workbook with the list: titles, header, rows, notes; level cells and headings merged."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = city.sheet
    top = _titles(sheet, city)
    first = _header(sheet, lines(city.header), top)
    last = _body(sheet, city, rows, first)
    _merge_levels(sheet, city.merged, first, last)
    for line, note in enumerate(city.notes, start=last + 2):
        sheet.cell(line, 1).value = note
    sheet.freeze_panes = f"C{first}"
    sheet.print_title_rows = f"{top}:{first - 1}"
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def _titles(sheet: Worksheet, city: City) -> int:
    """The title runs across the sheet; the line below it says when. The row where the header begins."""
    sheet.cell(1, 1).value = city.titles[0]
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(city.labels))
    for line, text in enumerate(city.titles[1:], start=2):
        sheet.cell(line, len(city.labels)).value = text
    return len(city.titles) + 2


def _header(sheet: Worksheet, header: tuple[Cells, ...], top: int) -> int:
    """One row or two; the first row of the list."""
    for line, labels in enumerate(header, start=top):
        for column, label in enumerate(labels, start=1):
            cell = sheet.cell(line, column, label or None)
            cell.fill, cell.border, cell.font = _HEAD, _BOX, Font(bold=True)
            cell.alignment = Alignment("center", "center", wrap_text=True)
    if len(header) > 1:
        for first, last, height in _blocks(*header):
            sheet.merge_cells(start_row=top, start_column=first, end_row=top + height - 1, end_column=last)
    return top + len(header)


def _blocks(upper: Cells, lower: Cells) -> Iterator[tuple[int, int, int]]:
    """The merged cells of a header: first column, last column, height."""
    for column, (label, below) in enumerate(zip(upper, lower, strict=True), start=1):
        if label and not below:
            yield column, column, 2
        elif label:
            beside = itertools.takewhile(lambda text: not text, upper[column:])
            last = column + sum(1 for _ in beside)
            if last > column:
                yield column, last, 1


def _body(sheet: Worksheet, city: City, rows: Sequence[Cells], line: int) -> int:
    """The rows from a line on; the line of the last one."""
    numeric = {city.column(heading) for heading in city.numeric}
    for row in rows:
        for column, text in enumerate(row):
            cell = sheet.cell(line, column + 1)
            cell.value, cell.number_format = _value(text) if column in numeric else (text or None, "@")
            cell.alignment, cell.border = Alignment(vertical="top", wrap_text=True), _BOX
        if len(row) == 1:
            sheet.cell(line, 1).fill = _LEVEL
            sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=len(city.labels))
        line += 1
    for column, texts in enumerate(
        zip(*_both(city.header), *(row for row in rows if len(row) > 1), strict=True), start=1
    ):
        longest = max(len(part) for text in texts for part in text.splitlines() or [""])
        sheet.column_dimensions[get_column_letter(column)].width = min(36, 4 + 2 * longest)
    return line - 1


def _value(text: str) -> tuple[str | float | None, str]:
    """A number as it is typed, with the format that shows it so; anything else is text."""
    percent = re.fullmatch(r"([\d.]+)%", text, re.ASCII)
    if percent:
        return round(float(percent[1]) / 100, 6), "0.0%"
    shape = next((shape for pattern, shape in _FORMATS.items() if re.fullmatch(pattern, text, re.ASCII)), None)
    if shape is None:
        return text or None, "@"
    return float(text.replace(",", "")) if "." in text else int(text.replace(",", "")), shape


def _merge_levels(sheet: Worksheet, columns: int, first: int, last: int) -> None:
    """Merge what is the same or blank below a level's cell, never beyond that of a higher level."""
    for column in range(columns, 0, -1):
        begins = [line for line in range(first, last + 1) if _begins(sheet, line, column, first)]
        for start, end in itertools.pairwise([*begins, last + 1]):
            for line in range(start + 1, end):
                sheet.cell(line, column).value = None
            if end - start > 1:
                sheet.merge_cells(start_row=start, start_column=column, end_row=end - 1, end_column=column)


def _begins(sheet: Worksheet, line: int, column: int, first: int) -> bool:
    """Whether the cell of a level, or of one above it, is another than that of the line before."""
    path, before = ([sheet.cell(at, place).value for place in range(1, column + 1)] for at in (line, line - 1))
    return line == first or any(own not in (None, up) for own, up in zip(path, before, strict=True))


def _write_plan(path: Path, city: City) -> None:
    """計画.xlsx with the sheets that the city needs."""
    sheets: dict[str, Sequence[Cells]] = {"計画": [("項目", "内容"), *city.settings.items()]}
    if city.columns:
        sheets["列の設定"] = [("見出し", "別名", "役割", "記入", "字数", "印刷", "幅"), *lines(city.columns)]
    if city.levels is not None:
        sheets["基本目標"] = [("番号", "名称", "概要", "方向性"), *lines(city.levels)]
    grades = lines(city.grades)
    width = 6 if any(grade[-1] for grade in grades) else 5
    labels = ("評価", "回答での表記", "下限（％）", "内容", "点数", "集計")
    sheets["評価区分"] = [grade[:width] for grade in (labels, *grades)]
    sheets["担当課"] = [("課名", "別名", "区分"), *lines(city.departments)]
    sheets["網掛け"] = [("項目", "内容")]
    sheets["講評"] = [("区分", "内容")]
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append([_value(text)[0] for text in row])
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def _settings(name: str, city: str, division: str, years: str, report: str, **more: str) -> dict[str, str]:
    first, last = years.split("-")
    settings = {"計画名": name, "市町村名": city, "取りまとめ課": division}
    return settings | {"計画開始年度": first, "計画終了年度": last, "報告年度": report} | more


# ---- the cities

STRATEGY = City(
    shape="strategy",
    name="潮見市",
    settings=_settings(
        "第２期潮見市まち・ひと・しごと創生総合戦略",
        "潮見市",
        "企画課",
        "令和2年度-令和6年度",
        "令和5年度",
        階層の名前="基本目標、施策、ＫＰＩ",
    ),
    sheet="KPI一覧",
    titles=("第２期潮見市まち・ひと・しごと創生総合戦略　ＫＰＩ進捗状況一覧（令和５年度）", "令和６年５月末現在"),
    header="基本目標 | 施策 | No. | 重要業績評価指標⏎（ＫＰＩ） | 単位 | 基準値⏎（令和元年度） | 令和5年度⏎目標値 | 令和5年度⏎実績値 | 達成率 | 評価 | 担当課 | 課題・今後の対応",
    merged=2,
    table="""
１　産業を育て、安心して働けるようにする | (1) 産業の振興 | 1-1 | 製造品出荷額等 | 億円 | 410 | 450 | 438 | 97.3% | B | 商工課 | 原材料の高騰が続いている。
 | | 1-2 | 創業支援による創業件数 | 件 | 12 | 20 | 22 | 110.0% | A | 商工課 | 創業後の支援を手厚くする。
 | (2) 農業の振興 | 1-3 | 新規就農者数 | 人 | 4 | 8 | 5 | 62.5% | C | 農政課 | 農地の確保が課題である。
 | | 1-4 | 農産物直売所の売上高 | 百万円 | 180 | 200 | 206 | 103.0% | A | 農政課 |
２　新しい人の流れをつくる | (1) 移住・定住の促進 | 2-1 | 移住相談の件数 | 件 | 85 | 150 | 171 | 114.0% | A | 企画課 | 相談から移住につなげる。
 | | 2-2 | 空き家バンクの成約件数 | 件 | 6 | 15 | 11 | 73.3% | C | 都市計画課 | 登録できる空き家が少ない。
 | | 2-3 | 転入者数 | 人 | 1,420 | 1,500 | 1,388 | 92.5% | B | 企画課 |
 | (2) 観光の振興 | 2-4 | 観光入込客数 | 千人 | 620 | 700 | 655 | 93.6% | B | 商工課 | 平日の来訪を増やす。
３　結婚・出産・子育ての希望をかなえる | (1) 子育て支援 | 3-1 | 合計特殊出生率 | － | 1.38 | 1.50 | 1.29 | 86.0% | B | こども課 | 全国的に低下している。
 | | 3-2 | 放課後児童クラブの定員 | 人 | 360 | 420 | 420 | 100.0% | A | こども課 |
 | (2) 働き方の見直し | 3-3 | 男性の育児休業取得率 | % | 8.5% | 20.0% | 7.4% | 37.0% | D | こども課 | 事業所への周知を強める。
４　時代に合った地域をつくる | (1) 地域の力 | 4-1 | 自主防災組織の組織率 | % | 71.0% | 85.0% | 78.2% | 92.0% | B | 企画課 | 集合住宅での結成を促す。
 | | 4-2 | コミュニティバスの利用者数 | 人 | 41,200 | 48,000 | 23,600 | 49.2% | D | 都市計画課 | 路線を見直す。
 | | 4-3 | 市民活動団体の登録数 | 団体 | 52 | 60 | 61 | 101.7% | A | 企画課 |
""",
    notes=("※達成率は、実績値÷目標値。小数点以下第２位を四捨五入しています。",),
    number="No.",
    title="重要業績評価指標（ＫＰＩ）",
    owner="担当課",
    asked=("令和5年度実績値", "達成率", "評価", "課題・今後の対応"),
    numeric=("基準値（令和元年度）", "令和5年度目標値", "令和5年度実績値", "達成率"),
    levels="",
    grades="""
A | Ａ | 100 | 目標を達成した | 3 |
B | Ｂ | 80 | おおむね達成した | 2 |
C | Ｃ | 50 | 達成していない | 1 |
D | Ｄ | 0 | 大きく下回った | 0 |
""",
    departments="""
企画課 | | 課
商工課 | | 課
農政課 | | 課
こども課 | こども未来課 | 課
都市計画課 | 都計課 | 課
""",
    columns="""
基本目標 | | 階層1 | － | | 左 |
施策 | | 階層2 | － | | 左 |
No. | | 番号 | － | | 左 |
重要業績評価指標（ＫＰＩ） | KPI | 名称 | － | | 左 |
単位 | | 単位 | － | | 左 |
基準値（{年度}） | | 初期値 | － | | 右 |
{年度}目標値 | | 目標値 | － | | 右 |
{年度}実績値 | | 実績 | 必須 | | 右 |
達成率 | | 達成率 | | | 右 |
評価 | | 自己評価 | 必須 | | 右 |
担当課 | | 担当課 | － | | 左 |
課題・今後の対応 | | そのまま | 任意 | 100 | 右 | 30
""",
    by_hand=(
        ("商工課", "1-1", "No.", "１－１"),
        ("商工課", "1-2", "評価", "Ａ"),
        ("農政課", "1-4", "評価", "Ａ"),
        ("企画課", "2-1", "No.", "2‐1"),
        ("都市計画課", "4-2", "令和5年度実績値", "２３，６００人"),
    ),
    expected=Expected(
        printed="1-1 1-2 1-3 1-4 2-1 2-2 2-3 2-4 3-1 3-2 3-3 4-1 4-2 4-3",
        counts={
            "産業を育て、安心して働けるようにする": (2, 1, 1, 0),
            "新しい人の流れをつくる": (1, 2, 1, 0),
            "結婚・出産・子育ての希望をかなえる": (1, 1, 0, 1),
            "時代に合った地域をつくる": (1, 1, 0, 1),
            "合計": (5, 5, 2, 2),
        },
        levels={
            "1-4": ("産業を育て、安心して働けるようにする", "農業の振興"),
            "2-3": ("新しい人の流れをつくる", "移住・定住の促進"),
            "4-3": ("時代に合った地域をつくる", "地域の力"),
        },
        own={"課題・今後の対応": {"1-3": "農地の確保が課題である。", "1-4": "", "4-2": "路線を見直す。"}},
        read_as={"１－１": "1-1", "2‐1": "2-1"},
    ),
)

EQUALITY = City(
    shape="equality",
    name="若葉市",
    settings=_settings(
        "第４次若葉市男女共同参画プラン",
        "若葉市",
        "人権推進課",
        "令和4年度-令和8年度",
        "令和5年度",
        階層の名前="基本目標、課題、施策",
        共管の取組の回答="すべての課",
        共管の取組の評価="最も低い評価",
        共管の取組の実績="すべての課",
    ),
    sheet="進捗状況",
    titles=("第４次若葉市男女共同参画プラン　令和５年度進捗状況調査票",),
    header="施策番号 | 施策名 | 施策の内容 | 担当課 | 実績 | 評価 | 次年度の取組",
    table="""
Ⅰ-1-(1) | 意識啓発の推進 | 講座や広報紙により啓発する。 | 人権推進課 | 講座を４回開き、延べ112人が参加した。 | ◎ | 継続する。
Ⅰ-1-(1) | 意識啓発の推進 | 講座や広報紙により啓発する。 | 学校教育課 | 全小中学校で人権学習を行った。 | ○ | 継続する。
Ⅰ-1-(2) | 情報の収集と提供 | 情報誌を発行する。 | 人権推進課 | 情報誌を年２回発行した。 | ○ | 電子版を検討する。
Ⅰ-2-(1) | 男女平等教育の推進 | 教職員の研修を行う。 | 学校教育課 | 研修を１回行った。 | ○ |
Ⅰ-2-(2) | 進路指導の充実 | 性別にとらわれない進路指導を行う。 | 学校教育課 | 職場体験を全校で再開した。 | ◎ | 受入先を増やす。
Ⅱ-1-(1) | 審議会等への女性の参画 | 女性委員の登用を進める。 | 総務課 | 女性委員の割合は31.5%となった。 | △ | 各課に働きかける。
Ⅱ-1-(1) | 審議会等への女性の参画 | 女性委員の登用を進める。 | 人権推進課 | 女性人材リストに18人を登録した。 | ○ | 登録を呼びかける。
Ⅱ-1-(2) | 管理職への登用 | 女性職員の登用を進める。 | 総務課 | 課長級以上の女性は14人となった。 | ○ |
Ⅱ-2-(1) | 仕事と家庭の両立支援 | 両立できる職場を増やす。 | 商工振興課 | 企業向けの講座を１回開いた。 | △ | 参加企業を増やす。
Ⅱ-2-(1) | 仕事と家庭の両立支援 | 両立できる職場を増やす。 | 総務課 | 男性職員の育児休業取得率は62.0%だった。 | ◎ |
Ⅱ-2-(1) | 仕事と家庭の両立支援 | 両立できる職場を増やす。 | 健康増進課 | 両親学級に男性が延べ96人参加した。 | ○ | 土曜日にも開く。
Ⅱ-2-(2) | 再就職の支援 | 相談会を開く。 | 商工振興課 | 講師の都合により開けなかった。 | × | 日程を早く決める。
Ⅲ-1-(1) | ＤＶの防止 | 相談先を周知する。 | 人権推進課 | 相談は延べ143件だった。 | ○ | 継続する。
Ⅲ-1-(1) | ＤＶの防止 | 相談先を周知する。 | 健康増進課 | 乳幼児健診で相談先を案内した。 | ○ | 継続する。
Ⅲ-1-(2) | 被害者の支援 | 関係機関と連携する。 | 人権推進課 | 関係機関との会議を２回開いた。 | ○ |
Ⅲ-2-(1) | 生涯を通じた健康支援 | 検診の受診を勧める。 | 健康増進課 | 検診の受診率は18.4%だった。 | △ | 個別に通知する。
Ⅲ-2-(2) | 性の理解の促進 | 発達段階に応じて指導する。 | 学校教育課 | 外部講師による授業を３校で行った。 | ○ |
""",
    number="施策番号",
    title="施策名",
    owner="担当課",
    asked=("実績", "評価", "次年度の取組"),
    levels="""
Ⅰ | 男女共同参画の意識づくり
Ⅱ | あらゆる分野への参画の促進
Ⅲ | 安心して暮らせる環境づくり
""",
    grades="""
◎ | | | 計画以上に進んだ | |
○ | | | 計画どおりに進んだ | |
△ | | | 一部にとどまった | |
× | | | 実施しなかった | |
""",
    departments="""
人権推進課 | | 課
総務課 | 職員課 | 課
健康増進課 | | 課
学校教育課 | 学教課⏎教育委員会学校教育課 | 課
商工振興課 | | 課
""",
    columns="""
施策番号 | | 番号 | | | |
施策名 | | 名称 | | | |
施策の内容 | | 内容 | | | |
担当課 | | 担当課 | | | |
実績 | {年度}実績 | 実績 | 必須 | | |
評価 | | 自己評価 | 必須 | | |
次年度の取組 | | そのまま | 任意 | | 右 |
""",
    by_hand=(
        ("学校教育課", "Ⅰ-1-(1)", "施策番号", "Ｉ－１－（１）"),
        ("学校教育課", "Ⅰ-2-(1)", "評価", "〇"),
        ("総務課", "Ⅱ-1-(2)", "施策番号", "Ⅱ－１－（２）"),
        ("総務課", "Ⅱ-1-(2)", "評価", "◯"),
    ),
    expected=Expected(
        printed="Ⅰ-1-(1) Ⅰ-1-(2) Ⅰ-2-(1) Ⅰ-2-(2) Ⅱ-1-(1) Ⅱ-1-(2) Ⅱ-2-(1) Ⅱ-2-(2) Ⅲ-1-(1) Ⅲ-1-(2) Ⅲ-2-(1) Ⅲ-2-(2)",
        counts={
            "男女共同参画の意識づくり": (1, 3, 0, 0),
            "あらゆる分野への参画の促進": (0, 1, 2, 1),
            "安心して暮らせる環境づくり": (0, 3, 1, 0),
            "合計": (1, 7, 3, 1),
        },
        levels={"Ⅰ-2-(1)": ("男女共同参画の意識づくり",), "Ⅲ-2-(2)": ("安心して暮らせる環境づくり",)},
        own={"次年度の取組": {"Ⅰ-1-(2)": "電子版を検討する。", "Ⅱ-2-(2)": "日程を早く決める。", "Ⅲ-1-(2)": ""}},
        read_as={"Ｉ－１－（１）": "Ⅰ-1-(1)", "Ⅱ－１－（２）": "Ⅱ-1-(2)"},
    ),
)

CHILDREN = City(
    shape="children",
    name="桜台市",
    settings=_settings(
        "第２期桜台市子ども・子育て支援事業計画", "桜台市", "子育て支援課", "R2-R6", "R5", 階層の名前="事業"
    ),
    sheet="R5点検評価",
    titles=("第２期桜台市子ども・子育て支援事業計画　点検・評価表", "（令和５年度）"),
    header="事業番号 | 事業名 | 事業の内容 | 担当 | 令和5年度実績 | 評価 | 予算額⏎（千円）",
    table="""
1 | 利用者支援事業 | 子育ての相談に応じ、情報を提供する。 | 子育て支援課 | 相談は1,204件だった。 | 4 | 8,450
2 | 延長保育事業 | 11時間を超える保育を行う。 | 保育課 | 12園で延べ5,310人が利用した。 | 4 | 21,300
3 | 放課後児童健全育成事業 | 放課後の生活の場をつくる。 | 学務課 | 登録児童は612人となった。 | 3 | 64,800
4 | 子育て短期支援事業 | 短い期間、子どもを預かる。 | 子育て支援課 | 延べ21日の利用があった。 | 3 | 640
5 | 乳児家庭全戸訪問事業 | 乳児のいる家庭を訪問する。 | 健康・スポーツ課 | 訪問率は98.2%だった。 | 5 | 3,120
6 | 養育支援訪問事業 | 支援の要る家庭を訪問する。 | 健康・スポーツ課 | 14世帯を延べ88回訪問した。 | 4 | 1,980
7 | 地域子育て支援拠点事業 | 親子の集う場を開く。 | 子育て支援課 | ５か所で延べ18,420人が利用した。 | 4 | 27,600
8 | 一時預かり事業 | 一時的に子どもを預かる。 | 保育課 | 延べ2,940人が利用した。 | 3 | 9,870
9 | 病児保育事業 | 病気の子どもを預かる。 | 保育課 | 工事が遅れ、開設できなかった。 | 1 | 12,000
10 | ファミリー・サポート・センター事業 | 会員どうしで助け合う。 | 子育て支援課 | 提供会員は96人となった。 | 2 | 5,210
11 | 妊婦健康診査 | 健診の費用を助成する。 | 健康・スポーツ課 | 延べ4,015件を助成した。 | 4 | 38,900
12 | 実費徴収の補足給付 | 教材費などを助成する。 | 保育課 | 対象となる世帯がなかった。 | － | 0
13 | 多様な事業者の参入促進 | 新しい事業者を支える。 | 保育課 | 参入した事業者はなかった。 | 2 | 500
14 | 幼児教育と保育の質の向上 | 合同の研修を行う。 | 保育課、学務課 | 合同研修を３回行った。 | 4 | 850
15 | 幼保小の接続 | 連絡会を開く。 | 学務課、保育課 | 全校区で連絡会を開いた。 | 5 | 300
16 | 児童虐待の防止 | 対策会議を開く。 | 子育て支援課 | 対策会議を６回開いた。 | 4 | 1,260
17 | ひとり親家庭の自立支援 | 就業を支援する。 | 子育て支援課 | 給付金の受給者は９人だった。 | 3 | 7,400
18 | 子どもの体力づくり | 運動の教室を開く。 | 健康・スポーツ課 | 教室を24回開き、延べ530人が参加した。 | 4 | 1,100
""",
    number="事業番号",
    title="事業名",
    owner="担当",
    asked=("令和5年度実績", "評価"),
    numeric=("事業番号", "評価", "予算額（千円）"),
    grades="""
5 | | 100 | 目標を上回った | 4 |
4 | | 80 | 目標どおり | 3 |
3 | | 60 | おおむね目標どおり | 2 |
2 | | 40 | 目標を下回った | 1 |
1 | | 0 | 実施できなかった | 0 |
対象外 | － | | 対象がなかった | | しない
""",
    departments="""
子育て支援課 | | 課
保育課 | | 課
健康・スポーツ課 | 健康スポーツ課 | 課
学務課 | | 課
""",
    by_hand=(
        ("学務課", "3", "事業番号", "003"),
        ("学務課", "15", "事業番号", "１５"),
        ("学務課", "15", "評価", "５"),
        ("保育課", "9", "事業番号", "09"),
    ),
    expected=Expected(
        printed=" ".join(map(str, range(1, 19))),
        counts={"合計": (2, 8, 4, 2, 1)},
        own={"予算額（千円）": {"1": "8,450", "9": "12,000", "12": "0"}},
        read_as={"003": "3", "１５": "15", "09": "9"},
    ),
)

ENVIRONMENT = City(
    shape="environment",
    name="森川市",
    settings=_settings(
        "第３次森川市環境基本計画",
        "森川市",
        "環境政策課",
        "令和3年度-令和7年度",
        "令和5年度",
        階層の名前="基本方針、施策の柱、具体的施策",
    ),
    sheet="実績報告",
    titles=("第３次森川市環境基本計画　令和５年度　取組実績報告書", "森川市　環境政策課"),
    header="番号 | 具体的施策 | 内容 | 所管課 | 令和5年度の⏎取組実績 | 評価 | 備考",
    table="""
基本方針１　脱炭素のまちをつくる
１－（１）　省エネルギーの推進
1-(1)-① | 公共施設の省エネルギー化 | 照明をＬＥＤにする。 | 管財課 | 12施設の照明を替えた。 | A |
1-(1)-② | 省エネ行動の普及 | 講座を開く。 | 環境政策課 | 講座を６回開いた。 | A |
１－（２）　再生可能エネルギーの導入
1-(2)-① | 太陽光発電設備の設置補助 | 設置の費用を補助する。 | 環境政策課 | 48件を補助した。 | A | 国の交付金を充てた。
1-(2)-② | 公用車の電動化 | 電気自動車に替える。 | 管財課 | ３台を替えた。 | B |
基本方針２　自然とともに生きる
２－（１）　生物多様性の保全
2-(1)-① | 里山の保全 | 下草を刈る。 | 公園緑地課 | 下草刈りを８回行った。 | A |
2-(1)-② | 外来生物の防除 | 講習会を開く。 | 環境政策課、公園緑地課 | 雨天のため講習会を中止した。 | C | 秋に行う。
２－（２）　水とみどりの充実
2-(2)-① | 公園の整備 | 遊具を改める。 | 公園緑地課 | １か所を改修した。 | B |
2-(2)-② | 緑のカーテンの普及 | 苗を配る。 | 公園緑地課 | 苗を420本配った。 | A |
2-(2)-③ | 河川の清掃 | 市民と清掃する。 | 環境政策課 | 清掃を３回行い、延べ610人が参加した。 | A |
基本方針３　資源を大切に使う
３－（１）　ごみの減量
3-(1)-① | 食品ロスの削減 | 協力店を増やす。 | 資源循環課 | 協力店は35店となった。 | B |
3-(1)-② | 生ごみ処理機の補助 | 購入の費用を補助する。 | 資源循環課 | 61件を補助した。 | A |
3-(1)-③ | 分別の徹底 | 説明会を開く。 | 資源循環課 | 説明会を２回開いた。 | B |
３－（２）　再資源化
3-(2)-① | 古紙の回収 | 集団回収を支える。 | 資源循環課 | 回収量は1,150トンだった。 | C | 新聞が減っている。
3-(2)-② | 小型家電の回収 | 回収箱を置く。 | 資源循環課 | 回収箱を４か所増やした。 | A |
""",
    number="番号",
    title="具体的施策",
    owner="所管課",
    asked=("令和5年度の取組実績", "評価", "備考"),
    levels="""
1 | 脱炭素のまちをつくる
2 | 自然とともに生きる
3 | 資源を大切に使う
""",
    grades="""
A | Ａ | | 予定どおり実施した | |
B | Ｂ | | 一部を実施した | |
C | Ｃ | | 実施しなかった | |
""",
    departments="""
環境政策課 | | 課
管財課 | | 課
公園緑地課 | みどり課 | 課
資源循環課 | | 課
""",
    by_hand=(
        ("環境政策課", "1-(1)-②", "番号", "１－（１）－②"),
        ("資源循環課", "3-(1)-①", "番号", "3－(1)－①"),
        ("資源循環課", "3-(2)-②", "番号", "3-(2)-2"),
        ("資源循環課", "3-(1)-②", "評価", "Ａ"),
        ("公園緑地課", "2-(2)-①", "評価", "b"),
    ),
    expected=Expected(
        printed="1-(1)-① 1-(1)-② 1-(2)-① 1-(2)-② 2-(1)-① 2-(1)-② 2-(2)-① 2-(2)-② 2-(2)-③ 3-(1)-① 3-(1)-② 3-(1)-③ 3-(2)-① 3-(2)-②",
        counts={
            "脱炭素のまちをつくる": (2, 0, 0),
            "自然とともに生きる": (3, 1, 1),
            "資源を大切に使う": (2, 2, 1),
            "合計": (7, 3, 2),
        },
        levels={
            "1-(2)-①": ("脱炭素のまちをつくる", "再生可能エネルギーの導入"),
            "2-(1)-②": ("自然とともに生きる", "生物多様性の保全"),
            "3-(2)-②": ("資源を大切に使う", "再資源化"),
        },
        own={"備考": {"1-(2)-①": "国の交付金を充てた。", "2-(1)-①": "", "3-(2)-①": "新聞が減っている。"}},
        read_as={"１－（１）－②": "1-(1)-②", "3－(1)－①": "3-(1)-①", "3-(2)-2": "3-(2)-②"},
        missing=("管財課",),
        code=1,
    ),
)

WELFARE = City(
    shape="welfare",
    name="朝日野市",
    settings=_settings(
        "第４期朝日野市地域福祉計画",
        "朝日野市",
        "地域福祉課",
        "令和4年度-令和8年度",
        "令和5年度",
        推進委員会名="地域福祉計画推進委員会",
        階層の名前="基本目標、施策の方向、取組",
    ),
    sheet="進行管理シート",
    titles=("第４期朝日野市地域福祉計画　進行管理シート（令和５年度分）", "★は重点的に進める取組"),
    header="重点 | 番号 | 取組 | 内容 | 担当課 | 令和5年度の取組 | 担当課評価 | 委員会評価 | 課題 | 今後の方針",
    table="""
★ | 1-1-1 | 見守り活動の推進 | 地域の見守りを支援する。 | 高齢課 | 見守り協定は42事業者となった。 | A | A | 協定先が商店に偏っている。 | 継続
 | 1-1-2 | サロン活動の支援 | 集いの場を支援する。 | 地域福祉課 | 24か所で延べ3,180人が参加した。 | A | B | 担い手が高齢になっている。 | 拡充
 | 1-2-1 | ボランティアの養成 | 講座を開く。 | 地域福祉課⏎（社会福祉協議会） | 講座を３回開き、46人が修了した。 | B | B | 若い世代の参加が少ない。 | 継続
 | 1-2-2 | 福祉教育の推進 | 体験学習を行う。 | 地域福祉課 | 小学校５校で体験学習を行った。 | A | A | | 継続
★ | 2-1-1 | 総合相談窓口の充実 | 一つの窓口で相談に応じる。 | 地域福祉課 | 相談は延べ1,865件だった。 | A | A | 職員が足りない。 | 拡充
 | 2-1-2 | 障害者の相談支援 | 相談支援の事業所を支える。 | 障害課 | 相談は延べ2,240件だった。 | B | A | | 継続
 | 2-1-3 | 介護者の支援 | 介護者の集いを開く。 | 高齢課 | 集いを12回開いた。 | B | B | | 継続
★ | 2-2-1 | 成年後見制度の利用促進 | 申立てを支援する。 | 高齢課／障害課 | 申立ての支援は９件だった。 | C | C | 市民後見人が育っていない。 | 拡充
 | 2-2-2 | 生活困窮者の自立支援 | 就労を支援する。 | 地域福祉課 | 就労に至った人は31人だった。 | B | B | 長く離職している人が多い。 | 継続
 | 3-1-1 | 避難行動要支援者の支援 | 個別避難計画を作る。 | 地域福祉課 | 個別避難計画は118件となった。 | C | D | 同意が進まない。 | 拡充
 | 3-1-2 | 福祉避難所の確保 | 協定を結ぶ。 | 障害課 | 協定は６施設のままだった。 | C | C | 職員の確保が難しい。 | 継続
 | 3-2-1 | 移動の支援 | 外出を支援する。 | 高齢課 | 利用の登録は540人だった。 | A | B | | 継続
 | 3-2-2 | 情報のバリアフリー | 読みやすい広報にする。 | 障害課 | 音声版の広報を発行した。 | A | | | 縮小
""",
    number="番号",
    title="取組",
    owner="担当課",
    asked=("令和5年度の取組", "担当課評価", "課題", "今後の方針"),
    later=("委員会評価",),
    levels="""
1 | 支え合う地域づくり
2 | 相談につながる仕組みづくり
3 | 安心して暮らせる基盤づくり
""",
    grades="""
A | Ａ | | 大いに進んだ | 3 |
B | Ｂ | | 進んだ | 2 |
C | Ｃ | | あまり進まなかった | 1 |
D | Ｄ | | 進まなかった | 0 |
""",
    departments="""
地域福祉課 | | 課
高齢課 | 高齢者支援課 | 課
障害課 | 障害福祉課 | 課
社会福祉協議会 | 市社協 | 関係団体
""",
    columns="""
重点 | | そのまま | － | | 左 | 6
番号 | | 番号 | － | | 左 |
取組 | | 名称 | － | | 左 |
内容 | | 内容 | － | | 左 |
担当課 | | 担当課 | － | | 左 |
{年度}の取組 | 取組実績 | 実績 | 必須 | 200 | 右 |
担当課評価 | 自己評価 | 自己評価 | 必須 | | 右 |
委員会評価 | | 他の評価 | － | | 右 |
課題 | | そのまま | 任意 | 100 | 右 | 24
今後の方針 | | そのまま | 任意 | | 右 | 10
""",
    by_hand=(
        ("高齢課", "1-1-1", "番号", "１－１－１"),
        ("高齢課", "1-1-1", "担当課評価", "Ａ"),
        ("障害課", "3-1-2", "番号", "3.1.2"),
        ("障害課", "3-2-2", "担当課評価", "Ａ "),
    ),
    expected=Expected(
        printed="1-1-1 1-1-2 1-2-1 1-2-2 2-1-1 2-1-2 2-1-3 2-2-1 2-2-2 3-1-1 3-1-2 3-2-1 3-2-2",
        counts={
            "支え合う地域づくり": (3, 1, 0, 0),
            "相談につながる仕組みづくり": (1, 3, 1, 0),
            "安心して暮らせる基盤づくり": (2, 0, 2, 0),
            "合計": (6, 4, 3, 0),
        },
        beside={
            "委員会評価": {
                "支え合う地域づくり": (2, 2, 0, 0),
                "相談につながる仕組みづくり": (2, 2, 1, 0),
                "安心して暮らせる基盤づくり": (0, 1, 1, 1),
                "合計": (4, 5, 2, 1),
            }
        },
        levels={"1-2-2": ("支え合う地域づくり",), "3-1-1": ("安心して暮らせる基盤づくり",)},
        own={
            "重点": {"1-1-1": "★", "1-1-2": "", "2-2-1": "★"},
            "課題": {"2-1-1": "職員が足りない。", "2-1-2": ""},
            "今後の方針": {"1-1-1": "継続", "3-2-2": "縮小"},
            "委員会評価": {"3-1-1": "D", "3-2-2": ""},
        },
        read_as={"１－１－１": "1-1-1", "3.1.2": "3-1-2"},
    ),
)

REFORM = City(
    shape="reform",
    name="大橋市",
    settings=_settings(
        "第７次大橋市行財政改革実施計画",
        "大橋市",
        "財政課",
        "令和4年度-令和8年度",
        "令和5年度",
        階層の名前="柱、取組項目",
    ),
    sheet="進捗管理",
    titles=("第７次大橋市行財政改革実施計画　進捗管理表", "令和６年４月末現在", "（単位：千円）"),
    header="""
№ | 取組項目 | 取組内容 | 所管課 | 令和５年度の進捗状況 | | | | 年度末の成果 | 効果額⏎（千円） | 進捗評価
 | | | | 第1四半期 | 第2四半期 | 第3四半期 | 第4四半期 | | |
""",
    table="""
A-1 | 市税の収納率の向上 | 滞納を減らす。 | 市民部　税務課 | 催告書の発送 | 財産の調査 | 差押え | 滞納の整理 | 収納率は98.1%となった。 | 12,400 | 順調
A-2 | 使用料の見直し | 適正な負担にする。 | 財政課 | 原価の計算 | 改定案の作成 | 審議会への諮問 | 議案の延期 | 条例の改正に至らなかった。 | 0 | 遅れ
A-3 | 補助金の見直し | 効果を確かめる。 | 財政課 | 調書の作成 | ヒアリング | 査定 | 予算への反映 | ７件の補助金を見直した。 | 3,850 | おおむね順調
A-4 | ふるさと納税の推進 | 返礼品を充実する。 | 市民部　税務課 | 業者の選定 | 返礼品の追加 | 広告 | 集計 | 寄附額は２億1,300万円だった。 | 96,000 | 順調
B-1 | オンライン申請の拡大 | 手続を増やす。 | デジタル推進課 | 手続の洗い出し | 様式の作成 | 公開 | 公開 | 62手続に増やした。 | 1,200 | 順調
B-2 | 窓口予約の導入 | 待ち時間を減らす。 | デジタル推進課 | 調査 | 契約 | 試行 | 本稼働 | 市民課の窓口に導入した。 | | 順調
B-3 | キャッシュレス決済の拡大 | 窓口を増やす。 | 市民部　税務課 | 調査 | 契約 | 導入 | 導入 | 窓口を５か所増やした。 | － | おおむね順調
B-4 | 会議録の自動作成 | 作成の時間を減らす。 | デジタル推進課 | 試行 | 契約 | 運用 | 運用 | 年間180時間を削減した。 | 540 | 順調
B-5 | 書かない窓口 | 申請書をなくす。 | デジタル推進課 | 調査 | 仕様の作成 | 入札の不調 | 仕様の見直し | 導入できなかった。 | 0 | 遅れ
C-1 | 定員の管理 | 職員数を適正にする。 | 総務部　人事課 | ヒアリング | 計画の作成 | 採用試験 | 配置 | 職員数は684人となった。 | 18,200 | おおむね順調
C-2 | 人事評価の活用 | 処遇に反映する。 | 総務部　人事課 | 研修 | 中間の面談 | 研修 | 期末の面談 | 全職員に広げた。 | | おおむね順調
C-3 | 時間外勤務の縮減 | 働き方を見直す。 | 総務部　人事課 | 目標の設定 | 点検 | 点検 | 集計 | 前年度から4.2%減った。 | 8,600 | やや遅れ
""",
    number="№",
    title="取組項目",
    owner="所管課",
    asked=("第1四半期", "第2四半期", "第3四半期", "第4四半期", "年度末の成果", "効果額（千円）", "進捗評価"),
    numeric=("効果額（千円）",),
    levels="""
A | 持続できる財政運営
B | 行政サービスの改革
C | 組織と人材の改革
""",
    grades="""
順調 | | | 計画どおり | |
おおむね順調 | | | 計画をわずかに下回る | |
やや遅れ | | | 計画を下回る | |
遅れ | | | 計画を大きく下回る | |
""",
    departments="""
財政課 | | 課
税務課 | | 課
デジタル推進課 | ＤＸ推進課 | 課
人事課 | | 課
""",
    columns="""
№ | | 番号 | | | 左 | 6
取組項目 | | 名称 | | | 左 |
取組内容 | | 内容 | | | 左 |
所管課 | | 担当課 | | | 左 |
第1四半期 | | そのまま | 任意 | 50 | 右 | 14
第2四半期 | | そのまま | 任意 | 50 | 右 | 14
第3四半期 | | そのまま | 任意 | 50 | 右 | 14
第4四半期 | | そのまま | 任意 | 50 | 右 | 14
年度末の成果 | | 実績 | 必須 | | 右 |
効果額（千円） | 効果額 | そのまま | 任意 | | 右 | 10
進捗評価 | | 自己評価 | 必須 | | 右 |
""",
    by_hand=(
        ("税務課", "A-1", "№", "Ａ－１"),
        ("税務課", "A-4", "№", "A4"),
        ("人事課", "C-3", "№", "c-3"),
        ("人事課", "C-2", "進捗評価", "おおむね 順調"),
    ),
    expected=Expected(
        printed="A-1 A-2 A-3 A-4 B-1 B-2 B-3 B-4 B-5 C-1 C-2 C-3",
        counts={
            "持続できる財政運営": (2, 1, 0, 1),
            "行政サービスの改革": (3, 1, 0, 1),
            "組織と人材の改革": (0, 2, 1, 0),
            "合計": (5, 4, 1, 2),
        },
        levels={"A-4": ("持続できる財政運営",), "C-1": ("組織と人材の改革",)},
        own={
            "第1四半期": {"A-1": "催告書の発送", "C-3": "目標の設定"},
            "第3四半期": {"A-1": "差押え", "B-5": "入札の不調"},
            "第4四半期": {"B-2": "本稼働"},
            "効果額（千円）": {"A-1": "12,400", "A-2": "0", "B-2": "", "B-3": "－"},
        },
        read_as={"Ａ－１": "A-1", "A4": "A-4", "c-3": "C-3"},
    ),
)

SPORTS = City(
    shape="sports",
    name="星川市",
    settings=_settings(
        "星川市スポーツ推進計画",
        "星川市",
        "スポーツ課",
        "令和3年度-令和7年度",
        "令和5年度",
        階層の名前="基本方針、取組",
    ),
    sheet="５か年一覧",
    titles=("星川市スポーツ推進計画　年度別実績一覧",),
    header="""
番号 | 取組名 | 担当課 | 令和3年度 | | | 令和4年度 | | | 令和5年度 | | | 令和6年度 | | | 令和7年度 | |
 | | | 目標 | 実績 | 評価 | 目標 | 実績 | 評価 | 目標 | 実績 | 評価 | 目標 | 実績 | 評価 | 目標 | 実績 | 評価
""",
    table="""
1.1 | スポーツ教室の開催 | スポーツ課 | 20回 | 12回 | C | 20回 | 18回 | B | 20回 | 21回 | A | 22回 | | | 24回 | |
1.2 | 市民大会の開催 | スポーツ課 | 5大会 | 3大会 | C | 5大会 | 5大会 | A | 5大会 | 5大会 | A | 5大会 | | | 6大会 | |
1.3 | 学校体育施設の開放 | 学校教育課 | 18校 | 18校 | A | 18校 | 18校 | A | 18校 | 18校 | A | 18校 | | | 18校 | |
1.4 | 健康ウォーキング | 健康課 | 600人 | 310人 | C | 600人 | 520人 | B | 600人 | 590人 | B | 650人 | | | 650人 | |
1.5 | ラジオ体操の普及 | 健康課 | 10会場 | 6会場 | C | 10会場 | 7会場 | C | 10会場 | 7会場 | C | 10会場 | | | 10会場 | |
1.6 | 指導者の養成 | スポーツ課 | 10人 | 10人 | A | 10人 | 9人 | B | 10人 | 10人 | A | 12人 | | | 12人 | |
1.7 | 総合型クラブの支援 | スポーツ課 | 2団体 | 2団体 | A | 2団体 | 2団体 | A | 3団体 | 2団体 | C | 3団体 | | | 3団体 | |
1.8 | パラスポーツの体験会 | スポーツ課 | 2回 | 0回 | D | 2回 | 1回 | C | 2回 | 2回 | A | 3回 | | | 3回 | |
1.9 | 幼児の運動遊び | 健康課 | 12回 | 9回 | B | 12回 | 12回 | A | 12回 | 12回 | A | 12回 | | | 12回 | |
1.10 | 部活動の地域移行 | 学校教育課 | 検討 | 検討した。 | A | 1部 | 1部 | A | 4部 | 2部 | C | 8部 | | | 12部 | |
2.1 | 体育館の改修 | スポーツ課 | 設計 | 設計した。 | A | 着工 | 着工した。 | A | 完成 | 工期を延ばした。 | C | 供用 | | | 供用 | |
2.2 | 公園の運動器具 | スポーツ課 | 2基 | 2基 | A | 2基 | 2基 | A | 2基 | 0基 | D | 2基 | | | 2基 | |
2.3 | 予約システムの導入 | スポーツ課 | 検討 | 検討した。 | A | 契約 | 契約した。 | A | 運用 | 運用を始めた。 | A | 運用 | | | 運用 | |
2.4 | 施設の省エネルギー化 | スポーツ課⏎健康課 | 1施設 | 1施設 | A | 1施設 | 1施設 | A | 2施設 | 2施設 | A | 2施設 | | | 2施設 | |
""",
    number="番号",
    title="取組名",
    owner="担当課",
    asked=("令和5年度実績", "令和5年度評価"),
    levels="""
1 | スポーツに親しむ
2 | 場を整える
""",
    grades="""
A | Ａ | 100 | 達成 | 3 |
B | Ｂ | 75 | ほぼ達成 | 2 |
C | Ｃ | 50 | 一部達成 | 1 |
D | Ｄ | 0 | 未達成 | 0 |
""",
    departments="""
スポーツ課 | 市民スポーツ課 | 課
健康課 | | 課
学校教育課 | | 課
""",
    by_hand=(
        ("学校教育課", "1.10", "番号", "１．１０"),
        ("学校教育課", "1.3", "令和5年度評価", "Ａ"),
        ("健康課", "1.4", "令和5年度評価", "Ｂ"),
    ),
    expected=Expected(
        printed="1.1 1.2 1.3 1.4 1.5 1.6 1.7 1.8 1.9 1.10 2.1 2.2 2.3 2.4",
        counts={"スポーツに親しむ": (6, 1, 3, 0), "場を整える": (2, 0, 1, 1), "合計": (8, 1, 4, 1)},
        levels={"1.10": ("スポーツに親しむ",), "2.1": ("場を整える",)},
        read_as={"１．１０": "1.10"},
    ),
)

DIVERSITY = City(
    shape="diversity",
    name="高瀬市",
    settings=_settings(
        "高瀬市多文化共生推進プラン",
        "高瀬市",
        "市民協働課",
        "令和4年度-令和8年度",
        "令和5年度",
        階層の名前="基本目標、施策の方向、施策、取組",
    ),
    sheet="取組状況",
    titles=("高瀬市多文化共生推進プラン　令和５年度の取組状況", "令和６年６月"),
    header="基本目標 | 施策の方向 | 施策 | 取組の名称 | 内容 | 担当課 | 実績 | 評価",
    merged=3,
    table="""
Ⅰ　ことばと情報 | １　情報の多言語化 | (1) 行政情報の提供 | 広報紙の翻訳 | ５言語に訳す。 | 市民協働課 | ５言語で毎月発行した。 | A
 | | | ホームページの翻訳 | 自動で訳す。 | 市民協働課 | 11言語に増やした。 | S
 | | (2) 生活情報の提供 | 生活ガイドの発行 | 転入の際に渡す。 | 市民協働課 | 800部を発行した。 | A
 | ２　日本語の学習 | (1) 学習の機会 | 日本語教室の開催 | 教室を開く。 | 市民協働課 | ６教室に延べ2,450人が参加した。 | A
 | | (2) 人材の育成 | 支援者の研修 | 研修を行う。 | 市民協働課 | 研修を２回行い、38人が修了した。 | B
Ⅱ　くらしの安心 | １　防災 | (1) 災害への備え | やさしい日本語の防災訓練 | 訓練を行う。 | 防災課 | 訓練に62人が参加した。 | B
 | | | 多言語の避難所表示 | 表示板を置く。 | 防災課 | 31か所のうち20か所に置いた。 | B
 | ２　教育 | (1) 子どもの学び | 日本語指導の充実 | 指導員を置く。 | 学校教育課 | 指導員を９校に置いた。 | A
 | | | 就学の案内 | 保護者に案内する。 | 学校教育課 | 対象の47世帯すべてに案内した。 | S
 | | (2) 進路の支援 | 進路ガイダンス | 説明会を開く。 | 学校教育課 | 参加は12世帯だった。 | C
Ⅲ　ともに生きる | １　交流 | (1) 交流の場 | 国際交流フェスタ | 催しを行う。 | 市民協働課 | 約3,000人が来場した。 | A
 | | (2) 地域への参加 | 自治会への加入の案内 | 案内を配る。 | 市民協働課 | 案内を配れなかった。 | C
""",
    number="",
    title="取組の名称",
    owner="担当課",
    asked=("実績", "評価"),
    grades="""
S | Ｓ | | 目標を超えた | |
A | Ａ | | 目標どおり | |
B | Ｂ | | やや下回った | |
C | Ｃ | | 下回った | |
""",
    departments="""
市民協働課 | | 課
防災課 | 防災危機管理課 | 課
学校教育課 | | 課
""",
    by_hand=(
        ("市民協働課", "広報紙の翻訳", "評価", "Ａ"),
        ("学校教育課", "就学の案内", "評価", "Ｓ"),
        ("防災課", "多言語の避難所表示", "取組の名称", "多言語の 避難所表示"),
    ),
    expected=Expected(
        printed=" ".join(map(str, range(1, 13))),
        counts={
            "ことばと情報": (1, 3, 1, 0),
            "くらしの安心": (1, 1, 2, 1),
            "ともに生きる": (0, 1, 0, 1),
            "合計": (2, 5, 3, 2),
        },
        levels={
            "2": ("ことばと情報", "情報の多言語化", "行政情報の提供"),
            "5": ("ことばと情報", "日本語の学習", "人材の育成"),
            "9": ("くらしの安心", "教育", "子どもの学び"),
            "12": ("ともに生きる", "交流", "地域への参加"),
        },
    ),
)

CITIES = (STRATEGY, EQUALITY, CHILDREN, ENVIRONMENT, WELFARE, REFORM, SPORTS, DIVERSITY)
