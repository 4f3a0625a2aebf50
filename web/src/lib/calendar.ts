// SPDX-License-Identifier: MIT
// The grid of a month, and where its keys lead: the date picker dialog of the ARIA Authoring Practices Guide.
import { addDays, type Day, startOfMonth, startOfWeek } from '@/lib/dates';
import { wholeUnit } from '@/lib/periods';

/** The month's weeks from Monday; days of the months beside it are null. */
export function weeksOf(month: Day): (Day | null)[][] {
  const { from, to } = wholeUnit('month', month);
  const weeks: (Day | null)[][] = [];
  for (let monday = startOfWeek(from); monday <= to; monday = addDays(monday, 7)) {
    weeks.push(
      Array.from({ length: 7 }, (_, index) => {
        const day = addDays(monday, index);
        return day >= from && day <= to ? day : null;
      }),
    );
  }
  return weeks;
}

/** The same day some months on; the month's last day where it has no such day. */
export function addMonths(day: Day, months: number): Day {
  const at = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + months;
  const first = `${String(Math.floor(at / 12)).padStart(4, '0')}-${String((at % 12) + 1).padStart(2, '0')}-01`;
  const { to } = wholeUnit('month', first);
  const wanted = `${first.slice(0, 8)}${day.slice(8)}`;
  return wanted < to ? wanted : to;
}

/** Where a key leads from a day; null when it is none of the grid's. */
export function moveBy(key: string, isShifted: boolean, day: Day): Day | null {
  switch (key) {
    case 'ArrowLeft':
      return addDays(day, -1);
    case 'ArrowRight':
      return addDays(day, 1);
    case 'ArrowUp':
      return addDays(day, -7);
    case 'ArrowDown':
      return addDays(day, 7);
    case 'Home':
      return startOfWeek(day);
    case 'End':
      return addDays(startOfWeek(day), 6);
    case 'PageUp':
      return addMonths(day, isShifted ? -12 : -1);
    case 'PageDown':
      return addMonths(day, isShifted ? 12 : 1);
    default:
      return null;
  }
}

export function isSameMonth(a: Day, b: Day): boolean {
  return startOfMonth(a) === startOfMonth(b);
}
