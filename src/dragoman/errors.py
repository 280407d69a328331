"""Every error that a user can meet: one family, each saying what was wrong, where, and what to do."""


class DragomanError(Exception):
    """Base of all errors that Dragoman raises on purpose."""


class InputError(DragomanError):
    """One document, line or file that can't be read. It is set aside, the rest goes on.

    `where` is a path, with `:line` where lines count; `cause` says what is wrong and, where it helps, what to do.
    """

    def __init__(self, where: str, cause: str) -> None:
        super().__init__(f"{where}: {cause}")
        self.where = where
        self.cause = cause


class UsageError(DragomanError):
    """Arguments that can't be used together or name nothing that exists. The command ends with status 2."""


class ModelError(DragomanError):
    """A model file that is missing, damaged or made for another codebook, tokenizer or label set."""


class DataError(DragomanError):
    """A table of names, rules or an overlay that breaks its own format; names file, line and field."""


class StoreError(DragomanError):
    """A store that this version can't read, or that can't be written to (a full disk, lost rights); names the file."""
