// Copies the front-end files that the pages use, with their licences, from node_modules into api/pages/static/vendor,
// and writes integrity.json: {file name: "sha384-…"} for the pages' integrity attributes.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const target = join(root, "api", "pages", "static", "vendor");

const served = {
  "htmx.min.js": "htmx.org/dist/htmx.min.js",
  "pico.min.css": "@picocss/pico/css/pico.min.css",
  "simplewebauthn.min.js": "@simplewebauthn/browser/dist/bundle/index.umd.min.js",
};
const licences = {
  "htmx.LICENSE.txt": "htmx.org/LICENSE",
  "pico.LICENSE.txt": "@picocss/pico/LICENSE.md",
  "simplewebauthn.LICENSE.txt": "@simplewebauthn/browser/LICENSE.md",
};

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const [name, source] of Object.entries({ ...served, ...licences })) {
  cpSync(join(root, "node_modules", source), join(target, name));
}
const digest = (name) => createHash("sha384").update(readFileSync(join(target, name))).digest("base64");
const integrity = Object.fromEntries(Object.keys(served).map((name) => [name, `sha384-${digest(name)}`]));
writeFileSync(join(target, "integrity.json"), JSON.stringify(integrity, null, 2) + "\n");
console.log(`vendored ${Object.keys(served).join(", ")}`);
