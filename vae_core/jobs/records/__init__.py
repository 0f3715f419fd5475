"""The files of a queued training: the job, its status, and the wishes of those who watch it.

    checkpoints/<dataset>/.training/
        <name>.job       the config, and the visitors who asked for it
        <name>.status    state and figures; written by the process that trains it
        <name>.wish      go on, pause or stop, and the pace; written by visitors
        <name>.snapshot  the last snapshot of the model (`runs/recording/snapshot.py`)
        <name>.lock      the process that trains it; removed when that process ends well
        <name>.state     to continue from when that process is killed (`checkpoint.py`)

<dataset>/<name> is the run it will be, and the id of the job. The files are enough to follow a
training from another process, or from another machine that sees the folder. No torch here.
"""

from vae_core.jobs.records.job_file import (
    Job,
    Threads,
    damaged_jobs,
    discard,
    jobs,
    read_job,
    remove,
    silent_for,
    write_job,
)
from vae_core.jobs.records.snapshot_file import (
    snapshot,
    write_snapshot,
)
from vae_core.jobs.records.status_file import (
    AT_WORK,
    ENDED,
    TO_DO,
    Point,
    State,
    Status,
    change,
    mark,
    status,
    write_status,
)
from vae_core.jobs.records.wish_file import (
    Want,
    Wish,
    wish,
    write_wish,
)

__all__ = [
    "AT_WORK",
    "ENDED",
    "TO_DO",
    "Job",
    "Point",
    "State",
    "Status",
    "Threads",
    "Want",
    "Wish",
    "change",
    "damaged_jobs",
    "discard",
    "jobs",
    "mark",
    "read_job",
    "remove",
    "silent_for",
    "snapshot",
    "status",
    "wish",
    "write_job",
    "write_snapshot",
    "write_status",
    "write_wish",
]
