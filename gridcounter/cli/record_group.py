"""gridcounter record, with its commands from all modules, in display order."""

from __future__ import annotations

from gridcounter.cli import record_backups, record_exchange, record_pin, record_rekey, record_retention
from gridcounter.cli.help import ChineseCommand
from gridcounter.cli.record import record
from gridcounter.cli.record_bundle import bundle

__all__ = ["record"]

record.command(cls=ChineseCommand)(record_exchange.paper)
record.command(cls=ChineseCommand)(record_backups.backup)
record.command(cls=ChineseCommand)(record_backups.backups)
record.command(cls=ChineseCommand)(record_backups.restore)
record.command(cls=ChineseCommand)(record_exchange.export)
record.command("import", cls=ChineseCommand)(record_exchange.import_ledger)
record.command(cls=ChineseCommand)(record_retention.retention)
record.command(cls=ChineseCommand)(record_retention.purge)
record.command(cls=ChineseCommand)(record_retention.hold)
record.command(cls=ChineseCommand)(record_rekey.rekey)
record.command(cls=ChineseCommand)(record_rekey.affected)
record.command("reset-pin", cls=ChineseCommand)(record_pin.reset_pin)
record.add_typer(bundle, name="bundle")
