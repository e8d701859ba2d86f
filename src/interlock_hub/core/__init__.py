"""Who is who and what happened: organisations, members, access, event ledger, job runs."""
