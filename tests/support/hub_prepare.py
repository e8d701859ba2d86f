"""Fill the database that the environment names with the small made-up cluster, planned and published, a pool asked.

Static files are collected.
Run as a program, under the settings the site is served with: ``python tests/support/hub_prepare.py``.
"""

from __future__ import annotations

import os


def main() -> None:
    """Fill it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlock_hub.site.settings")
    import django
    from hub_pool import ask_for_consent
    from hub_world import fill

    from interlock_hub.site.translations import compile_all

    compile_all()
    django.setup()
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)
    fill()
    ask_for_consent()
    call_command("collectstatic", interactive=False, verbosity=0)


if __name__ == "__main__":
    main()
