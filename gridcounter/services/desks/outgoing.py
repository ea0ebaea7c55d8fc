"""What goes into a file for the other desks: entries that not all of them have, and papers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from gridcounter.core.record.journal import Entry, Head
from gridcounter.services.files.progress import EVERY, Progress
from gridcounter.store.awaited_papers import standing
from gridcounter.store.journal.merge import digests_in
from gridcounter.store.stores import Stores

#: Bytes of papers in one file; the others go with a later one.
MOST_PAPERS = 512 * 1024 * 1024


class Lacking:
    """The entries of this moment that not all have, in the order of the journal; from its beginning each time."""

    def __init__(self, stores: Stores, known: Mapping[str, Head], progress: Progress) -> None:
        self.heads = stores.journal.heads()
        self._known = {device: head.seq for device, head in known.items()}
        self._journal, self._progress = stores.journal, progress
        self.many = sum(max(0, head.seq - self._known.get(device, 0)) for device, head in self.heads.items())

    def __iter__(self) -> Iterator[Entry]:
        for done, entry in enumerate(self._all()):
            if done % EVERY == 0:
                self._progress(done, self.many)
            yield entry
        self._progress(self.many, self.many)

    def digests(self) -> Iterator[str]:
        """Of their papers and attachments."""
        return digests_in(self._all())

    def _all(self) -> Iterator[Entry]:
        for entry in self._journal.written():
            end = self.heads.get(entry.device)
            if end is not None and self._known.get(entry.device, 0) < entry.seq <= end.seq:
                yield entry


class Papers:
    """Those of the given digests that are in the archive and of no purged application, up to a limit."""

    def __init__(self, stores: Stores, digests: Iterable[str], progress: Progress) -> None:
        self._archive, self._progress = stores.archive, progress
        named = list(dict.fromkeys(digests))
        stands = standing(stores.db, named)
        self._digests = [digest for digest in named if digest in stands and stores.archive.has(digest)]
        self.written = self.left_out = 0

    def __iter__(self) -> Iterator[tuple[str, bytes]]:
        size = 0
        for done, digest in enumerate(self._digests):
            self._progress(done, len(self._digests))
            content = self._archive.content(digest)
            if content is None:  # damaged here: perhaps another desk has it
                continue
            size += len(content)
            if size > MOST_PAPERS:
                self.left_out = len(self._digests) - done
                return
            self.written += 1
            yield digest, content
