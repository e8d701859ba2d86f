"""What each command of the platform's command line does."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable

import django
from django.conf import settings
from django.core.management import call_command

DONE, FAILED, BAD_INPUT = 0, 1, 2


def run(options: argparse.Namespace) -> int:
    """Run the command that was asked for."""
    _languages_ready()
    django.setup()
    settings.DATA.mkdir(parents=True, exist_ok=True, mode=0o700)
    from interlock_hub.core.errors import HubError

    try:
        return COMMANDS[options.command](options)
    except HubError as error:
        for problem in error.problems:
            print(problem, file=sys.stderr)
        return BAD_INPUT


def migrate(options: argparse.Namespace) -> int:
    """Bring the database to this version; it is left as it was when that fails."""
    call_command("migrate", interactive=False, verbosity=0)
    from interlock_hub.core.database import learn_sizes

    learn_sizes()
    return DONE


def serve(options: argparse.Namespace) -> int:
    """Serve the site with granian until stopped."""
    from interlock_hub.site.serving import serve as start

    migrate(options)
    call_command("collectstatic", interactive=False, verbosity=0)
    start(host=options.host, port=options.port, workers=options.workers)
    return DONE


def worker(options: argparse.Namespace) -> int:
    """Run jobs until stopped."""
    from interlock_hub.site.working import work

    return work(quiet=options.quiet)


def demo(options: argparse.Namespace) -> int:
    """Fill, plan, serve."""
    from interlock_hub.site.demo import run_demo

    migrate(options)
    return run_demo(options)


def check(options: argparse.Namespace) -> int:
    """Check what serving to others needs; 1 when something is not safe."""
    from django.core.management.base import SystemCheckError

    try:
        call_command("check", deploy=True, fail_level="WARNING")
        call_command("migrate", check_unapplied=True, verbosity=0)
    except SystemCheckError as error:
        print(error, file=sys.stderr)
        print(_SERVED, file=sys.stderr)
        return FAILED
    except SystemExit:
        print(
            "the database is not of this version: run interlock-hub migrate 数据库版本不符：请运行 migrate",
            file=sys.stderr,
        )
        return FAILED
    return DONE


_SERVED = (
    "behind a proxy that speaks HTTPS set INTERLOCK_HTTPS=1, INTERLOCK_HOSTS and INTERLOCK_PROXIES=1; on loopback "
    "alone nothing is missing 对外提供服务请设置以上变量；仅本机使用则无需处理"
)


def createoperator(options: argparse.Namespace) -> int:
    """Add a person who runs the cluster; the password is asked for, or read from a pipe."""
    from interlock_hub.core import services
    from interlock_hub.core.models import Organisation, Role

    migrate(options)
    asked = getpass.getpass("password 密码: ") if sys.stdin.isatty() else sys.stdin.readline().rstrip("\n")
    office = Organisation.objects.filter(code="office").first() or services.make_organisation(
        code="office", name="Cluster office 集群运营办公室", kind="office"
    )
    services.make_member(username=options.username, password=asked, organisation=office, role=Role.OPERATOR)
    print(f"added: {options.username}")
    return DONE


def _languages_ready() -> None:
    """Compile translations that are newer than what was compiled."""
    from interlock_hub.site.translations import compile_all

    compile_all()


def backup(options: argparse.Namespace) -> int:
    """Write everything into one file."""
    from interlock_hub.site.backup import backup as write

    return write(options.file)


def restore(options: argparse.Namespace) -> int:
    """Fill an empty database from a file."""
    from interlock_hub.site.backup import restore as read

    return read(options.file)


COMMANDS: dict[str, Callable[[argparse.Namespace], int]] = {
    "migrate": migrate,
    "serve": serve,
    "worker": worker,
    "demo": demo,
    "check": check,
    "createoperator": createoperator,
    "backup": backup,
    "restore": restore,
}
