"""The command line: ``interlock plan | check | template | sample | report``, on a plan, of the cutting room."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Sequence
from functools import partial
from types import FrameType

from interlock.arguments import inputs_of, outputs_of
from interlock.command_parsers import Run, parser_of
from interlock.errors import BrokenLaw, Cancelled, Infeasible, InterlockError, InvalidModel
from interlock.failures import row, rows_of
from interlock.files import check_ending, refuse_overwriting
from interlock.streams import CannotPrint, silence, speaking
from interlock.words import Language, Words

DONE, FITS_NOWHERE, BAD_INPUT, OWN_FAULT, CANCELLED, READER_GONE = 0, 1, 2, 3, 130, 141

WORDS = Words(
    stopped=("stopped; nothing was written", "已停止，未写入任何文件"),
    own_fault=(
        "this is a fault of Interlock, not of your data; nothing was written. Please report it with the lines above.",
        "这是联织自身的问题，与您的数据无关；未写入任何文件。请把以上内容反馈给我们。",
    ),
    infeasible=("{text}", "按现有规则排不出计划，请按下列说明（英文）修改工作簿或放宽限制后重新排产：\n{text}"),
    broken_law=("{text}", "独立校验发现排出的计划有错，计划已作废，明细如下（英文）：\n{text}"),
    invalid=("{text}", "数据互相矛盾，请按下列说明（英文）更正后重试：\n{text}"),
    refused=("{text}", "无法完成，请按下列说明（英文）处理后重试：\n{text}"),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; returns 0 done, 1 planned but some order fits nowhere, 2 bad input, 3 own fault, 130 stopped.

    141, as of any program that a broken pipe ends, where the reader of the output wants no more of it.
    """
    whole = arguments is None
    arguments = sys.argv[1:] if arguments is None else arguments
    with speaking():
        return _spoken(arguments, _language_asked(arguments) or _language_of_system(), whole=whole)


def _spoken(arguments: Sequence[str], language: Language, *, whole: bool) -> int:
    """Run a command; ``whole`` where it is all that this process does."""
    try:
        try:
            return _run(arguments, language, whole=whole)
        finally:
            sys.stdout.flush()
    except BrokenPipeError:
        silence(sys.stdout)
        return READER_GONE
    except CannotPrint as error:
        return _fail(False, "refused", _told(error, language), BAD_INPUT)
    except KeyboardInterrupt:  # while modules load, or while the command's own hands are off
        return _fail("--json" in arguments, "stopped", WORDS.say(language, "stopped"), CANCELLED)


def _run(arguments: Sequence[str], language: Language, *, whole: bool) -> int:
    heard = partial(_print_failure, "arguments") if "--json" in arguments else lambda text: None
    options = parser_of(language, heard, arguments).parse_args(arguments)
    run: Run = options.run
    fail, apart = partial(_fail, getattr(options, "json", False)), getattr(options, "apart", False)
    with _Interrupt(patient=options.patient, last=whole) as interrupt:
        try:
            if not options.renews:
                refuse_overwriting(outputs_of(options), inputs_of(options))
            if svg := getattr(options, "svg", None):
                check_ending(svg, (".svg",))
            return run(options, language, interrupt.asked)
        except SystemError:
            # Compiled code that is interrupted says that it came back with an exception; the interrupt is meant.
            if not interrupt.heard:
                raise
            return fail("stopped", WORDS.say(language, "stopped"), CANCELLED)
        except (Cancelled, KeyboardInterrupt):
            return fail("stopped", WORDS.say(language, "stopped"), CANCELLED)
        except CannotPrint:  # said by whoever can still be heard
            raise
        except BrokenLaw as error:
            text = f"{_told(error, language)}\n{WORDS.say(language, 'own_fault')}"
            return fail("broken_law", text, OWN_FAULT)
        except InvalidModel as error:
            if getattr(options, "json", False):
                _print_problems(error, language, apart=apart)
            return _fail(False, "invalid", _told(error, language), BAD_INPUT)
        except InterlockError as error:
            if error.problems and getattr(options, "json", False):
                _print_problems(error, language, apart=apart)
                return _fail(False, "refused", _told(error, language), BAD_INPUT)
            return fail(_kind(error), _told(error, language), BAD_INPUT)


