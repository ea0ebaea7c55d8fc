"""A banner above the list that is restricted to the applications behind a figure; a click ends that."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QPushButton, QWidget


class ListFilterBanner(QPushButton):
    """`ids` are the only applications to list; None without a restriction."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("看全部", parent)
        self.ids: tuple[str, ...] | None = None
        self.hide()

    def hold(self, title: str, applications: Sequence[str]) -> None:
        """Restricts the list to these ids; `title` is shown."""
        self.ids = tuple(applications)
        self.setText(f"只列出：{title}　✕ 看全部")
        self.setAccessibleName(f"只列出 {title}，按下看全部")
        self.show()

    def let_go(self) -> None:
        """Ends the restriction."""
        self.ids = None
        self.hide()
