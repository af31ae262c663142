"""What a column of the city's list is for: a closed list of roles, each with the field that it has in frames."""

from typing import NamedTuple


class Role(NamedTuple):
    """`field` may have `{n}` where a list has several such columns and `{year}` where it has one a year; `printed` says on which side."""

    name: str
    field: str
    printed: str = "右"
    needed: bool = False
    answered: bool = False  # what the departments fill in: the master list need not have it

    @property
    def several(self) -> bool:
        return "{n}" in self.field


LEVELS = 5
NUMBER, NAME, DEPARTMENT, SELF_GRADE, OTHER_GRADE, AS_IS = "番号", "名称", "担当課", "自己評価", "他の評価", "そのまま"

ROLES = (
    Role(NUMBER, "number", "左"),
    *(Role(f"階層{level}", f"level{level}", "左") for level in range(1, LEVELS + 1)),
    Role(NAME, "name", "左", needed=True),
    Role("内容", "content", "左"),
    Role(DEPARTMENT, "department", "左", needed=True),
    Role("照会先", "asked", "しない", answered=True),
    Role("初期値", "baseline", "左"),
    Role("目標値", "target_{year}"),
    Role("実績", "actual_{year}", answered=True),
    Role(SELF_GRADE, "grade_{year}", answered=True),
    Role(OTHER_GRADE, "other{n}_{year}"),
    Role("影響", "influence", "しない", answered=True),
    Role("単位", "unit"),
    Role("達成率", "rate_{year}", answered=True),
    Role(AS_IS, "own{n}"),
)
ROLE_NAMES = tuple(role.name for role in ROLES)