def _fail(as_json: bool, kind: str, text: str, code: int) -> int:
    print(f"interlock: {text}", file=sys.stderr)
    if as_json:
        _print_failure(kind, text)
    return code


def _print_failure(kind: str, text: str) -> None:
    """Print a failure that belongs to no cell in the shape of those that do."""
    print(json.dumps({"errors": [row(kind, text)], "warnings": []}, ensure_ascii=False))


def _print_problems(error: InterlockError, language: Language, *, apart: bool) -> None:
    """Print every problem as an error of its own, with its file and place where it knows them."""

    def bare(text: str) -> str:
        """What exists in English only has the Chinese sentence that says what it means and what to do before it."""
        return WORDS.say(language, "invalid", text=text)

    rows = [*rows_of(error, _kind(error), language, bare, apart=apart)]
    print(json.dumps({"errors": rows, "warnings": []}, ensure_ascii=False))


def _kind(error: InterlockError) -> str:
    kinds = ((BrokenLaw, "broken_law"), (Infeasible, "infeasible"), (InvalidModel, "invalid"))
    return next((kind for known, kind in kinds if isinstance(error, known)), "refused")


def _told(error: InterlockError, language: Language) -> str:
    """Return what went wrong; of what is told in English only, Chinese says first what it means and what to do."""
    if language == "zh" and error.chinese:
        return error.chinese
    return WORDS.say(language, _kind(error), text=error)


class _Interrupt:
    """Ctrl-C or a request to end: a patient command stops at a safe place, at the second request or else at once.

    Who presses Ctrl-C may want what there is so far; who sends SIGTERM, as a manager of services does, wants the end:
    nothing is written then. Either way files stay whole, as they were. After the ``last`` command of a process nothing
    is left to stop: its outcome stands while Python clears up.
    """

    _SIGNALS = (signal.SIGINT, signal.SIGTERM)

    def __init__(self, *, patient: bool, last: bool) -> None:
        self._patient = patient
        self._last = last
        self.heard = False
        self._to_end = False
        self._before: dict[signal.Signals, object] = {}

    def __enter__(self) -> _Interrupt:
        self._before = {number: signal.getsignal(number) for number in self._SIGNALS}
        for number in self._SIGNALS:
            signal.signal(number, self._ask)
        sys.unraisablehook, self._untold = self._unraisable, sys.unraisablehook
        return self

    def _unraisable(self, what: sys.UnraisableHookArgs, /) -> None:
        """Say nothing of a request to end that came into a callback of compiled code: it is heard all the same."""
        if not issubclass(what.exc_type, KeyboardInterrupt):
            self._untold(what)

    def __exit__(self, *_: object) -> None:
        sys.unraisablehook = self._untold
        for number, before in self._before.items():
            signal.signal(number, signal.SIG_IGN if self._last else before)  # type: ignore[arg-type]

    def asked(self) -> bool:
        """Tell whether the user wants to stop; raises ``KeyboardInterrupt`` where nothing is wanted any more."""
        if self._to_end:
            raise KeyboardInterrupt
        return self.heard

    def _ask(self, number: int, frame: FrameType | None) -> None:
        before, self.heard = self.heard, True
        self._to_end = self._to_end or number == signal.SIGTERM
        if before or not self._patient:
            raise KeyboardInterrupt


def _language_asked(arguments: Sequence[str]) -> Language | None:
    """Help is written before arguments are parsed, in the language they ask for."""
    asked = " ".join(arguments).replace("--lang=", "--lang ").partition("--lang ")[2][:2]
    return "zh" if asked == "zh" else "en" if asked == "en" else None


def _language_of_system() -> Language:
    value = next((os.environ[n] for n in ("LC_ALL", "LC_MESSAGES", "LANG") if os.environ.get(n)), "")
    return "zh" if value.lower().startswith("zh") else "en"


if __name__ == "__main__":
    sys.exit(main())
