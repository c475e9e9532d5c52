// The files of a published draw, each read once. A file that cannot be read is refused
// where it is first needed, with its name and row.
import * as commitment from "./commitment.js";
import { rankSites } from "./draw.js";
import * as facts from "./facts.js";
import { parseFrame } from "./frame.js";
import { fromHex } from "./hashing.js";
import { parsePlan } from "./plan.js";
import { Refusal } from "./refusal.js";
import * as roster from "./roster.js";
import { parseJson } from "./strict_json.js";
import { compare, sorted } from "./texts.js";
import { cellsOf, rankEach, visits } from "./waves.js";

const WAVE_SEED = /^seed-(.*)\.txt$/s;

export const isWaveSeed = (name) => WAVE_SEED.test(name);

export class Bundle {
  #known = new Map();

  // files: name -> bytes; those of the quarter before start with `previous_`.
  constructor(files) {
    this.files = files;
  }

  // What was found once is not computed again; what was refused is refused again.
  #once(name, find) {
    if (!this.#known.has(name)) this.#known.set(name, find());
    return this.#known.get(name);
  }

  bytes(name) {
    return this.files.get(name);
  }

  json(name) {
    return parseJson(this.bytes(name), name);
  }

  get rows() {
    return this.#once("rows", () => parseFrame(this.bytes("frame.csv")));
  }

  get rowsBefore() {
    return this.#once("before", () => parseFrame(this.bytes("previous_frame.csv")));
  }

  get plan() {
    return this.#once("plan", () => parsePlan(this.bytes("plan.json")));
  }

  get seed() {
    return this.#once("seed", () => commitment.parseSeed(this.bytes("seed.txt")));
  }

  // The seed texts of waves: label -> bytes of seed-<label>.txt.
  get waveSeeds() {
    return this.#once("wave seeds", () => {
      const names = sorted(this.files.keys()).filter(isWaveSeed);
      return new Map(names.map((name) => [WAVE_SEED.exec(name)[1], this.bytes(name)]));
    });
  }

  // The trustees' opened shares, in the order of their pins.
  get shares() {
    const given = this.json("shares.json").get("shares");
    const listed = given instanceof Map ? [...given.keys()] : facts.isGiven(given) ? given : [];
    if (typeof listed !== "string" && !Array.isArray(listed)) throw notShares();
    return [...listed].map((share) => {
      const bytes = typeof share === "string" ? fromHex(share) : null;
      if (bytes === null) throw notShares();
      return bytes;
    });
  }

  // The units of each wave that has a seed.
  visits() {
    return this.#once("visits", () => visits(this.plan, this.waveSeeds));
  }

  // The draw of each wave so far, replayed: label -> its sites.
  rankedByWave() {
    return this.#once("waves", () => rankEach(this.rows, this.plan, this.waveSeeds));
  }

  // The draw, replayed: of all waves so far where the plan has waves.
  ranked() {
    return this.#once("ranked", async () => {
      if (facts.waves(this.plan).length === 0)
        return rankSites(this.rows, this.plan, this.bytes("seed.txt"));
      const every = [...(await this.rankedByWave()).values()].flat();
      return every.sort((a, b) => compare(a.cell, b.cell) || a.order - b.order);
    });
  }

  // Which wave visits a cell: cell -> label; empty where there are no waves.
  waveOf() {
    return this.#once("wave of", async () => {
      const labels = new Map();
      for (const visit of await this.visits())
        for (const cell of cellsOf(visit, this.plan)) labels.set(cell, visit.label);
      return labels;
    });
  }

  get people() {
    return this.#once("people", () =>
      roster.parseRoster(this.bytes("roster.csv"), this.bytes("conflicts.csv")),
    );
  }

  get teams() {
    return this.#once("teams", () =>
      roster.parseTeams(this.bytes("teams.csv"), this.people),
    );
  }

  get packages() {
    return this.#once("packages", () => roster.parsePackages(this.bytes("packages.csv")));
  }

  // An assignment with its certificate; each wave has files of its own.
  assignmentIn(name, certificate) {
    const found = this.json(certificate);
    return roster.parseAssignment(this.bytes(name), found, [name, certificate]);
  }
}

const notShares = () => new Refusal("wanted a list of hex texts", "shares.json");
