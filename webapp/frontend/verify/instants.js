// Instants as files of a draw write them, such as 2026-01-05T09:00:00Z (ISO 8601), in
// Unix seconds. Date.parse would also take other forms, and guess a zone.
import { Refusal } from "./refusal.js";
import { quoted, shown } from "./texts.js";

const DATE = /^(?:(\d{4})-(\d\d)-(\d\d)|(\d{4})(\d\d)(\d\d)|(\d{4})-?W(\d\d)(?:-?(\d))?)$/;
const TIME = /^(\d\d)(?::?(\d\d)(?::?(\d\d)(?:[.,](\d+))?)?)?$/;
const SPLIT = /^(\d{4}-\d\d-\d\d|\d{8}|\d{4}-W\d\d-\d|\d{4}W\d{3}|\d{4}-?W\d\d)(?:[^](.*))?$/s;
const ZONE = /^(.*?)(Z|[+-][^+-]*)?$/s;
const DAY_MS = 86_400_000;

// The instant under a name of a JSON file. Refuses what is none, or has no zone.
export function instantOf(found, name, where) {
  const text = shown(found.get(name));
  const stop = () => new Refusal(`${name}: Invalid isoformat string: ${quoted(text)}`, where);
  const [, dateText, rest = ""] = SPLIT.exec(text) ?? [];
  if (dateText === undefined) throw stop();
  const [, timeText, zone] = ZONE.exec(rest);
  const day = dayOf(dateText);
  const time = timeText ? secondsOf(timeText) : 0;
  const offset = zone && zone !== "Z" ? secondsOf(zone.slice(1)) : 0;
  if (day === null || time === null || offset === null || (zone && !timeText)) throw stop();
  if (!zone) throw new Refusal(`${name}: wanted a time zone, such as Z`, where);
  return day / 1000 + time - (zone.startsWith("-") ? -offset : offset);
}

function dayOf(text) {
  const found = DATE.exec(text);
  if (found === null) return null;
  const numbers = found.slice(1).map((one) => (one === undefined ? undefined : Number(one)));
  if (numbers[6] !== undefined) return weekDay(numbers[6], numbers[7], numbers[8] ?? 1);
  const [year, month, day] = numbers[0] === undefined ? numbers.slice(3) : numbers;
  const at = new Date(Date.UTC(2000, month - 1, day)).setUTCFullYear(year, month - 1, day);
  const real = new Date(at);
  const kept = real.getUTCMonth() === month - 1 && real.getUTCDate() === day;
  return year >= 1 && kept ? at : null;
}

// ISO weeks: week 1 holds 4 January, and weeks begin on Monday.
function weekDay(year, week, day) {
  if (year < 1 || week < 1 || week > 53 || day < 1 || day > 7) return null;
  const fourth = new Date(0).setUTCFullYear(year, 0, 4);
  const monday = fourth - ((new Date(fourth).getUTCDay() + 6) % 7) * DAY_MS;
  const at = monday + ((week - 1) * 7 + day - 1) * DAY_MS;
  const next = new Date(0).setUTCFullYear(year + 1, 0, 4);
  const nextMonday = next - ((new Date(next).getUTCDay() + 6) % 7) * DAY_MS;
  return at < nextMonday ? at : null;
}

function secondsOf(text) {
  const found = TIME.exec(text);
  if (found === null || (text.includes(":") && !/^\d\d(?::\d\d)+(?:[.,]\d+)?$/.test(text)))
    return null;
  const [hour, minute, second] = found.slice(1, 4).map((one) => Number(one ?? 0));
  if (hour > 23 || minute > 59 || second > 59) return null;
  const micro = Number((found[4] ?? "0").slice(0, 6).padEnd(6, "0"));
  return hour * 3600 + minute * 60 + second + micro / 1e6;
}
