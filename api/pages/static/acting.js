// A person's acts on their way to the API: what would be written is asked for, compared, signed, and sent.
//
// Weighty acts are signed by the passkey over the act itself, ordinary ones by a key of this browser, which the
// passkey certifies once for some hours. Who has no passkey acts unsigned: the server then vouches for them.

import * as asked from "./asked.js";
import * as signing from "./signing.js";

const LONGEST_MS = (12 * 60 - 10) * 60_000; // of the twelve hours that the law leaves (LAW 55), less what clocks differ
const TWICE = ["SIGNATURE_KEY", "KEY_UNKNOWN"]; // the log does not know the key that this browser keeps

/** What the API refused: a problem (RFC 9457), with what was typed in it. */
export class Refused extends Error {
  constructor(problem) {
    super(problem.code);
    this.code = problem.code;
    this.problem = problem;
  }
}

/** One request to the API. Raises Refused. */
export async function call(method, path, body) {
  const headers = body === undefined ? {} : { "Content-Type": "application/json" };
  const sent = body === undefined ? undefined : JSON.stringify(body);
  const answer = await fetch(`/api/v1${path}`, { method, headers, body: sent }).catch(() => {
    throw new signing.NotSigned("NO_NETWORK");
  });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said);
  return said;
}

export const me = () => call("GET", "/me");

export function newCommand() {
  return crypto.randomUUID();
}

/** The person's passkeys that are in force and that this page's host may ask for, the newest first. */
export function passkeys(who, host = location.hostname) {
  const here = (rp) => host === rp || host.endsWith(`.${rp}`);
  const fit = who.keys.filter((key) => key.kind === "passkey" && key.state === "confirmed" && here(key.rp));
  return fit.sort((one, other) => other.key - one.key);
}

/** An act signed by a passkey, or by the key that it registers. `act`: {method, path, body, asked}. */
export async function actWithPasskey(act, passkey) {
  const body = { cmd: newCommand(), ...act.body };
  const dry = await call(act.method, `${act.path}?dry_run=true`, body);
  signing.requireAsked(act.asked, dry.entries);
  const said = { cmd: body.cmd, entries: dry.entries, origin: dry.origin, person: dry.person, role: dry.role };
  const sign = await signing.signWithPasskey(said, passkey, dry.head, signing.instant(dry.now));
  return { ...(await call(act.method, act.path, { ...body, sign })), sign };
}

/** An act signed by this browser's key; where there is none the passkey certifies one first. */
export async function actWithDevice(act, who, passkey) {
  const body = { cmd: newCommand(), ...act.body };
  const dry = await call(act.method, `${act.path}?dry_run=true`, body);
  signing.requireAsked(act.asked, dry.entries);
  const said = { cmd: body.cmd, entries: dry.entries, origin: dry.origin, person: dry.person, role: dry.role };
  const send = async () => {
    const device = await deviceOf(who, dry, passkey);
    // A key that was certified just now stands behind the line that the server named: its own line is known, too.
    const seen = dry.head.pos < device.seen.pos ? device.seen : dry.head;
    const sign = await signing.signWithDevice(said, device, seen, signing.instant(dry.now));
    return { ...(await call(act.method, act.path, { ...body, sign })), sign };
  };
  return send().catch(async (error) => {
    if (!TWICE.includes(error.code)) throw error;
    await signing.forgetDevices(); // revoked meanwhile, or another log of the same name
    return send();
  });
}

/** The key of this browser for the person, certified. Of two tabs that need one, the second waits for the first. */
async function deviceOf(who, { origin, person }, passkey) {
  return navigator.locks.request(`socai-device-${origin}-${person}`, async () => {
    const found = await signing.findDevice(origin, person);
    if (found) return found;
    const made = await signing.newDevice(origin, person);
    const ends = Math.min(Date.now() + LONGEST_MS, Date.parse(who.session.ends));
    const until = new Date(ends).toISOString().replace("Z", "000Z");
    const body = { public: made.public, until, person };
    const path = `/schools/${who.school}/devices/${made.device}`;
    const act = { method: "POST", path, body, asked: asked.deviceCertified(made, until) };
    const { pos, receipt } = await actWithPasskey(act, passkey);
    const seen = { leaf: receipt.leaf, pos };
    await signing.keepDevice(made, { key: pos, until, seen });
    return { ...made, key: pos, until, seen };
  });
}
