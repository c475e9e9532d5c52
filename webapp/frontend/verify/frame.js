// frame.csv, read strictly: protocol section 2. One frame has one file, so two people who
// hold the same facts have the same bytes.
import { rootOf } from "./merkle.js";
import { Refusal } from "./refusal.js";
import { quoted, strictText } from "./texts.js";

const FILE = "frame.csv";
const SHORT = "site_id,street,venue,cell,size,x,y";
const FULL = `${SHORT},birth,last_drawn,reason`;

export const QUARTER = /^[0-9]{4}Q[1-4]$/;
const SITE_ID = /^[A-Z0-9-]{1,54}$/;
const CELL = /^(?<stratum>[^\n]+?)(-B(?<birth>[0-9]{4}Q[1-4]))?-C[0-9]{2,}$/;
const WHOLE = /^(?:0|-?[1-9][0-9]{0,15})$/;

export const COOLOFF = "cooloff";
export const GONE = new Set(["closed", "moved", "duplicate", "private"]);
const REASONS = new Set(["", COOLOFF, ...GONE]);

const isWhole = (text) => WHOLE.test(text) && Number.isSafeInteger(Number(text));
const isQuarter = (text) => text === "" || QUARTER.test(text);
const A_QUARTER = "a quarter such as 2026Q1, or nothing";
// column -> whether a field may stand in it, and what is wanted
const GRAMMAR = {
  site_id: [(text) => SITE_ID.test(text), "1 to 54 of A-Z, 0-9 and -"],
  street: [(text) => text !== "", "a code"],
  venue: [(text) => text !== "", "a code"],
  size: [(text) => isWhole(text) && Number(text) >= 1, "a whole number of at least 1"],
  x: [isWhole, "whole metres"],
  y: [isWhole, "whole metres"],
  birth: [isQuarter, A_QUARTER],
  last_drawn: [isQuarter, A_QUARTER],
  reason: [
    (text) => REASONS.has(text),
    "closed, moved, duplicate, private, cooloff or nothing",
  ],
};

// The sites of a frame, with whole numbers as numbers. Refuses the first row at fault.
export function parseFrame(bytes) {
  const lines = linesOf(bytes);
  if (lines[0] !== SHORT && lines[0] !== FULL)
    throw new Refusal(
      `got header ${quoted(lines[0])}, wanted ${quoted(SHORT)} or the full form`,
      `${FILE} row 1`,
    );
  const names = lines[0].split(",");
  const rows = [];
  let before = "";
  for (let at = 1; at < lines.length; at += 1) {
    const where = `${FILE} row ${at + 1}`;
    const row = parseRow(names, lines[at], where);
    if (row.site_id <= before)
      throw new Refusal(
        `got ${row.site_id} after ${before}, wanted ascending unique ids`,
        `${where}, column site_id`,
      );
    before = row.site_id;
    rows.push(row);
  }
  return rows;
}

// Whether a site can be drawn this quarter.
export const isEligible = (row) => row.cell !== "" && row.reason === "";

// The root over the rows of frame.csv, in file order; header and line ends are no leaves.
export function merkleRoot(bytes) {
  const ends = [];
  for (let at = 0; at < bytes.length; at += 1) if (bytes[at] === 10) ends.push(at);
  const leaves = [];
  for (let at = 1; at < ends.length; at += 1)
    leaves.push(bytes.subarray(ends[at - 1] + 1, ends[at]));
  return rootOf(leaves);
}

function linesOf(bytes) {
  const text = decoded(bytes);
  for (const [mark, name] of [["\ufeff", "byte order mark"], ["\r", "CR"], ['"', "quote"]]) {
    const at = text.indexOf(mark);
    if (at >= 0) {
      const row = text.slice(0, at).split("\n").length;
      throw new Refusal(`got a ${name}, wanted none`, `${FILE} row ${row}`);
    }
  }
  if (text.normalize("NFC") !== text) throw new Refusal("text is not in NFC", FILE);
  if (!text.endsWith("\n")) throw new Refusal("the last line has no line end", FILE);
  return text.slice(0, -1).split("\n");
}

function decoded(bytes) {
  try {
    return strictText(bytes);
  } catch {
    throw new Refusal("not UTF-8", FILE);
  }
}

function parseRow(names, line, where) {
  const fields = line.split(",");
  if (fields.length !== names.length)
    throw new Refusal(`got ${fields.length} fields, wanted ${names.length}`, where);
  const row = { birth: "", last_drawn: "", reason: "" };
  names.forEach((name, at) => {
    const [holds, wanted] = GRAMMAR[name] ?? [];
    if (holds && !holds(fields[at]))
      throw new Refusal(
        `got ${quoted(fields[at])}, wanted ${wanted}`,
        `${where}, column ${name}`,
      );
    row[name] = fields[at];
  });
  for (const name of ["size", "x", "y"]) row[name] = Number(row[name]);
  checkCell(row, `${where}, column cell`);
  return row;
}

// A cell may not contradict the reason, the stratum or the birth class.
function checkCell(row, where) {
  if ((row.cell === "") !== GONE.has(row.reason))
    throw new Refusal(
      `got cell ${quoted(row.cell)} with reason ${quoted(row.reason)}, wanted an empty cell` +
        " exactly for closed, moved, duplicate or private",
      where,
    );
  if (row.cell === "") return;
  const found = CELL.exec(row.cell)?.groups;
  const born = found?.birth === undefined || found.birth === row.birth;
  if (found?.stratum !== `${row.street}-${row.venue}` || !born)
    throw new Refusal(
      `got ${quoted(row.cell)}, wanted ${row.street}-${row.venue}-C01 or the like`,
      where,
    );
}
