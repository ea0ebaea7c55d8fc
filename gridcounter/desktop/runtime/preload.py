"""Imports modules without Qt before PySide6: the window appears a tenth sooner and needs a tenth less memory.

After PySide6, each import of a module also reads its source. Modules imported here are kept out of garbage collection.
"""

from __future__ import annotations

import gc
import os

gc.disable()
# else pydantic looks through everything that is installed for plugins, which would see all that is entered here
os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")

import gridcounter.bootstrap  # noqa: E402
import gridcounter.services.applications.application_service  # noqa: E402
import gridcounter.services.applications.demo  # noqa: E402
import gridcounter.services.applications.life  # noqa: E402
import gridcounter.services.custody.backups  # noqa: E402
import gridcounter.services.custody.recovery  # noqa: E402
import gridcounter.services.files.examination  # noqa: E402
import gridcounter.services.files.private_files  # noqa: E402
import gridcounter.services.ledger.agenda  # noqa: E402
import gridcounter.services.ledger.application_card  # noqa: E402
import gridcounter.services.ledger.ledger  # noqa: E402
import gridcounter.services.office.office_years  # noqa: E402
import gridcounter.services.office.offices  # noqa: E402
import gridcounter.services.office.year_loading  # noqa: E402
import gridcounter.services.record.record  # noqa: E402
import gridcounter.settings  # noqa: E402, F401  imported to load them, not for their names

gc.freeze()
gc.enable()
