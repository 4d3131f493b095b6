// A person's acts on their way to the API: what would be written is asked for, compared, signed, and sent.
//
// Weighty acts are signed by the passkey over the act itself, ordinary ones by a key of this browser, which the
// passkey certifies once for some hours. Who has no passkey acts unsigned: the server then vouches for them.

import * as asked from "./asked.js";
import * as signing from "./signing.js";

const LONGEST_MS = (12 * 60 - 10) * 60_000; // of the twelve hours that the law leaves (LAW 55), less what clocks differ
const IN_VAIN = "socai-khoa-khac";
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

/** Who is signed in on this page: {person, school, log, keys: [{key, cred, rp}, …]}, the newest key first. */
export function me() {
  return JSON.parse(document.querySelector('meta[name="nguoi-ky"]').content);
}

export function newCommand() {
  return crypto.randomUUID();
}

/** The person's passkey in force that this page's host may ask for: the newest that was not asked for in vain.
 *
 * A statement names its key before the browser is asked, so who has one on another device, or has lost the newest,
 * cancels once, and is asked for the next. Raises NotSigned NO_PASSKEY.
 */
export function passkeyOf(who, host = location.hostname) {
  const here = ({ rp }) => host === rp || host.endsWith(`.${rp}`);
  const found = who.keys.filter(here);
  if (!found.length) throw new signing.NotSigned("NO_PASSKEY");
  const vain = inVain();
  const next = found.find(({ key }) => !vain.includes(key));
  if (next === undefined) sessionStorage.removeItem(IN_VAIN);
  return next ?? found[0];
}

/** Positions of the passkeys for which this tab has asked in vain. */
function inVain() {
  return JSON.parse(sessionStorage.getItem(IN_VAIN) ?? "[]");
}

/** What would be written: the statement to sign, the body that is sent with the signature, the newest line.
 *
 * `act`: {method, path, body, asked, texts}; `asked` as in asked.js, or a function that gives it from the
 * commitments of `texts`, which are sealed. What the server says of them is compared with what was typed.
 */
async function shown(act) {
  const salts = (act.texts ?? []).map(() => crypto.getRandomValues(new Uint8Array(16)));
  const asking = salts.length ? { sign: { salts: salts.map(signing.b64) } } : {};
  const body = { cmd: newCommand(), ...act.body };
  const dry = await call(act.method, `${act.path}?dry_run=true`, { ...body, ...asking });
  if (dry.receipt !== undefined) return { done: dry }; // the same command was written before
  const commitments = await Promise.all(salts.map((salt, at) => signing.commitment(salt, act.texts[at])));
  signing.requireAsked(typeof act.asked === "function" ? act.asked(commitments) : act.asked, dry.entries);
  const { entries, origin, person, role } = dry;
  const { log, person: own } = me();
  if (origin !== log || person !== own) throw new signing.NotSigned("OTHER_PERSON");
  return { said: { cmd: body.cmd, entries, origin, person, role }, body, asking, dry };
}

function send(act, { body, asking }, sign) {
  return call(act.method, act.path, { ...body, sign: { ...sign, ...asking.sign } });
}

/** An act signed by a passkey over itself, or by the key that it registers. */
export async function actWithPasskey(act, passkey) {
  const { done, said, dry, ...rest } = await shown(act);
  if (done) return done;
  const sign = await signing.signWithPasskey(said, passkey, dry.head, signing.instant(dry.now)).catch((error) => {
    if (error.code === "CANCELLED") sessionStorage.setItem(IN_VAIN, JSON.stringify([...inVain(), passkey.key]));
    throw error;
  });
  return send(act, rest, sign);
}

/** An act signed by this browser's key; where there is none the passkey certifies one first. */
export async function actWithDevice(act, who) {
  const signed = async () => {
    const device = await deviceOf(who); // before the look: what the look names as newest is then never older
    const { done, said, dry, ...rest } = await shown(act);
    if (done) return done;
    return send(act, rest, await signing.signWithDevice(said, device, dry.head, signing.instant(dry.now)));
  };
  return signed().catch(async (error) => {
    if (!TWICE.includes(error.code)) throw error;
    await signing.forgetDevices(); // revoked meanwhile, or the key of another log of the same name
    return signed();
  });
}

/** The key of this browser for the person, certified. Of two tabs that need one, the second waits for the first. */
async function deviceOf(who) {
  const { log, person } = who;
  return navigator.locks.request(`socai-device-${log}-${person}`, async () => {
    const found = await signing.findDevice(log, person);
    if (found) return found;
    const made = await signing.newDevice(log, person);
    const { session } = await call("GET", "/me");
    const ends = Math.min(Date.now() + LONGEST_MS, Date.parse(session.ends ?? "9999-01-01"));
    const until = new Date(ends).toISOString().replace("Z", "000Z");
    const body = { public: made.public, until, person };
    const path = `/schools/${who.school}/devices/${made.device}`;
    const act = { method: "POST", path, body, asked: asked.deviceCertified(made, until) };
    const { pos, receipt } = await actWithPasskey(act, passkeyOf(who));
    const seen = { leaf: receipt.leaf, pos };
    await signing.keepDevice(made, { key: pos, until, seen });
    return { ...made, key: pos, until, seen };
  });
}
