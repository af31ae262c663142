"""Encrypted workbooks: Excel itself opens one under its default password without asking, and so does this; any other is the sender's."""

import io

import msoffcrypto
from torikumi.workbooks.formats.model import Unusable

# What Excel encrypts with when a workbook's structure is protected, but no password to open it is set (MS-OFFCRYPTO 2.3.2).
DEFAULT_PASSWORD = "VelvetSweatshop"


def opened(data: bytes) -> bytes:
    """The workbook within an encrypted one (.xlsx or .xls). Raises Unusable (file_encrypted) under a password of the sender's own."""
    plain = io.BytesIO()
    try:
        office = msoffcrypto.OfficeFile(io.BytesIO(data))
        # Of the two classes one verifies only when told so, the other always and cannot be told.
        office.load_key(password=DEFAULT_PASSWORD, **({"verify_password": True} if office.format == "ooxml" else {}))
        office.decrypt(plain)
    except MemoryError:
        raise
    # Another password, another kind of encryption, or damage: msoffcrypto raises its own errors, struct's, olefile's and more.
    except Exception as error:
        raise Unusable("file_encrypted", "パスワード") from error
    return plain.getvalue()
