"""Everything that speaks HTTP or WebSocket, and the command line. Nothing imports it."""

import os

# Before numpy is loaded. The storyteller's network runs on the event loop, in matrices so small that a second thread of
# numpy's would only be waited for: 100 ms instead of 3 where the other core is busy. The children have it likewise.
for _variable in ("OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"):
    os.environ.setdefault(_variable, "1")
