"""``python -m interlock_hub`` is ``interlock-hub``."""

import sys

from interlock_hub.cli import main

sys.exit(main())
