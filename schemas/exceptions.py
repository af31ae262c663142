"""What stops a run. Bad data never does: it becomes a finding (`schemas.findings`)."""


class TorikumiError(Exception):
    """Base of everything a user can cause that stops the run; the text is one Japanese sentence for the user."""


class PlanUnusable(TorikumiError):
    """The plan folder itself cannot be used: a workbook is missing or broken, a setting is missing or impossible. The text has a line for
    each fault."""


class InboxUnreadable(TorikumiError):
    """The inbox or a folder below it is missing, no folder, or cannot be looked into: its files must not count as not sent."""


class OutputUnwritable(TorikumiError):
    """The output folder cannot be made or written to."""


class NotFinal(TorikumiError):
    """A final report is asked for while findings of 要修正 are open."""


class FolderNotEmpty(TorikumiError):
    """`init` or `next` would overwrite a file that is already there."""


class NextImpossible(TorikumiError):
    """`next` cannot make a folder: the plan ends with this year, the new folder would lie in the old one, or a workbook cannot be copied."""


class ListUnusable(TorikumiError):
    """A list that a plan folder shall begin with cannot be used: none in the file, two, an initiative twice. A line for each fault."""


class ScopeUnknown(TorikumiError):
    """`explain` is asked for what is neither a number of the list nor a goal of the plan."""


class Unbalanced(Exception):
    """A bug: some row of the inbox ended as none, or as two, of accepted, superseded and rejected."""
