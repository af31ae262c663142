"""The data sheet and its CSV: what each column is called and what it means. データ定義 is printed from here."""

from dataclasses import dataclass


@dataclass(frozen=True)
class DataColumn:
    """One column of データ: its name in frames, its header, what it holds, and its codes."""

    field: str
    label: str
    meaning: str
    codes: str = ""


DATA_COLUMNS = (
    DataColumn("year", "年度", "値の年度（西暦）。初期値は計画開始年度の前年度"),
    DataColumn("era", "年度（和暦）", "値の年度（和暦）"),
    DataColumn("number", "番号", "取組の番号（基本目標-施策-種-連番）。文字列"),
    DataColumn("goal", "基本目標番号", "番号の1番目の数字"),
    DataColumn("goal_name", "基本目標", "基本目標の名称"),
    DataColumn("name", "取組名", "取組一覧のとおり"),
    DataColumn("relisted", "再掲", "ほかの取組の再掲かどうか", "1：再掲、0：再掲でない"),
    DataColumn("departments", "担当課", "取組一覧の担当課。複数は；で区切る"),
    DataColumn("item", "項目コード", "値の種類", "baseline：初期値、target：目標、actual：実績、grade：評価"),
    DataColumn("item_name", "項目", "値の種類の名称"),
    DataColumn("text", "原文", "取組一覧または回答に書かれたとおりの文字。記入がない場合は空欄"),
    DataColumn("value", "数値", "原文がひとつの数量だけを示す場合の数。それ以外は空欄（0ではない）"),
    DataColumn("unit", "単位", "数値の単位"),
    DataColumn("letter", "評価", "評価の行の評価区分。未評価・未回答は空欄", "評価区分は下の表"),
    DataColumn("affected", "網掛け", "評価の行で、評価の網掛け（影響あり）かどうか", "1：網掛けあり、0：なし"),
    DataColumn("state", "回答状態", "実績と評価の行の回答の状態", "回答、未評価、未回答"),
    DataColumn("respondent", "回答課", "採用した回答の課"),
    DataColumn("file", "出典ファイル", "値の元のファイル"),
    DataColumn("sheet", "出典シート", "値の元のシート"),
    DataColumn("cell", "出典セル", "値の元のセル"),
)

LABELS = {column.field: column.label for column in DATA_COLUMNS}
ITEMS = {"baseline": "初期値", "target": "目標", "actual": "実績", "grade": "評価"}
