// Runs the verifier of the browser's page in Node. Each line of standard input is a bundle,
// name -> base64; each line of standard output its verdict, as JSON.
import { createInterface } from "node:readline";
import { verify } from "../../webapp/frontend/verify/verify.js";

for await (const line of createInterface({ input: process.stdin })) {
  const pairs = Object.entries(JSON.parse(line));
  const files = new Map(
    pairs.map(([name, text]) => [name, new Uint8Array(Buffer.from(text, "base64"))]),
  );
  const verdict = await verify(files).catch((error) => ({ crashed: String(error.stack) }));
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
}
