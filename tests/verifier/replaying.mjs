// Runs the verifier of the browser's page in Node. Each line of standard input asks about a
// bundle, name -> base64: for its verdict, or whether its beacons are the network's. Each
// line of standard output is the answer, as JSON.
import { createInterface } from "node:readline";
import { beaconSignatures } from "../../webapp/frontend/verify/beacon.js";
import { verify } from "../../webapp/frontend/verify/verify.js";

const ANSWERS = { verdict: verify, beacons: beaconSignatures };

for await (const line of createInterface({ input: process.stdin })) {
  const { ask, bundle } = JSON.parse(line);
  const files = new Map(
    Object.entries(bundle).map(([name, text]) => [
      name,
      new Uint8Array(Buffer.from(text, "base64")),
    ]),
  );
  const answer = await ANSWERS[ask](files).catch((error) => ({ crashed: error.stack }));
  process.stdout.write(`${JSON.stringify(answer)}\n`);
}
