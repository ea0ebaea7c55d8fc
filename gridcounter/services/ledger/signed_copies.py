"""签收件: the signed copy of a paper, filed with that paper; scans are assigned by the paper's QR code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gridcounter.core.validation.paper_code import read_code
from gridcounter.errors import Refusal
from gridcounter.services.applications.application_service import ApplicationService
from gridcounter.services.ledger.ledger import Ledger
from gridcounter.services.papers.attachments import Attachments, CheckedFile
from gridcounter.services.papers.issued_papers import NAMES
from gridcounter.services.papers.returned_papers import is_rewritten, known_again
from gridcounter.store.journal.validators.papers import PaperNotFound
from gridcounter.store.stores import WritingStores

_REWRITTEN = "文件被别的软件重写过，不能和存档的文书逐字节核对"


class NotHandedOver(Refusal):
    """The paper is not recorded as delivered, or is void."""

    sentence = "这份文书还没有登记交付，或者已经作废：先登记当面交付，再存签收件"


class OtherPaper(Refusal):
    """The file is another paper of ours than the chosen one."""

    def __init__(self, found: str, chosen: str) -> None:
        super().__init__(f"这个文件是《{found}》的原件，不是选中的《{chosen}》：请在列表里选《{found}》再存")


@dataclass(frozen=True, eq=False)
class SignedCopies:
    """Acts of one clerk on signed copies."""

    service: ApplicationService

    def paper_of(self, scanned: str) -> str:
        """The entry that issued the paper of this QR code; empty for a drawer sheet.

        Raises NotOurPaper, ApplicationNotFound.
        """
        application = Ledger(self.service.record).find_scanned(scanned)
        code = read_code(scanned)
        for paper in self.service.record.papers.of(application):
            if code and (paper.paper, paper.version) == (code.paper, code.version):
                return paper.ref
        return ""

    def file(self, ref: str, checked: CheckedFile) -> str:
        """Files the copy and returns a sentence about it; an electronic copy is recognised by its bytes.

        Raises PaperNotFound, NotHandedOver, OtherPaper, and the refusals of an unacceptable attachment.
        """
        return self.filing(ref, checked)()

    def filing(
        self, ref: str, checked: CheckedFile, first: Callable[[WritingStores], None] | None = None
    ) -> Callable[[], str]:
        """The write of `file`, for any thread; `first` hands the paper over in the same transaction.

        Raises PaperNotFound, NotHandedOver, OtherPaper.
        """
        paper = self.service.record.papers.get(ref)
        if paper is None:
            raise PaperNotFound(ref)
        if paper.voided_at is not None or (paper.delivered_at is None and first is None):
            raise NotHandedOver
        name = f"{NAMES.get(paper.paper, paper.paper)} 第 {paper.version} 版"
        content = checked.content
        found = known_again(self.service.record, content)
        if found and found.paper.sha256 != paper.sha256:
            raise OtherPaper(found.name, name)
        attachments = Attachments(self.service.record, self.service.clerk)
        add = attachments.adding(paper.application, checked, f"签收件 {name}", ref)

        def write(stores: WritingStores) -> None:
            with stores.db.atomic():
                if first is not None:
                    first(stores)
                add(stores)

        def work() -> str:
            self.service.record.write(write)
            if found:
                return f"签收件已存：{found.text}"
            return f"签收件已存：{_REWRITTEN}" if is_rewritten(content) else "签收件已存"

        return work
