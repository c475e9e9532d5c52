// Bundles the sources of this folder into ../static/dist: hashed names, a manifest that
// maps each source name to its file, and a gzip copy beside every text file.
import { build } from "esbuild";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(here, "../static/dist");

const shared = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  target: "es2022",
  outdir: out,
  entryNames: "[name]-[hash]",
  chunkNames: "part-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".png": "dataurl", ".svg": "file" },
  legalComments: "linked",
  metafile: true,
  logLevel: "warning",
};

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });

const results = await Promise.all([
  build({ ...shared, entryPoints: ["app.js"], format: "esm", splitting: true }),
  // A classic script, because it must run before the first paint.
  build({ ...shared, entryPoints: ["theme.js"], format: "iife" }),
  // These three also make up a page in one file, which has no place for a linked licence.
  build({
    ...shared,
    entryPoints: ["verify/verify_worker.js", "verify/verify_alone.js"],
    outbase: "verify",
    format: "iife",
    legalComments: "inline",
  }),
  build({ ...shared, entryPoints: ["styles/app.css", "styles/verify_alone.css"] }),
  build({ ...shared, entryPoints: ["images/mark.svg"] , loader: { ".svg": "copy" } }),
]);

const manifest = {};
for (const { metafile } of results) {
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    if (entryPoint) manifest[path.basename(entryPoint)] = path.basename(file);
  }
}
for (const { metafile } of results) {
  for (const file of Object.keys(metafile.outputs)) {
    if (!/\.(js|css|svg)$/.test(file)) continue;
    const full = path.resolve(here, file);
    await writeFile(`${full}.gz`, gzipSync(await readFile(full), { level: 9 }));
  }
}
const sorted = Object.fromEntries(Object.entries(manifest).sort());
await writeFile(path.join(out, "manifest.json"), `${JSON.stringify(sorted, null, 2)}\n`);
