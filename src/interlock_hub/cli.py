"""The command line of the platform, ``interlock-hub``: the site, its worker and their upkeep."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from pathlib import Path

DONE, BAD_INPUT = 0, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns the exit code: 0 done, 1 a check failed, 2 bad input, 130 stopped."""
    options = _parser().parse_args(argv)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "interlock_hub.site.settings")
    if getattr(options, "data", None):
        os.environ["INTERLOCK_DATA"] = str(Path(options.data).resolve())
    from interlock_hub.site import commands

    try:
        return commands.run(options)
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="interlock-hub",
        description="The web platform of Interlock: site, worker and their upkeep. 联织平台：网站、后台任务与维护。",
    )
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        found = commands.add_parser(name, help=words, description=words)
        found.add_argument("--data", help="data folder (INTERLOCK_DATA) 数据目录")
        return found

    demo = add("demo", "fill the site with a made-up cluster, plan it and serve it 生成虚构集群、排产并启动网站")
    demo.add_argument("--factories", type=_count, default=175, help="factories of all kinds (175) 工厂数")
    demo.add_argument("--orders", type=_count, default=600, help="orders (600) 订单数")
    demo.add_argument("--seed", type=int, default=1, help="seed of the made-up cluster 随机种子")
    demo.add_argument("--port", type=int, default=8000, help="port; the next free one if taken (8000) 端口")
    demo.add_argument("--once", action="store_true", help="plan, see that the site answers, and end 自检后退出")
    add("migrate", "bring the database to this version 升级数据库")
    serve = add("serve", "serve the site 启动网站")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (loopback) 监听地址")
    serve.add_argument("--port", type=int, default=8000, help="port (8000) 端口")
    serve.add_argument("--workers", type=_count, default=2, help="processes (2) 进程数")
    worker = add("worker", "run jobs: plans, imports, repairs, promises 运行后台任务")
    worker.add_argument("--quiet", action="store_true", help="tell what goes wrong only 只报告问题")
    backup = add("backup", "write everything into one file 备份全部数据到一个文件")
    backup.add_argument("file", type=Path)
    restore = add("restore", "fill an empty database from a backup 从备份恢复到空数据库")
    restore.add_argument("file", type=Path)
    add("check", "check settings, database and files for serving to others 检查部署是否安全可用")
    operator = add("createoperator", "add a person who runs the cluster 新建平台运营账号")
    operator.add_argument("username")
    return parser


def _count(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError("give a whole number from 1")
    return value


if __name__ == "__main__":
    sys.exit(main())
