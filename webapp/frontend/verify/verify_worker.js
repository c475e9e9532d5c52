// Verifies a bundle away from the page, so that the page stays alive meanwhile.
//   asked:    { given: [{ name, file }] }   then   { site }  about the same bundle
//   answers:  { said: "rule", rule, place, all }, { said: "verdict", ... }, { said: "site", ... }
//             { said: "failed", why }       why: zip, size or defect
import { beaconSignatures } from "./beacon.js";
import { byBrowser } from "./hashing.js";
import { siteIn, summaryOf } from "./summary.js";
import { NotABundle, unpacked } from "./unpacking.js";
import { verify } from "./verify.js";

let files = new Map();

async function check(given) {
  const started = performance.now();
  const read = given.map(async ({ name, file }) => ({
    name,
    bytes: new Uint8Array(await file.arrayBuffer()),
  }));
  files = unpacked(await Promise.all(read));
  const begun = (rule, place, all) => postMessage({ said: "rule", rule, place, all });
  const verdict = await verify(files, begun);
  const beacons = await beaconSignatures(files);
  const summary = await summaryOf(files, verdict);
  const seconds = (performance.now() - started) / 1000;
  postMessage({ said: "verdict", verdict, beacons, summary, seconds, byBrowser });
}

self.addEventListener("message", async ({ data }) => {
  try {
    if (data.given) await check(data.given);
    else postMessage({ said: "site", ...(await siteIn(files, data.site)) });
  } catch (error) {
    const why = error instanceof NotABundle ? error.message : "defect";
    postMessage({ said: "failed", why, detail: String(error) });
  }
});
