"""The catalogue of findings: every remark that the program can make, with its severity, its words and its remedy.

A finding is a row, never an exception. A stage names the code, the place (`row_id` and `field` of a frame that `extract` made, or
file, sheet and cell) and what was found; `locate` fills in the address, `render` the words.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from operator import attrgetter
from typing import Any

import pandas as pd
from pandera.typing.pandas import Series
from torikumi.schemas.models import Remark
from torikumi.schemas.tables import Frame, columns_of, made

ERROR, WARNING, NOTE = "要修正", "要確認", "参考"
SEVERITIES = (ERROR, WARNING, NOTE)


@dataclass(frozen=True)
class Kind:
    """One entry of the catalogue. `message` may use {found}, {expected}, {number}, {department}; `example` fills them in the docs."""

    code: str
    severity: str
    title: str
    message: str
    remedy: str
    example: tuple[str, str] = ("", "")


_KINDS = (
    # Files of the inbox
    Kind("file_unreadable", ERROR, "読めないファイル", "ファイルを開けませんでした（{found}）。",
         "Excelで開けるか確かめ、「名前を付けて保存」で .xlsx として保存し直すか、担当課に再提出を依頼してください。", ("Excelの形式ではありません", "")),
    Kind("file_empty", ERROR, "空のファイル", "ファイルの中身が空（0バイト）です。", "担当課に再提出を依頼してください。"),
    Kind("file_format", ERROR, "対応していない形式", "この形式のファイルは読み取れません（{found}）。",
         "Excelで開いて .xlsx として保存し直すか、担当課に .xlsx での再提出を依頼してください。", ("PDF", "")),
    Kind("file_encrypted", ERROR, "パスワード付きのファイル", "パスワードで保護されているため、開けません。",
         "パスワードを外して保存し直すか、担当課にパスワードなしでの再提出を依頼してください。"),
    Kind("file_damaged", ERROR, "壊れたファイル", "ファイルが壊れているため、読み取れません（{found}）。",
         "Excelで開けるか確かめ、開けなければ担当課に再提出を依頼してください。", ("ファイルの末尾が欠けているか、壊れています", "")),
    Kind("file_too_large", ERROR, "大きすぎるファイル", "ファイルの中身が大きすぎるため、読み取りませんでした（{found}）。",
         "回答の一覧だけを新しいブックに写し、.xlsx として保存し直してもらってください。", ("200MB以上", "")),
    Kind("file_unsafe", ERROR, "安全に読めないファイル", "Excelが作らない危険な構造（{found}）があるため、読み取りませんでした。",
         "送り主を確かめ、Excelで作り直したファイルの再提出を依頼してください。", ("DOCTYPE宣言", "")),
    Kind("file_timeout", ERROR, "時間内に読めないファイル", "{found}たっても読み終わらないため、読み取りをやめました。",
         "ほかのアプリを閉じて、もう一度実行してください。同じ結果であれば、回答の一覧だけを新しいブックに写し、.xlsx として保存し直してもらってください。",
         ("120秒", "")),
    Kind("file_memory", ERROR, "メモリーの足りないファイル", "読み取りに必要なメモリーが大きすぎるため、読み取りをやめました。",
         "回答の一覧だけを新しいブックに写し、.xlsx として保存し直してもらってください。"),
    Kind("file_crash", ERROR, "読み取りの中断したファイル", "読み取りの途中でプログラムが異常終了したため、読み取れませんでした。",
         "もう一度実行してください。同じ結果であれば、Excelで開けるか確かめ、「名前を付けて保存」で .xlsx として保存し直してください。"),
    Kind("file_special", ERROR, "開けない種類のファイル", "ふつうのファイルではないため（{found}）、開きませんでした。",
         "inbox から取り除き、回答であれば元のファイルを入れてください。", ("リンク切れ", "")),
    Kind("file_macros", NOTE, "マクロを含むファイル", "マクロが含まれています。マクロは実行せず、セルの値だけを読み取りました。", "対応は不要です。"),
    Kind("external_links", NOTE, "ほかのブックへのリンク", "ほかのブックへのリンクが含まれています。リンク先は開かず、保存されている値を読み取りました。",
         "値が最新でない場合は、リンクを更新して保存し直してもらってください。"),
    Kind("shading_not_shown", NOTE, "網掛けのない形式", "この形式（{found}）では網掛けを読み取れません。影響の欄の記入だけで判断します。",
         "網掛けを付けた回答であれば、.xlsx での再提出を依頼してください。", ("csv", "")),
    Kind("file_without_cells", ERROR, "中身のないファイル", "文字の入ったセルがひとつも見つかりませんでした。",
         "Excelで開いて中身があるか確かめ、あれば「名前を付けて保存」で .xlsx として保存し直し、なければ担当課に再提出を依頼してください。"),
    Kind("file_mended", WARNING, "傷のあるファイル", "ファイルの構造に傷がありましたが、読み取れるところを読み取りました。",
         "Excelで開いて中身が欠けていないか確かめ、.xlsx として保存し直してもらってください。"),
    Kind("sheet_damaged", ERROR, "読めないシート", "シート「{found}」が壊れているため、このシートだけ読み取れませんでした。ほかのシートは読み取りました。",
         "Excelで開けるか確かめ、開けなければ担当課に再提出を依頼してください。", ("R2報告", "")),
    Kind("strings_lost", ERROR, "失われた文字列", "文字の一部がファイルから失われているため、読み取れないセルがあります（「（読めない文字列）」としました）。",
         "Excelで開いて文字が欠けていないか確かめ、欠けていれば担当課に再提出を依頼してください。"),
    Kind("looks_unread", WARNING, "読めない書式", "セルの書式の一部が壊れているため、網掛け、取り消し線、表示形式を読み取れないセルがあります。値は読み取りました。",
         "Excelで開いて見た目を確かめ、上書き保存してもう一度置いてください。"),
    Kind("comments_unread", WARNING, "読めないコメント", "セルのコメントの部分が壊れているため、コメントを読み取れませんでした。値は読み取りました。",
         "Excelで開いてコメントを確かめてください。"),
    Kind("macro_sheet", NOTE, "マクロのシート", "シート「{found}」はExcel 4.0のマクロのシートのため、読み取っていません。", "対応は不要です。", ("Macro1", "")),
    Kind("value_hidden", NOTE, "表示形式で隠れた値", "値「{found}」が表示形式のために表示されていません。保存されている値を読み取りました。",
         "0と空欄のどちらのつもりか、担当課に確かめてください。", ("0", "")),
    Kind("encoding_guessed", WARNING, "推定した文字コード", "文字コードを{found}とみなして読み取りました。",
         "文字化けしていないか確かめ、しているときは .xlsx での再提出を依頼してください。", ("Windows-1252（欧文）", "")),
    Kind("text_damaged", WARNING, "読めない文字", "文字として読めないバイトが{found}か所あり、「\ufffd」としました。",
         "元のファイルを開いて確かめ、.xlsx での再提出を依頼してください。", ("1", "")),
    Kind("cell_twice", WARNING, "同じ番地のセル", "同じ番地のセルが2つ保存されています。「{expected}」を使い、「{found}」は使いませんでした。",
         "Excelで開いて値を確かめ、上書き保存してもう一度置いてください。", ("12件", "15件")),
    Kind("file_no_list", ERROR, "一覧が見つからない", "取組推進状況一覧の見出し行（番号、取組名、担当課名など）が見つかりません。",
         "見出し行を消していないか確かめ、照会様式に記入し直してもらってください。"),
    Kind("file_without_rows", ERROR, "取組の行がない", "見出し行はありますが、取組の行がひとつもありません。",
         "行を消していないか、担当課に確かめてください。"),
    Kind("file_copy", NOTE, "同じ内容のファイル", "「{found}」とまったく同じ内容です。こちらは使いませんでした。",
         "対応は不要です。紛らわしい場合は一方を移動してください。", ("地域共生課.xlsx", "")),
    Kind("return_superseded", NOTE, "差し替えられた回答", "{department}の新しい回答「{found}」があるため、こちらは使いませんでした（{expected}）。",
         "古い方が正しい場合は、新しい方を受信フォルダから移動してください。", ("地域共生課_再提出.xlsx", "保存日時の新しい方を採用")),
    Kind("return_partly_superseded", NOTE, "一部が差し替えられた回答", "{department}の新しい回答「{found}」に同じ取組の記入があるため、こちらの{expected}行は使いませんでした。ほかの行は使っています。",
         "古い方が正しい場合は、担当課に正しい内容での再提出を依頼してください。", ("地域共生課_再提出.xlsx", "3")),
    Kind("cell_kept", WARNING, "空欄で差し替えられない回答", "{number}の欄が空欄のため、前の回答（{expected}）の「{found}」を残しました。",
         "取り消す場合は、その欄に「削除」と書いて再提出してもらってください。", ("12件", "地域共生課.xlsx")),
    Kind("answer_changed", NOTE, "差し替えで変わった回答", "{number}の回答が「{expected}」から「{found}」に変わりました。",
         "意図した変更か、念のため確かめてください。", ("Ａ", "Ｂ")),
    Kind("sheet_without_list", NOTE, "読み取らなかったシート", "シート「{found}」には一覧の見出し行がないため、読み取っていません。",
         "回答が書かれている場合は、照会様式のシートへ移してもらってください。", ("記入例", "")),
    Kind("text_outside", NOTE, "一覧の外の文字", "一覧の行の外に「{found}」と書かれています。集計には使っていません。",
         "回答に関わる内容であれば、該当する取組の欄へ移してもらってください。", ("※人数は速報値です。", "")),
    Kind("cell_outside_columns", NOTE, "見出しのない列の記入", "見出しのない列、または様式にない列に「{found}」と書かれています。集計には使っていません。",
         "回答に関わる内容であれば、該当する欄へ移してもらってください。", ("要相談", "")),
    Kind("column_unknown", NOTE, "様式にない列", "様式にない見出し「{found}」の列があります。この列は使っていません。",
         "様式の見出しの書き換えであれば、元の見出しに戻してもらってください。", ("所感", "")),
    Kind("column_near_miss", WARNING, "見出しの書き誤り", "見出し「{found}」は「{expected}」の誤りではありませんか。この列は使っていません。",
         "見出しを「{expected}」に直して、もう一度実行してください。", ("R2評化", "R2評価")),
    Kind("heading_yearless", NOTE, "年度のない見出し", "見出し「{found}」には年度がないため、報告年度（{expected}）のものとして読みました。",
         "対応は不要です。ほかの年度の列であれば、見出しに年度を書いてください。", ("実績", "令和2年度")),
    Kind("column_carried", NOTE, "そのまま載せる列", "見出し「{found}」の列は、読み替えずにそのまま載せます。",
         "対応は不要です。意味のある列（評価など）であれば、計画.xlsxの「列の設定」に役割を書いてください。", ("重点", "")),
    Kind("column_missing", ERROR, "必要な列がない", "必要な列「{expected}」がありません。", "照会様式の見出しのとおりに列を戻してもらってください。", ("", "R2評価")),
    Kind("column_twice", ERROR, "同じ見出しの列", "見出し「{found}」の列が2つあります。左の列だけを使いました。", "どちらが正しいか確かめ、一方の列を消してください。", ("R2評価", "")),
    Kind("wrong_year", ERROR, "年度の違う様式", "{found}の様式です。今回の報告年度は{expected}です。このファイルの行は採用していません。", "報告年度の照会様式で回答し直してもらってください。", ("令和元年度", "令和2年度")),
    Kind("wrong_plan", ERROR, "別の計画の様式", "番号と取組名の多くが「{found}」の取組一覧と合いません。別の計画の様式のようです。このファイルの行は採用していません。",
         "担当課に、この計画の照会様式で回答し直してもらってください。", ("鎌倉市地域福祉計画", "")),
    Kind("example_ignored", NOTE, "記入例", "記入例「{found}」は読み取っていません。", "対応は不要です。", ("記入例", "")),
    Kind("formula_uncached", ERROR, "値のない数式", "数式「{found}」の計算結果がファイルに保存されていません。",
         "Excelで開いて上書き保存し、もう一度置いてください。", ("=B2+C2", "")),
    Kind("cell_error", ERROR, "エラー値", "セルがエラー値「{found}」になっています。", "セルの内容を入力し直してもらってください。", ("#REF!", "")),
    Kind("struck_out", WARNING, "見え消し", "取り消し線のある文字「{found}」を除き、「{expected}」と読みました。",
         "見え消しを反映した内容で良いか確かめてください。", ("12件", "15件")),
    Kind("merged_rows", WARNING, "行をまたぐ結合", "セル{found}が複数の行にまたがって結合されています。先頭の行の値としてだけ読みました。",
         "結合を解除し、行ごとに記入してもらってください。", ("I5:I7", "")),
    Kind("hidden_rows", NOTE, "非表示の行や列", "非表示の{found}も読み取りました。", "不要な行であれば削除し、必要な行であれば再表示してください。", ("5行目", "")),
    Kind("text_too_long", WARNING, "長すぎる文字", "セルの文字が{found}文字あり、Excelの上限（32,767文字）を超えています。出力では上限で切れます。",
         "文章を短くしてもらってください。", ("40000", "")),
    # Rows of a return
    Kind("number_missing", ERROR, "番号がない", "番号が空欄の行があります（取組名「{found}」）。この行は採用していません。",
         "番号を記入し直してもらってください。", ("総合的な相談体制の整備", "")),
    Kind("number_unreadable", ERROR, "番号が読めない", "番号「{found}」を読み取れません。この行は採用していません。",
         "「1-1-2-3」のように4つの数字をハイフンでつないだ形に直してください。日付に変わっている場合は、セルの表示形式を「文字列」にしてから入力し直してください。", ("1-1-2", "")),
    Kind("number_unknown", ERROR, "一覧にない番号", "番号「{found}」は取組一覧にありません。この行は採用していません。",
         "番号の書き誤りか、取組一覧への追加漏れかを確かめてください。", ("9-9-9-9", "")),
    Kind("number_of_another", ERROR, "番号と取組名の食い違い", "番号は{number}ですが、取組名「{found}」は{expected}の取組名です。どちらの回答か分からないため、この行は採用していません。",
         "担当課に確かめ、番号か取組名を取組一覧のとおりに直してもらってください。", ("見守り活動", "1-1-1-2")),
    Kind("name_unknown", ERROR, "一覧にない取組名", "取組名「{found}」の取組は、取組一覧にないか、2つ以上あります。この行は採用していません。",
         "取組一覧と同じ取組名に直すか、取組一覧.xlsxに「整理番号」の列を加えて、番号で回答してもらってください。", ("相談窓口の設置", "")),
    Kind("number_normalised", NOTE, "番号の読み替え", "番号「{found}」を「{expected}」と読みました。", "対応は不要です。", ("１－１－１－１", "1-1-1-1")),
    Kind("number_duplicate", ERROR, "番号の重複", "{number}の行が同じ回答に2つ以上あり、内容が異なります（ほかの行：{found}）。どの行も採用していません。",
         "正しい行だけを残してもらってください。", ("R2報告!A8", "")),
    Kind("number_repeated", NOTE, "同じ行の繰り返し", "{number}の行が2つ以上あります（採用した行：{found}）。この行は、同じ内容か空欄のため使いませんでした。", "対応は不要です。", ("R2報告!A8", "")),
    Kind("department_unknown", ERROR, "計画にない課", "{expected}「{found}」は計画.xlsxの担当課にありません。",
         "課名の書き誤りか確かめ、新しい課であれば計画.xlsxの「担当課」シートに加えてください。", ("福祉課", "担当課名")),
    Kind("return_of_nobody", ERROR, "どの課の回答か分からない", "どの課の回答か分かりません。このシートの行は採用していません。",
         "担当課名の欄と、題名の行の「回答課：」を確かめてもらってください。"),
    Kind("respondent_unknown", ERROR, "計画にない回答課", "回答課「{found}」は計画.xlsxの担当課にありません。どの課の回答か分からないため、この行は採用していません。",
         "課名の書き誤りであれば直してもらい、新しい課や別の呼び方であれば計画.xlsxの「担当課」シートに加えてください。", ("福祉推進室", "")),
    Kind("respondent_contradiction", WARNING, "回答課の食い違い", "{expected}の回答として読みましたが、題名の行、シートやファイルの名前には「{found}」とあります。",
         "どちらの課の回答か確かめ、違う場合は題名の行に「回答課：課名」と書いて再提出してもらってください。", ("防災課", "福祉課")),
    Kind("not_owner", ERROR, "担当でない取組", "{department}の回答に、担当ではない取組 {number}（担当：{expected}）があります。この行は採用していません。",
         "番号の誤りでないか、担当の変更がないかを両課に確かめてください。", ("", "障害福祉課")),
    Kind("whole_list_returned", NOTE, "一覧全体の返送", "{department}から一覧全体（{found}行）が返送されました。担当の行だけを採用し、未記入の他課の行は除きました。",
         "対応は不要です。", ("203", "")),
    Kind("name_differs", WARNING, "取組名が違う", "取組名が「{found}」となっており、取組一覧の「{expected}」と異なります。取組一覧の方を使いました。",
         "変更であれば取組一覧.xlsxを、誤りであれば回答を直してください。", ("相談体制の整備", "総合的な相談体制の整備")),
    Kind("content_differs", WARNING, "取組内容が違う", "取組内容が「{found}」となっており、取組一覧の「{expected}」と異なります。取組一覧の方を使いました。",
         "変更であれば取組一覧.xlsxを、誤りであれば回答を直してください。", ("相談を受けます。", "総合的に相談を受けます。")),
    Kind("department_differs", WARNING, "担当課名が違う", "担当課名が「{found}」となっており、取組一覧の「{expected}」と異なります。取組一覧の方を使いました。",
         "担当の変更であれば取組一覧.xlsxを直してください。", ("地域共生課", "地域共生課、福祉総務課")),
    Kind("baseline_differs", WARNING, "初期値が違う", "初期値が「{found}」となっており、取組一覧の「{expected}」と異なります。取組一覧の方を使いました。",
         "どちらが正しいか担当課に確かめてください。", ("480件", "479件")),
    Kind("target_differs", WARNING, "目標が違う", "目標が「{found}」となっており、取組一覧の「{expected}」と異なります。取組一覧の方を使いました。",
         "目標の変更が認められたものか確かめ、認められたものであれば取組一覧.xlsxを直してください。", ("130団体", "132団体")),
    Kind("column_differs", WARNING, "一覧と違う記入", "{number}の記入「{found}」は、取組一覧では「{expected}」です。取組一覧のとおりに載せました。",
         "どちらが正しいか確かめ、取組一覧.xlsxを直すか、担当課に確かめてください。", ("★", "－")),
    Kind("history_rewritten", WARNING, "過年度の値が違う", "過年度の欄が「{found}」となっており、取組一覧の「{expected}」と異なります。取組一覧の方を使いました。",
         "過年度の訂正が必要か担当課に確かめ、必要であれば取組一覧.xlsxを直してください。", ("Ａ", "Ｂ")),
    Kind("grade_missing", ERROR, "評価が空欄", "{number}の評価が空欄です。未評価として扱いました。", "担当課に評価を記入してもらってください。"),
    Kind("grade_unknown", ERROR, "評価区分にない評価", "{number}の評価「{found}」は評価区分（{expected}）にありません。この取組は未評価とし、実績は採用しました。",
         "評価区分のどれにあたるか、担当課に確かめてください。", ("Ｅ", "A、B、C、D")),
    Kind("grade_normalised", NOTE, "評価の読み替え", "評価「{found}」を「{expected}」と読みました（様式での書き方と異なります）。", "対応は不要です。", ("A（半角）", "Ａ（全角）")),
    Kind("grade_undressed", NOTE, "飾りを除いた評価", "評価「{found}」を「{expected}」と読みました。", "対応は不要です。", ("（Ａ）", "Ａ")),
    Kind("grade_tentative", WARNING, "決まっていない評価", "評価「{found}」を「{expected}」と読みましたが、添え書きがあり、決まりかどうか分かりません。",
         "この評価で決まりか、担当課に確かめてください。", ("Ａ（見込み）", "Ａ")),
    Kind("actual_missing", ERROR, "実績が空欄", "{number}の実績が空欄です。", "担当課に実績を記入してもらってください。"),
    Kind("actual_idle", NOTE, "実績のない集計外の取組", "{number}の評価は集計しない「{found}」で、実績が空欄です。",
         "対応は不要です。理由を載せる場合は、実績に書いてもらってください。", ("対象外", "")),
    Kind("answer_missing", ERROR, "回答が空欄", "{number}の実績と評価がどちらも空欄です。未回答として扱いました。", "担当課に記入してもらってください。"),
    Kind("answer_left_out", ERROR, "回答にない取組", "{department}の回答に、{number}「{found}」の行がありません。",
         "行を消していないか確かめ、この取組の回答を{department}に依頼してください。", ("総合的な相談体制の整備", "")),
    Kind("answer_retracted", ERROR, "取り消された回答", "{number}の{found}は「削除」と書かれているため、取り消されたものとして扱いました。",
         "新しい内容で回答し直してもらってください。", ("実績と評価", "")),
    Kind("answer_of_nobody", ERROR, "照会する課のない取組", "{number}「{found}」には照会する課がなく（担当：{expected}）、回答がありません。",
         "取組一覧.xlsxの担当課名または照会先に、照会する課を書いてください。", ("総合的な相談体制の整備", "社会福祉協議会")),
    Kind("answer_not_asked", WARNING, "照会していない取組", "{number}「{found}」の担当課は「{expected}」で、どの課にも照会していないため、回答がありません。",
         "取組一覧.xlsxの照会先に回答する課を書くか、計画.xlsxの「全課の扱い」を「すべての課」にしてください。", ("節電の実行", "全課")),
    Kind("not_returned", ERROR, "回答がない課", "{department}の回答がまだありません（{found}取組）。", "{expected}", ("12", "担当課へ督促してください。")),
    Kind("joint_differs", WARNING, "共管の回答が違う", "{department}は「{found}」と回答していますが、先に記載された課の回答は「{expected}」です。先に記載された課の回答を採用しました。",
         "両課の回答をそろえてもらうか、採用した回答で良いか確かめてください。", ("Ｂ", "Ａ")),
    Kind("joint_substituted", WARNING, "共管の課の回答を採用", "{expected}の使える回答がないため、{department}の回答を採用しました。",
         "{expected}に、この回答で良いか確かめてください。", ("", "地域共生課")),
    # Shading
    Kind("cause_without_shading", WARNING, "網掛けがない", "実績に「{expected}」に関わる記述がありますが、評価{found}のセルに網掛けがありません。",
         "目標に届かなかった原因であれば、評価のセルに網掛けをしてもらってください。", ("B", "コロナ")),
    Kind("shading_without_cause", WARNING, "原因の記述がない", "評価{found}のセルに網掛けがありますが、実績に「{expected}」に関わる記述がありません。",
         "網掛けの理由を実績に書いてもらうか、網掛けを外してもらってください。", ("B", "コロナ")),
    Kind("shading_of_best", WARNING, "最上位の評価に網掛け", "評価{found}（目標どおり）のセルに網掛けがあります。網掛けは目標に届かなかった取組に付けるものです。",
         "評価と網掛けのどちらが正しいか確かめてください。", ("A", "")),
    Kind("shading_contradiction", WARNING, "網掛けと影響欄の食い違い", "影響の欄は「{found}」ですが、評価のセルの網掛けは「{expected}」です。影響ありとして扱いました。",
         "どちらが正しいか担当課に確かめてください。", ("該当", "なし")),
    Kind("shading_unclear", WARNING, "判断できない色", "評価の欄の多くのセルに同じ色（{found}）が付いています。様式の飾りとみなし、網掛けとして扱っていません。",
         "網掛けの意味で付けた色か、担当課に確かめてください。", ("FFFFE699", "")),
    Kind("affected_unknown", WARNING, "読めない影響欄", "影響の欄の「{found}」が該当かどうか分かりません。該当しないものとして扱いました。", "○ または空欄に直してもらってください。", ("△", "")),
    # The master list and the indicator sheet
    Kind("relisted_unresolved", WARNING, "再掲の参照先がない", "再掲の番号「{found}」は取組一覧にありません{expected}。",
         "取組一覧.xlsxの再掲の番号を直してください。", ("4-1-5-99", "（同じ名称の取組：4-1-5-4）")),
    Kind("relisted_other_name", WARNING, "再掲の番号違い", "再掲の番号「{found}」は別の名称の取組です（{expected}）。",
         "取組一覧.xlsxの再掲の番号を直してください。", ("3-1-1-7", "同じ名称の取組：3-1-1-8")),
    Kind("relisted_renamed", NOTE, "再掲の名称", "再掲の番号「{found}」の取組は、取組一覧では「{expected}」という名称です。",
         "同じ取組であれば対応は不要です。", ("4-2-1-3", "虐待防止の周知・啓発")),
    Kind("relisted_grade_differs", WARNING, "再掲と元の評価が違う", "再掲の取組{number}の評価は{found}ですが、元の取組{expected}です。",
         "同じ取組であるのに評価が異なる理由を、担当課に確かめてください。", ("A", "4-1-5-9はB")),
    Kind("relisted_differs", NOTE, "再掲と元の内容の違い", "再掲の取組{number}と元の取組{found}とで、{expected}が異なります。",
         "書き分けたものであれば対応は不要です。", ("2-1-1-2", "R2実績、R2目標")),
    Kind("figure_suspicious", WARNING, "桁区切りの疑い", "「{found}」は「{expected}」の誤りではありませんか。書かれたとおりに載せています。",
         "担当課に値を確かめてください。", ("2.131人", "2,131人")),
    Kind("goal_unknown", ERROR, "計画にない基本目標", "取組一覧に基本目標{found}の取組（{expected}）がありますが、計画.xlsxの「基本目標」に{found}がありません。合計には数えていますが、目標のページはありません。",
         "番号の書き誤りであれば取組一覧.xlsxを直し、そうでなければ計画.xlsxの「基本目標」に行を加えてください。", ("5", "5-1-1-1")),
    Kind("numbers_proposed", NOTE, "番号のない一覧", "取組一覧.xlsxに番号の列がないため、上から順に整理番号を付けました（{found}行）。",
         "番号は取組一覧.xlsxの「整理番号」の列に書き込みます。取組を加えるときは、ほかの番号を変えずに新しい番号を付けてください。", ("12", "")),
    Kind("level_contradiction", WARNING, "番号と階層の食い違い", "{number}は「{found}」の下にありますが、番号の始まりは{expected}です。一覧の階層のとおりに集計しました。",
         "どちらが正しいか確かめ、取組一覧.xlsxの番号か階層を直してください。", ("基本目標２", "1")),
    Kind("master_answer_ignored", NOTE, "取組一覧にある回答", "取組一覧.xlsxに報告年度の実績または評価が{found}行あります。回答ファイルの方を使いました。",
         "対応は不要です。", ("3", "")),
    Kind("indicator_without_actual", WARNING, "実績のない指標", "成果指標「{found}」の{expected}実績が空欄です。未評価とし、割合の分母に含めていません。",
         "実績が分かり次第、成果指標.xlsxに記入してください。", ("公衆トイレのバリアフリー化率", "R2")),
    Kind("indicator_not_rated", NOTE, "評価対象外の指標", "成果指標「{found}」の目標値は「{expected}」のため、評価の対象にしていません。", "対応は不要です。", ("就労自立者数", "設定なし")),
    Kind("indicator_unreadable", ERROR, "読めない値", "成果指標「{expected}」の値「{found}」を数として読めません。", "数だけを記入するか、「設定なし」「検討中」のいずれかにしてください。", ("約5", "登録団体数")),
    Kind("indicator_units_differ", ERROR, "単位の異なる指標", "成果指標「{found}」の目標値と実績は単位が異なり、比べられません（{expected}）。評価不能としました。",
         "成果指標.xlsxの目標値と実績の単位をそろえてください。", ("見守りの登録者数", "R2の目標値「100人」、実績「37.5％」")),
    Kind("indicator_rate_extreme", WARNING, "極端な達成率", "成果指標「{found}」の達成率が極端です（{expected}）。",
         "成果指標.xlsxの目標値と実績の単位、桁、小数点を確かめてください。", ("見守りの登録者数", "R2は1500.0％")),
    Kind("indicator_read_as", NOTE, "成果指標の値の読み替え", "「{found}」を「{expected}」と読みました。", "対応は不要です。", ("3万人", "30,000人")),
    Kind("indicator_tentative", WARNING, "決まっていない成果指標の値", "「{found}」を「{expected}」と読みましたが、まだ決まっていないようです。",
         "この値で良いか確かめてください。", ("90人（見込み）", "90人")),
    Kind("indicator_fraction", WARNING, "割合の単位の疑い", "割合の指標に「{found}」とあります。「{expected}」として計算しました。",
         "割合が正しいか確かめ、37.5％のように％を付けて成果指標.xlsxに記入してください。", ("0.375", "37.5%")),
    Kind("indicator_unit_missing", WARNING, "単位のない値", "「{found}」に単位がありません。「{expected}」として計算しました。",
         "成果指標.xlsxの値または「単位」の欄に単位を記入してください。", ("20000", "20,000人")),
    Kind("indicator_not_computable", WARNING, "達成率を計算できない", "成果指標「{found}」の達成率は計算できません（{expected}）。", "成果指標.xlsxの算定方法と値を確かめてください。", ("待機児童数", "目標値が0")),
    Kind("indicator_unknown", ERROR, "一覧にない成果指標", "成果指標「{found}」{expected}は成果指標.xlsxにありません。この行は採用していません。",
         "名称と単位の書き誤りか、成果指標.xlsxへの追加漏れかを確かめてください。", ("訓練の参加者", "（単位 人、似た名称：訓練参加者数）")),
    Kind("indicator_return_differs", WARNING, "回答と異なる成果指標の値", "成果指標「{found}」の値が、回答と成果指標.xlsxとで異なります（{expected}）。成果指標.xlsxの方を使いました。",
         "どちらが正しいか担当課に確かめ、成果指標.xlsxまたは回答を直してください。", ("訓練参加者数", "R2実績：回答は95人、成果指標.xlsxは90人")),
    Kind("indicator_returns_differ", WARNING, "回答どうしで異なる成果指標の値", "成果指標「{found}」の値が、回答どうしで異なります（{expected}）。",
         "採用した値で良いか、担当課に確かめてください。", ("訓練参加者数", "R2実績：採用したのは90人、この回答は80人")),
    Kind("indicator_goal_unknown", ERROR, "指標の目標番号", "成果指標「{expected}」の基本目標「{found}」は計画.xlsxにありません。", "成果指標.xlsxの基本目標の番号を直してください。", ("9", "登録団体数")),
    Kind("indicator_method_unknown", ERROR, "算定方法が不明", "算定方法「{found}」は使えません。", "A/B、B/A、改善率 のいずれかにしてください。", ("C/D", "")),
    Kind("indicator_lower_better", WARNING, "少ないほどよい指標", "成果指標「{found}」は少ないほどよい指標と思われますが、算定方法が空欄のため、実績÷目標値（A/B）で計算しています。",
         "少ないほどよい場合は B/A または 改善率 と、多いほどよい場合は A/B と、成果指標.xlsxの算定方法に記入してください。", ("待機児童数", "")),
    Kind("indicator_entries_differ", WARNING, "2か所で異なる指標", "成果指標「{found}」が2か所に記入され、内容が異なります（{expected}）。",
         "どちらが正しいか確かめてください。1行にまとめ、基本目標を「1、2」のように並べることもできます。",
         ("身近なところで相談できると思う市民の割合", "R2目標値：目標1は56.0％、目標2は58.8％")),
    Kind("indicator_actual_elsewhere", WARNING, "一方にしかない実績", "成果指標「{found}」と取組{number}は関連していますが、実績の数値は一方にしかありません（{expected}）。",
         "同じものを数えているか確かめ、同じであれば空いている方に記入してもらってください。自動では記入していません。",
         ("就労している障害者数", "取組のR2実績：1,623人")),
    Kind("indicator_figure_differs", WARNING, "指標と取組で異なる値", "成果指標「{found}」と、関連する取組{number}の値が異なります（{expected}）。",
         "どちらが正しいか、また同じものを数えているか、担当課に確かめてください。", ("就労している障害者数", "初期値：指標は1,526人、取組は1,529人")),
    Kind("indicator_target_shifted", WARNING, "年度のずれた目標", "成果指標「{found}」と、関連する取組{number}の目標が{expected}。",
         "どちらの年度の目標か確かめ、誤っている方を直してください。",
         ("就労している障害者数", "1年ずれています（取組のR2目標1,820人は指標のR3目標値、取組のR3目標2,000人は指標のR4目標値と同じ）")),
    Kind("indicator_grade_opposite", WARNING, "評価が正反対の指標", "取組{number}の自己評価は最も良い評価ですが、関連する成果指標「{found}」の評価は最も低い評価です（{expected}）。",
         "取組の評価の理由を担当課に確かめてください。評価は変更していません。", ("就労している障害者数", "取組A、指標D、達成率12.0％")),
    Kind("indicator_relation_unknown", WARNING, "関連取組が一覧にない", "成果指標「{expected}」の関連取組「{found}」は取組一覧にありません。", "成果指標.xlsxの番号を直してください。", ("4-9-9-9", "登録団体数")),
    Kind("indicator_orphan", ERROR, "参考行の位置", "参考の行「{found}」の上に、添える指標がありません。", "参考の行は、指標の行のすぐ下に置いてください。", ("就労自立者数（参考）", "")),
    # The plan folder: these stop the run
    Kind("plan_value_missing", ERROR, "空欄の設定", "「{expected}」が空欄です。", "値を記入して、もう一度実行してください。", ("", "計画名")),
    Kind("plan_grades_partly", ERROR, "一部だけの下限・点数", "「{expected}」が空欄ですが、ほかの評価には記入があります。",
         "集計するすべての評価に記入するか、すべて空欄にしてください。", ("", "点数")),
    Kind("plan_value_wrong", ERROR, "使えない設定", "「{found}」は使えません。", "{expected}", ("令和二十年", "「令和2年度」「R2」「2020」のように書いてください。")),
    Kind("plan_name_ambiguous", ERROR, "2つの課の別名", "別名「{found}」が2つの課に当てはまります。", "{expected}", ("福祉課", "「福祉総務課」と「福祉課」のどちらの別名か決め、一方から消してください。")),
    Kind("plan_partner_shared", WARNING, "2つの関係団体の別名", "別名「{found}」が2つの関係団体に当てはまります。先の行の団体と読みます。", "{expected}", ("市社協", "「市社会福祉協議会」と「県社会福祉協議会」のどちらの別名か決め、一方から消してください。")),
    Kind("plan_successor_unknown", ERROR, "計画にない後継", "後継「{found}」は担当課の一覧にありません。", "課名の書き誤りを直すか、後継の課を行に加えてください。", ("地域共生課", "")),
    Kind("plan_successor_circle", ERROR, "一回りする後継", "「{found}」の後継をたどると「{found}」に戻ります。", "後継は新しい方の課名だけを書いてください。", ("福祉課", "")),
    Kind("plan_value_twice", ERROR, "重複した設定", "「{found}」が2か所にあります。", "一方を消してください。", ("計画名", "")),
    Kind("plan_sheet_missing", ERROR, "シートがない", "シート「{found}」がありません。", "シートを戻してください。", ("評価区分", "")),
    Kind("plan_number_twice", ERROR, "取組一覧の番号の重複", "番号「{found}」が2か所にあり、{expected}。",
         "別の取組であれば番号を直し、同じ取組の繰り返しであれば一方を消してください。課ごとに行を分ける場合は、取組名を同じにし、担当課を別にします。",
         ("1-1-2", "取組名「見守り」がB6の「相談」と異なります")),
    Kind("plan_heading_unknown", ERROR, "一覧にない見出し", "見出し「{found}」の列が取組一覧.xlsxにありません。",
         "列の設定の見出しを取組一覧.xlsxのとおりに直すか、この行を消してください。", ("所感", "")),
    Kind("plan_roles_missing", ERROR, "足りない役割", "役割「{expected}」の列がありません。", "その列の行に、この役割を書いてください。", ("", "名称")),
    Kind("plan_roles_twice", ERROR, "重なった役割", "役割「{found}」の列が2つ以上あります。", "1つを残し、ほかの列の役割を「そのまま」などに直してください。", ("番号", "")),
    Kind("plan_header_missing", ERROR, "見出しがない", "見出し（{expected}）のある行が見つかりません。", "見出しの行を戻してください。", ("", "番号、取組名、担当課名")),
    Kind("plan_column_missing", ERROR, "見出しのない列", "見出し「{expected}」の列がありません。", "見出しの言葉を直すか、列を加えてください。", ("", "担当課名")),
    Kind("plan_rows_missing", ERROR, "記入のないシート", "見出しの下に、記入のある行がありません。", "行を加えて記入してください。"),
    Kind("plan_item_missing", ERROR, "項目がない", "項目「{expected}」の行がありません。", "行を加えて値を記入してください。", ("", "計画名")),
    Kind("plan_item_unknown", NOTE, "知らない項目", "項目「{found}」は使いません。", "項目名の書き誤りでないか確かめてください。", ("計面名", "")),
    # Self grades against figures
    Kind("self_grade_far", WARNING, "自己評価と数値の食い違い", "自己評価は{found}ですが、目標と実績の数値（{expected}）と2段階以上離れています。",
         "担当課に評価の理由を確かめてください。評価は変更していません。", ("A", "14台／20台＝70.0％、計算ではC")),
    Kind("self_grade_near", NOTE, "自己評価と数値の差", "自己評価は{found}で、目標と実績の数値（{expected}）と1段階異なります。",
         "委員会で尋ねられたときに理由を説明できるようにしてください。評価は変更していません。", ("A", "14台／20台＝70.0％、計算ではB")),
    Kind("shaded_but_reached", WARNING, "網掛けと数値の食い違い", "評価{found}に網掛けがありますが、数値（{expected}）は目標に届いています。",
         "網掛けと評価の理由を担当課に確かめてください。", ("B", "1,623人／1,820人＝89.2％、計算ではA")),
    Kind("figure_without_result", WARNING, "数値のない実績", "目標は数値（{found}）ですが、実績に、目標に当たる数値がありません（自己評価は{expected}）。",
         "目標に対する実績の数値を、担当課に確かめてください。", ("1,950件", "A")),
    # Against earlier years
    Kind("history_grade_jump", WARNING, "前年から大きく変わった評価", "評価が{found}となり、前に比べて2段階以上変わりました（{expected}）。",
         "変わった理由を担当課に確かめてください。", ("D", "R1はA")),
    Kind("history_text_copied", WARNING, "前年と同じ文章", "実績の文章が{found}の実績と一字一句同じです。",
         "前年度の文章が残っていないか、担当課に確かめてください。", ("R1", "")),
    Kind("history_running_fell", WARNING, "減った累計", "累計の数値「{found}」が前より減っています（{expected}）。",
         "累計は減らないはずです。担当課に値を確かめてください。", ("設置数累計12基", "R1は累計15基")),
    Kind("history_magnitude", WARNING, "桁の変わった数値", "数値「{found}」が前に比べて10倍以上、または10分の1以下になっています（{expected}）。",
         "桁の誤りがないか、担当課に値を確かめてください。", ("相談件数1,500件", "R1は150件")),
    # The result
    Kind("overall_sensitive", WARNING, "設定で変わる総合評価", "{found}の総合評価は{expected}", "計画.xlsxの「総合評価の決め方」「再掲の扱い」を確かめ、理由を説明できるようにしてください。",
         ("合計", "Bですが、「点数」で決めるとA（得点の割合75.04％）になります。")),
    Kind("overall_overridden", NOTE, "取りまとめ課が決めた総合評価", "{found}の総合評価は、計画.xlsxの「総合評価」により{expected}です。",
         "計算した評価と異なる理由を、委員会に説明できるようにしてください。", ("合計", "A（計算ではB。理由：委員会の審議による。決定者：推進委員会）")),
)  # fmt: skip

CATALOGUE = {kind.code: kind for kind in _KINDS}


@dataclass(frozen=True)
class Finding:
    """One remark. `row_id` and `field` lead to the cell (`locate`); where there is no such row, file, sheet and cell are given."""

    code: str
    found: str = ""
    expected: str = ""
    number: str = ""
    department: str = ""
    file: str = ""
    sheet: str = ""
    cell: str = ""
    row_id: int = -1
    field: str = ""

    def __post_init__(self) -> None:
        if self.code not in CATALOGUE:
            raise KeyError(f"no finding of code {self.code!r} in the catalogue")

    @classmethod
    def at_answer(cls, code: str, row: Any, field: str, found: str = "", expected: str = "") -> "Finding":
        """At the answer that stands for an initiative (a tuple of `Initiative`): `field` is that of the year's grade or result. Of an
        initiative that nobody answered, at its number in the master list."""
        row_id = row.grade_row_id if field.startswith("grade_") else row.actual_row_id
        if row_id < 0:
            return cls.at_master(code, row, "number", found, expected)
        return cls(code, found, expected, row.Index, row.department, row_id=row_id, field=field)

    @classmethod
    def at_master(cls, code: str, row: Any, field: str, found: str = "", expected: str = "") -> "Finding":
        """At the master list's row of an initiative (a tuple of `Initiative`)."""
        return cls(code, found, expected, row.Index, row.department, row_id=row.master_row_id, field=field)


