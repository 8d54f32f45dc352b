"""Files: where their bytes are sent, and what there is of them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.simulator.ids import Ids


@dataclass
class File:
    """`content` is None until the bytes have come to the address of `ticket`."""

    id: str
    workspace_id: str
    name: str
    length: int
    ticket: str
    title: str = ""
    content: bytes | None = None


class Files:
    def __init__(self, ids: Ids) -> None:
        self._ids = ids
        self._known: dict[str, File] = {}

    def expect(self, workspace_id: str, name: str, length: int) -> File:
        file = File(self._ids.new("F"), workspace_id, name, length, self._ids.secret(32))
        self._known[file.id] = file
        return file

    def known(self, file_id: str) -> File | None:
        return self._known.get(file_id)

    def take(self, ticket: str, content: bytes) -> bool:
        """False when nobody was given this address, or for so many bytes."""
        file = next((each for each in self._known.values() if each.ticket == ticket), None)
        if file is None or file.content is not None or len(content) != file.length:
            return False
        file.content = content
        return True
