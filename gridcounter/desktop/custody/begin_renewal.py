"""Asks once more and closes the window: the key is changed after that, while no job reads the record."""

from __future__ import annotations

from gridcounter.desktop.kit.confirm import confirmed
from gridcounter.desktop.kit.section import Section
from gridcounter.services.custody.rekeying import ask_renewal

_WHAT_CHANGES = (
    "窗口会关闭，换完显示新的恢复码。旧口令、旧恢复单从此打不开这份台账，只能打开以前的备份。"
    "内容一条不少，本机以后用新的设备名登记。"
)


def begin_renewal(section: Section, old: str, new: str) -> None:
    """Raises NotAllowed, WrongPassphrase, PassphraseRefused; does nothing if the question is answered with no."""
    session = section.session
    renewal = ask_renewal(session.record, session.service.clerk, old, new, session.offsite_target)
    if confirmed(section, "给台账换钥匙？", _WHAT_CHANGES, act="关闭窗口并换钥匙", leave="先不换"):
        session.renewal = renewal
        section.window().close()
