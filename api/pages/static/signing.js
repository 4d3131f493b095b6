// The signing module: what a person's browser signs, and with what. It shows nothing and asks no server.
//
// A signature is over a statement (spec/FORMAT.md §2, "Signed acts"): canonical JSON of who, as what, which entries,
// and which line of the log this browser knew. The digest of this file is published with each release.

const LABEL = "socai/act/v1";
const CLOCKS_DIFFER_MS = 90_000; // of the two minutes that the law leaves (LAW 51)
const P256 = { name: "ECDSA", namedCurve: "P-256" };
const ECDSA = { name: "ECDSA", hash: "SHA-256" };

/** Why nothing was signed: a code, for which pages have the sentence, and what it is about. */
export class NotSigned extends Error {
  constructor(code, facts = {}) {
    super(code);
    this.code = code;
    this.facts = facts;
  }
}

// ---- bytes ----

/** The one spelling of a value (RFC 8785 within FORMAT §1). Raises NotSigned for what no line can hold. */
export function canonical(value) {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "number") return number(value);
  if (typeof value === "string") return text(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || Object.getPrototypeOf(value) !== Object.prototype) throw new NotSigned("NOT_CANONICAL");
  const names = Object.keys(value).sort();
  if (!names.every((name) => /^[\x20-\x7e]*$/.test(name))) throw new NotSigned("NOT_CANONICAL");
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`).join(",")}}`;
}

function number(value) {
  if (!Number.isSafeInteger(value) || Object.is(value, -0)) throw new NotSigned("NOT_CANONICAL");
  return String(value);
}

function text(value) {
  // Without control characters JSON.stringify escapes quote and backslash alone, as RFC 8785 does.
  if (/[\p{Cc}\p{Cs}\p{Cn}\p{Co}]/u.test(value) || value.normalize("NFC") !== value) throw new NotSigned("NOT_CANONICAL");
  return JSON.stringify(value);
}

/** Base64 without padding, as lines have it. */
export function b64(bytes) {
  return btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/=+$/, "");
}

