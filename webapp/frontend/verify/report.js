// The verdict for people: what it comes to, the first difference, every rule, what nobody
// could check from these files, and what the bundle is of.
import { element } from "./elements.js";

const TONES = { replays: "good", unverified: "warn", broken: "bad" };
const SIGNED_TONES = { signed: "good", forged: "bad", unsigned: "warn" };

export function report(word, { verdict, beacons, summary, seconds, byBrowser }) {
  const first = verdict.checks.find((one) => !one.ok);
  return [
    banner(word, verdict),
    first ? difference(word, first) : null,
    ...beacons.map((one) => signature(word, one)),
    facts(word, summary),
    rules(word, verdict.checks),
    unasked(word, verdict.notChecked, beacons),
    element("p", { class: "soft" }, word(byBrowser ? "by_browser" : "by_script", {
      seconds: seconds.toFixed(1),
    })),
  ];
}

function notice(tone, title, ...children) {
  return element(
    "section",
    { class: `notice notice-${tone}` },
    element("h2", { class: "h3" }, title),
    ...children,
  );
}

function banner(word, { outcome, ok, checks }) {
  const partly = ok && !checks.some((one) => one.rule === "sample");
  const key = partly ? "so_far" : outcome;
  const made = notice(
    partly ? "info" : TONES[outcome],
    word(`outcomes.${key}.title`),
    element("p", {}, word(`outcomes.${key}.text`)),
  );
  made.dataset.outcome = outcome;
  made.tabIndex = -1;
  return made;
}

// `got …, wanted …` stands beside each other in words; anything else as the verifier says it.
function difference(word, { rule, where, detail }) {
  const parts = /^(?:(.*?): )?got (.*), wanted (.*)$/s.exec(detail);
  const rows = [
    [word("rule"), word(`rules.${rule}.name`), rule],
    [word("place"), code(where || "–")],
    ...(parts
      ? [
          [word("in_bundle"), code(joined(parts[1], parts[2]))],
          [word("recomputed"), code(parts[3])],
        ]
      : [[word("detail"), code(detail)]]),
  ];
  const made = notice("bad", word("first_difference"), list(rows));
  made.dataset.rule = rule;
  return made;
}

const joined = (what, value) => (what ? `${what}: ${value}` : value);

function signature(word, { name, round, state }) {
  const text = word(`signatures.${state}`, { name, round });
  const made = element("p", { class: `notice notice-${SIGNED_TONES[state] ?? "info"}` }, text);
  made.dataset.signature = state;
  return made;
}

function facts(word, summary) {
  const style = { dateStyle: "long", timeStyle: "long" };
  const date = (text) => new Date(text).toLocaleString(document.documentElement.lang, style);
  const rows = Object.entries(summary)
    .filter(([, value]) => value !== "" && value !== 0)
    .map(([name, value]) => [
      word(`facts.${name}`),
      name === "due" ? date(value) : code(String(value)),
    ]);
  if (rows.length === 0) return null;
  return section(word("what_it_is"), list(rows));
}

function rules(word, checks) {
  const line = ({ rule, ok, where, detail }) =>
    element(
      "tr",
      { class: ok ? undefined : "verify-broken" },
      element(
        "th",
        { scope: "row" },
        word(`rules.${rule}.name`),
        element("span", { class: "mono soft verify-code" }, rule),
      ),
      element("td", {}, word(`rules.${rule}.asks`)),
      element(
        "td",
        {},
        element("strong", {}, word(ok ? "holds" : "broken")),
        ok ? null : element("div", { class: "mono", lang: "en" }, `${where}: ${detail}`),
      ),
    );
  const heads = ["rule", "asks", "result"].map((key) =>
    element("th", { scope: "col" }, word(key)),
  );
  const table = element(
    "table",
    { class: "table" },
    element("caption", { class: "visually-hidden" }, word("rules_asked")),
    element("thead", {}, element("tr", {}, ...heads)),
    element("tbody", {}, ...checks.map(line)),
  );
  const box = { class: "table-box", role: "region", tabindex: "0" };
  return section(
    word("rules_asked"),
    element("div", { ...box, "aria-label": word("rules_asked") }, table),
  );
}

// What was not checked, and why. The beacons' signatures were, if there were any.
function unasked(word, skipped, beacons) {
  const left = skipped.filter(({ kind, rule }) => {
    return !(kind === "out" && rule === "signature" && beacons.length);
  });
  const lines = left.map(({ kind, rule, names }) => {
    const key = kind === "out" ? `out.${rule}` : `skipped.${kind}`;
    const listed = kind === "rests" ? names.map((name) => word(`rules.${name}.name`)) : names;
    const values = { rule: word(`rules.${rule}.name`), names: listed.join(word("comma")) };
    return element("li", {}, word(key, values));
  });
  return section(word("not_checked"), element("ul", { class: "prose" }, ...lines));
}

// One site of the bundle: its cell in the order of tickets, and the cut.
export function siteReport(word, found) {
  if (!found.known) return notice("warn", word("site.unknown", found));
  if (!found.eligible)
    return notice("info", word("site.not_eligible", found), element("p", {}, word("site.resting", {
      reason: word(`reasons.${found.reason || "none"}`),
    })));
  const place = 1 + found.order.findIndex((one) => one.site_id === found.siteId);
  const drawn = found.order[place - 1]?.status === "drawn";
  const values = { ...found, place, count: found.order.length };
  return section(
    word(drawn ? "site.drawn" : "site.not_drawn", values),
    element("p", {}, word("site.cell", values)),
    element("ol", { class: "verify-order", tabindex: "0" }, ...found.order.map((one) => ticketLine(word, one, found))),
  );
}

function ticketLine(word, { site_id, ticket, status }, { siteId }) {
  const line = element(
    "li",
    { class: `verify-${status}` },
    code(`${ticket.slice(0, 16)}…`),
    " ",
    element("span", { class: "mono" }, site_id),
    " ",
    element("span", { class: "soft" }, word(`statuses.${status}`)),
  );
  if (site_id === siteId) line.setAttribute("aria-current", "true");
  return line;
}

const code = (text) => element("code", { class: "mono", lang: "en" }, text);

function section(title, ...children) {
  return element("section", {}, element("h2", {}, title), ...children);
}

function list(rows) {
  return element(
    "dl",
    { class: "verify-facts" },
    ...rows.flatMap(([name, ...values]) => [
      element("dt", {}, name),
      element("dd", {}, ...values.map((value, at) => (at ? ` (${value})` : value))),
    ]),
  );
}
