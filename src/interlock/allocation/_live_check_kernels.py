# mypy: allow-untyped-defs, allow-untyped-calls, allow-untyped-decorators
"""Compiled loops of the live book's judge. They share nothing with the loops that repair."""

from __future__ import annotations

from interlock.allocation._compiled import NONE, njit_loop

TOLERANCE = 1e-6
LOST_BATCHES, FOREIGN_LINE, TWO_LOTS, WRONG_MINUTES, TOO_EARLY, NEGATIVE = range(1, 7)


@njit_loop
def book_use(asked, o, line, minutes, sign, line_use, cut_use, finish_use):
    """Add a lot's minutes to the use of its line and of its order's shops."""
    cut, finish = asked.cut_shop[o], asked.finish_shop[o]
    for t in range(len(minutes)):
        amount = sign * minutes[t]
        line_use[line, t] += amount
        if cut >= 0:
            cut_use[cut, asked.cut_bucket[t]] += amount * asked.cut_use[o]
        if finish >= 0:
            finish_use[finish, asked.finish_bucket[t]] += amount * asked.finish_use[o]


@njit_loop
def forget_rows(asked, rows, known_line, known_minutes, line_use, cut_use, finish_use):
    """Take what is known of the rows' lots out of the use."""
    for o in rows:
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            if known_line[slot] >= 0:
                book_use(asked, o, known_line[slot], known_minutes[slot], -1.0, line_use, cut_use, finish_use)


@njit_loop
def count_rows(asked, rows, plan, line_use, cut_use, finish_use):
    """Add the rows' lots as planned to the use."""
    for o in rows:
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            if plan.batches[slot] > 0:
                line = asked.group_line[plan.place[slot]]
                book_use(asked, o, line, plan.minutes[slot], 1.0, line_use, cut_use, finish_use)


@njit_loop
def know_rows(asked, rows, plan, known_line, known_minutes):
    """Remember the rows' lots as planned."""
    for o in rows:
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            used = plan.batches[slot] > 0
            known_line[slot] = asked.group_line[plan.place[slot]] if used else -1
            for t in range(plan.minutes.shape[1]):
                known_minutes[slot, t] = plan.minutes[slot, t] if used else 0.0


@njit_loop
def lot_fault(asked, o, slot, release, plan):
    """The law that one lot breaks (0: none)."""
    place, total = plan.place[slot], 0.0
    if place < asked.group_start[asked.group[o]] or place >= asked.group_start[asked.group[o] + 1]:
        return FOREIGN_LINE
    for other in range(asked.slot_start[o], slot):
        if plan.batches[other] > 0 and plan.place[other] == place:
            return TWO_LOTS
    for t in range(plan.minutes.shape[1]):
        if plan.minutes[slot, t] < 0.0:
            return NEGATIVE
        if plan.minutes[slot, t] > 0.0 and t < release:
            return TOO_EARLY
        total += plan.minutes[slot, t]
    need = asked.loss_min[place] + plan.batches[slot] * asked.batch_min[o]
    if abs(total - need) > TOLERANCE * max(need, 1.0):
        return WRONG_MINUTES
    return 0


@njit_loop
def judge_rows(asked, rows, batches, release, plan, fault, line):
    """Write the first law that each row breaks (0: none) and the line on which; what it costs is `money`'s."""
    for i in range(len(rows)):
        o, total = rows[i], plan.outside[rows[i]]
        fault[i], line[i] = 0, -1
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            if plan.batches[slot] > 0:
                total += plan.batches[slot]
                broken = lot_fault(asked, o, slot, release[i], plan)
                if broken > 0 and fault[i] == 0:
                    fault[i], line[i] = broken, asked.group_line[plan.place[slot]]
        if plan.outside[o] < 0 or total != batches[i] or asked.batches[o] != batches[i]:
            fault[i] = LOST_BATCHES


@njit_loop
def money(asked, rows, plan, fen):
    """Write what each row costs."""
    for i in range(len(rows)):
        o = rows[i]
        paid = plan.outside[o] * asked.batch_min[o] * asked.outside_fen[o]
        for slot in range(asked.slot_start[o], asked.slot_start[o + 1]):
            if plan.batches[slot] > 0:
                place, sewing_min = plan.place[slot], plan.batches[slot] * asked.batch_min[o]
                paid += sewing_min * asked.price_fen[place] + asked.opening_fen[place]
                paid += sewing_min / asked.piece_min[o] * asked.haul_fen[place]
                for t in range(plan.minutes.shape[1]):
                    paid += plan.minutes[slot, t] * asked.time_fen[o, t]
        fen[i] = paid


@njit_loop
def recount_lines(lines, group_line, plan, head, after, use):
    """Write each line's use from the list of its lots; false if a list is broken."""
    for i in range(len(lines)):
        for t in range(use.shape[1]):
            use[i, t] = 0.0
        slot, steps = head[lines[i]], NONE
        while slot >= 0:
            steps += 1
            if plan.batches[slot] <= 0 or group_line[plan.place[slot]] != lines[i] or steps > len(after):
                return False
            for t in range(use.shape[1]):
                use[i, t] += plan.minutes[slot, t]
            slot = after[slot]
    return True
