// The first difference between what a bundle says and what follows from it.
import { sameBytes } from "./plan.js";
import { Refusal } from "./refusal.js";
import { byteText, bytesOf, lenientText, quoted, quotedBytes } from "./texts.js";

// Refuses one value, with its place, what was got and what was wanted.
export function same(where, what, got, wanted) {
  if (got !== wanted) throw new Refusal(`${what}: got ${got}, wanted ${wanted}`, where);
}

// Refuses a file at the first row that differs.
export function sameTable(name, got, wanted) {
  if (sameBytes(got, bytesOf(wanted))) return;
  const ones = byteText(got).split("\n");
  const others = wanted.split("\n");
  for (let at = 0; at < Math.max(ones.length, others.length); at += 1)
    same(`${name} row ${at + 1}`, "row", shownLine(ones[at]), shownLine(others[at]));
}

// Reads a plain table as records. Refuses it if a column is missing or a row has gaps.
export function table(name, bytes, ...columns) {
  const lines = lenientText(bytes).split("\n");
  const names = lines[0].split(",");
  if (lines.at(-1) !== "" || !columns.every((column) => names.includes(column)))
    throw new Refusal(`wanted columns ${columns.join(", ")}`, name);
  return lines.slice(1, -1).map((line, at) => {
    const fields = line.split(",");
    if (fields.length !== names.length)
      throw new Refusal(
        `got ${fields.length} fields, wanted ${names.length}`,
        `${name} row ${at + 2}`,
      );
    return Object.fromEntries(names.map((column, place) => [column, fields[place]]));
  });
}

// A whole number of any size as it is written in the files.
export function whole(text, where) {
  if (!/^(?:0|-?[1-9][0-9]*)$/.test(text))
    throw new Refusal(`got ${quoted(text)}, wanted a whole number`, where);
  return BigInt(text);
}

const shownLine = (line) => (line === undefined ? "nothing" : quotedBytes(line));
