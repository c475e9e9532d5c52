// The files a draw publishes of its result: tickets.csv, sample.csv, SHA256SUMS.
import { DRAWN } from "./draw.js";
import { Refusal } from "./refusal.js";
import { lenientText, linesOf, quoted } from "./texts.js";

export const written = (header, lines) => [header, ...lines, ""].join("\n");

// sample.csv: the drawn sites; inclusion probability is take / M.
export const sampleText = (ranked) =>
  written(
    "site_id,cell,take,M,ticket",
    ranked
      .filter((one) => one.status === DRAWN)
      .map((one) => `${one.site_id},${one.cell},${one.take},${one.m},${one.ticket}`),
  );

// tickets.csv: every eligible site in the order of its cell.
export const ticketsText = (ranked) =>
  written(
    "site_id,cell,ticket,order,status",
    ranked.map((one) => `${one.site_id},${one.cell},${one.ticket},${one.order},${one.status}`),
  );

// name -> digest of SHA256SUMS; refuses it at the line at fault.
export function parseSums(bytes) {
  const digests = new Map();
  linesOf(lenientText(bytes)).forEach((line, at) => {
    const letters = [...line];
    const gap = letters.slice(64, 66).join("");
    const name = letters.slice(66).join("");
    if ((gap !== "  " && gap !== " *") || !name || digests.has(name))
      throw new Refusal(
        `got ${quoted(line)}, wanted digest and name`,
        `SHA256SUMS row ${at + 1}`,
      );
    digests.set(name, letters.slice(0, 64).join(""));
  });
  return digests;
}
