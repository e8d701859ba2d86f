"""Where the task queue enters."""

from __future__ import annotations

from django_tasks import task

from interlock_hub.core import jobs


@task()
def run_job(job_id: str) -> None:
    """Run a job by its id."""
    jobs.run(job_id)