_TYPES: dict[Any, Any] = {str: Series[str], int: Series[int]}
# The fields of `Finding` are its columns, and described there alone.
Raised: type[Frame] = type(
    "Raised",
    (Frame,),
    {
        "__doc__": "Findings as the stages raise them, a row each, before `locate`, `name` and `render`.",
        "__module__": __name__,
        "__annotations__": {field.name: _TYPES[field.type] for field in fields(Finding)},
    },
)


def frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """`Raised`: findings as rows."""
    return made(Raised, map(attrgetter(*columns_of(Raised)), findings))


def locate(findings: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Fill in file, sheet and cell of findings that name row_id and field, from `values` (row_id, field, file, sheet, cell).

    A row of which the field has no cell (its column is missing) gets the address of the row's first cell. Findings that already have
    a file keep it; the order stays.
    """
    cells = values.drop_duplicates(["row_id", "field"]).set_index(["row_id", "field"])[["file", "sheet", "cell"]]
    rows = values.drop_duplicates("row_id").set_index("row_id")[["file", "sheet", "cell"]]
    exact = cells.reindex(pd.MultiIndex.from_frame(findings[["row_id", "field"]]))
    nearest = rows.reindex(findings["row_id"])
    result = findings.copy()
    for column in ("file", "sheet", "cell"):
        fallback = exact[column].where(exact[column].notna().to_numpy(), nearest[column].to_numpy()).fillna("")
        result[column] = findings[column].where(findings["file"] != "", pd.Series(fallback.to_numpy(), findings.index))
    return result


def name(findings: pd.DataFrame, numbers: pd.Series, departments: pd.Series) -> pd.DataFrame:
    """Fill in the number and the department of findings that name a row and say neither, from row_id -> number and row_id -> department;
    a row that has none of them, and a finding that already says them, stay as they are."""
    known = {"number": numbers, "department": departments}
    said = {
        column: findings[column].where(findings[column] != "", findings["row_id"].map(of).astype("object").fillna(""))
        for column, of in known.items()
    }
    return findings.assign(**{column: texts.astype("str") for column, texts in said.items()})


def render(findings: pd.DataFrame, worded: Callable[[str], str] = str) -> pd.DataFrame:
    """`Remark`, the rows of 確認事項: words from the catalogue, as the plan words them (`Plan.worded`), ordered by severity, then as the
    stages made them; no row twice."""
    rows = []
    for row in findings.drop_duplicates().to_dict("records"):
        kind = CATALOGUE[row["code"]]
        words = {key: row[key] for key in ("found", "expected", "number", "department")}
        rows.append(
            {key: row[key] for key in ("number", "department", "file", "sheet", "cell", "found")}
            | {
                "severity": kind.severity,
                "code": kind.code,
                "title": worded(kind.title),
                "message": worded(kind.message).format(**words),
                "remedy": worded(kind.remedy).format(**words),
            }
        )
    table = pd.DataFrame(rows, columns=columns_of(Remark))
    order = table["severity"].map({severity: rank for rank, severity in enumerate(SEVERITIES)})
    return table.iloc[order.argsort(kind="stable").to_numpy()].reset_index(drop=True)


def count(findings: pd.DataFrame) -> dict[str, int]:
    """How many (rendered) findings there are of each severity; every severity is named."""
    counts = findings["severity"].value_counts()
    return {severity: int(counts.get(severity, 0)) for severity in SEVERITIES}
