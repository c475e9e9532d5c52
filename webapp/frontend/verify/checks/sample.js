// Are tickets, sample, waves and substitutes what the seed says? Protocol section 11,
// points 6 and 7. Each function refuses the first difference.
import { sameTable, table } from "../difference.js";
import { DRAWN, groupedBy, standIns } from "../draw.js";
import * as facts from "../facts.js";
import { Refusal } from "../refusal.js";
import { sampleText, ticketsText } from "../results.js";
import { stratumOfCell } from "../split.js";
import { quoted, shown } from "../texts.js";
import { checkWaves } from "../waves.js";

const LOG = "substitutions.csv";

// tickets.csv has every eligible site with its ticket and place.
export async function tickets(bundle) {
  sameTable("tickets.csv", bundle.bytes("tickets.csv"), ticketsText(await bundle.ranked()));
}

// sample.csv has the sites drawn, with the probability of each.
export async function sample(bundle) {
  sameTable("sample.csv", bundle.bytes("sample.csv"), sampleText(await bundle.ranked()));
}

// Waves visit every unit once, and no seed comes before that of the wave before.
export async function waves(bundle) {
  if (facts.waves(bundle.plan).length === 0) return;
  checkWaves(bundle.rows, bundle.plan);
  await bundle.visits();
}

// Each substitute is the next reserve of the cell, for a reason on the plan's list.
export async function substitutions(bundle) {
  const allowed = shown(bundle.plan.facts.get("substitution_reasons") ?? "").split(",");
  const rows = table(LOG, bundle.bytes(LOG), "site_id", "reason", "substitute");
  const ranked = await bundle.ranked();
  const place = new Map(ranked.map((one) => [one.site_id, one]));
  const visited = new Set();
  for (const one of ranked) if (one.status === DRAWN) visited.add(one.site_id);
  const used = new Set(visited);
  const followers = new Followers(bundle, ranked, await bundle.waveOf());
  for (const [at, row] of rows.entries()) {
    const where = `${LOG} row ${at + 2}`;
    if (!allowed.includes(row.reason))
      throw new Refusal(`reason ${quoted(row.reason)} is not in the plan`, where);
    if (!visited.has(row.site_id))
      throw new Refusal(`${quoted(row.site_id)} was not to be visited`, where);
    const wanted = await followers.next(place.get(row.site_id), used);
    if (row.substitute !== wanted)
      throw new Refusal(
        `${quoted(row.substitute)} is not the next reserve, which is ${quoted(wanted)}`,
        where,
      );
    visited.delete(row.site_id);
    visited.add(wanted);
    used.add(wanted);
  }
}

// Who follows a site: in its cell by ticket, else in the stratum in the order of stage
// replace; in a wave, those the same wave visits, for a later one's are not drawn yet.
class Followers {
  constructor(bundle, ranked, waveOf) {
    this.bundle = bundle;
    this.waveOf = waveOf;
    this.cells = groupedBy(ranked, (one) => one.cell);
    this.strata = groupedBy(ranked, (one) => stratumOfCell(one.cell));
  }

  async next(site, used) {
    const behind = this.cells.get(site.cell).find((one) => !used.has(one.site_id));
    if (behind) return behind.site_id;
    const wave = this.waveOf.get(site.cell);
    const others = this.strata
      .get(stratumOfCell(site.cell))
      .filter((one) => this.waveOf.get(one.cell) === wave && !used.has(one.site_id))
      .map((one) => one.site_id);
    const { waveSeeds, plan } = this.bundle;
    const seed = wave ? waveSeeds.get(wave) : this.bundle.bytes("seed.txt");
    return (await standIns(others, seed, wave ?? plan.quarter))[0] ?? "";
  }
}
