"""Why a target has no achievement rate, as the staff read it."""

from collections.abc import Mapping
from types import MappingProxyType

REASONS: Mapping[str, str] = MappingProxyType(
    {
        "target_missing": "目標の記入なし",
        "target_text": "目標が文章（数値なし）",
        "actual_missing": "実績の記入なし",
        "actual_without_figure": "実績に、目標に当たる数値なし",
        "target_left": "ほかの目標には実績があるが、この目標に当たる数値なし",
        "unit_differs": "単位が異なる",
        "basis_differs": "数え方が異なる（延べと実数、各・月当たり、増減、予定など）",
        "label_differs": "同じ単位の数値はあるが、同じものを数えているか明らかでない",
        "unclear": "数値はあるが、年度を通した実績と言い切る書き方でない（中止、予定、期間や対象の一部など）",
        "several": "当てはまる数値が複数あり、決められない",
        "other_year": "報告年度の数値ではない",
        "range": "幅のある数値",
        "suspicious": "数値の読み取りが疑わしい（桁区切りなど）",
        "direction": "多いほどよいか、少ないほどよいか明らかでない",
        "worse": "少ないほどよい項目で、増やす目標",
        "target_zero": "目標が0",
        "target_negative": "目標が負の数",
        "lower_better_zero": "少ないほどよい項目で目標が0",
        "lower_better_actual_zero": "少ないほどよい項目で実績が0（目標に到達）",
    }
)