export function unb64(text) {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

/** What stands for a sealed text in a statement; the salt is the signer's. */
export async function commitment(salt, text) {
  const bytes = new TextEncoder().encode(text);
  const both = new Uint8Array(salt.length + bytes.length);
  both.set(salt);
  both.set(bytes, salt.length);
  return `c:${b64(await sha256(both))}`;
}

// ---- the statement ----

/** The bytes that are signed. `act`: {cmd, entries, origin, person, role}; `by`: {key, seen, time}. */
export function statement(act, by) {
  const { cmd, entries, origin, person, role } = act;
  const seen = { leaf: by.seen.leaf, pos: by.seen.pos };
  return new TextEncoder().encode(
    canonical({ cmd, entries, key: by.key, label: LABEL, origin, person, role, seen, time: by.time }),
  );
}

/** Raises NotSigned if the entries are not what was asked for.
 *
 * `asked`: for each entry [stream, type, fields], of the fields those that the asker knows; the others are
 * computed by the server (digests, counts, which permission). A field that was not asked for is never one that
 * says whom the entry is about: those stand in `asked` (asked.js).
 */
export function requireAsked(asked, entries) {
  const same = (one, other) => other !== undefined && canonical(one) === canonical(other);
  const fits = ([stream, type, fields], at) =>
    entries[at][0] === stream &&
    entries[at][1] === type &&
    Object.keys(fields).every((name) => same(fields[name], entries[at][2][name]));
  if (asked.length !== entries.length || !asked.every(fits)) throw new NotSigned("SAID_OTHERWISE", { entries });
}

/** The instant that this machine takes for now, in the spelling of lines. Raises if the server's is another. */
export function instant(serverNow, now = Date.now()) {
  if (Math.abs(now - Date.parse(serverNow)) > CLOCKS_DIFFER_MS) {
    throw new NotSigned("CLOCKS_DIFFER", { here: new Date(now).toISOString(), there: serverNow });
  }
  return new Date(now).toISOString().replace("Z", "000Z");
}

// ---- a passkey over a statement ----

/** The sign object of a passkey {key, cred, rp}. Raises NotSigned CANCELLED if the person does not go on. */
export async function signWithPasskey(act, passkey, seen, time) {
  const by = { key: passkey.key, seen: { leaf: seen.leaf, pos: seen.pos }, time };
  const challenge = await sha256(statement(act, by));
  const allowed = [{ type: "public-key", id: unb64(passkey.cred) }];
  const asked = { challenge, rpId: passkey.rp, allowCredentials: allowed, userVerification: "required" };
  const { response } = await navigator.credentials.get({ publicKey: asked }).catch((error) => {
    throw new NotSigned(error.name === "SecurityError" ? "OTHER_SITE" : "CANCELLED");
  });
  const { authenticatorData, clientDataJSON, signature } = response;
  return { ...by, auth: b64(authenticatorData), client: b64(clientDataJSON), sig: b64(signature) };
}

// ---- the key of this browser ----
// Kept in IndexedDB, which is this site's alone, under log and person; its private half cannot be read out.

/** A new key under the name that it has for good; not yet kept, certified by nobody. */
export async function newDevice(log, person) {
  const pair = await crypto.subtle.generateKey(P256, false, ["sign"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey)).slice(1);
  const name = Array.from((await sha256(point)).slice(0, 16), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { log, person, device: name, public: b64(point), secret: pair.privateKey };
}

/** Keeps the key, in the place of an older one; `certified`: {key, until, seen} as the log has it. */
export async function keepDevice(device, certified) {
  await stored("readwrite", (table) => table.put({ ...device, ...certified }));
}

/** The person's key in this browser, if one is kept and its certificate lasts; else undefined. */
export async function findDevice(log, person, now = Date.now()) {
  const found = await stored("readonly", (table) => table.get([log, person]));
  return found && Date.parse(found.until) > now ? found : undefined;
}

/** At sign-out, and when the log does not know the key: nothing is left for the next person at this machine. */
export async function forgetDevices() {
  await stored("readwrite", (table) => table.clear());
}

/** The sign object of this browser's key. Raises NotSigned if it is another person's, or the log has shrunk. */
export async function signWithDevice(act, device, seen, time) {
  if (device.log !== act.origin || device.person !== act.person) throw new NotSigned("OTHER_PERSON");
  if (seen.pos < device.seen.pos) throw new NotSigned("LOG_SHRANK", { seen: device.seen, told: seen });
  const by = { key: device.key, seen: { leaf: seen.leaf, pos: seen.pos }, time };
  const signature = await crypto.subtle.sign(ECDSA, device.secret, statement(act, by));
  await stored("readwrite", (table) => {
    const kept = table.get([device.log, device.person]);
    kept.onsuccess = () => {
      // Another tab may have certified a newer key meanwhile, or have seen more; that stays.
      const same = kept.result?.device === device.device;
      if (same && kept.result.seen.pos < by.seen.pos) table.put({ ...kept.result, seen: by.seen });
    };
    return kept;
  });
  return { ...by, sig: b64(signature) };
}

/** One request to the table of keys. Raises NotSigned NO_STORE where the browser keeps nothing. */
function stored(mode, ask) {
  return new Promise((resolve, reject) => {
    const failed = () => reject(new NotSigned("NO_STORE"));
    const opening = indexedDB.open("socai-keys", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("device", { keyPath: ["log", "person"] });
    opening.onerror = opening.onblocked = failed;
    opening.onsuccess = () => {
      const database = opening.result;
      const written = database.transaction("device", mode);
      const asked = ask(written.objectStore("device"));
      written.onerror = written.onabort = failed;
      written.oncomplete = () => {
        database.close();
        resolve(asked.result);
      };
    };
  });
}
