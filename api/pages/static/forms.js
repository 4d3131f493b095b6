// Forms that need a passkey. The browser is asked, and its answer goes along in the form; acts are signed and sent.
//
// data-passkey="new|shown": what the browser is asked for, at the address in data-ask; the answer is field "khoa".
// data-act: an act of the API {method, path, body, asked: [name, …arguments]}, signed by the person's passkey, then
// on to data-done. A person without a passkey sends the form as it is.

import { actWithPasskey, me, passkeyOf, Refused } from "./acting.js";
import * as asked from "./asked.js";
import { sentence } from "./sentences.js";
import { NotSigned } from "./signing.js";

const ceremonies = () => globalThis.SimpleWebAuthnBrowser;
// A browser has passkeys for the name of a host, over TLS or on this machine, and none for a number.
const named = !/^[\d.]+$|^\[/.test(location.hostname);
const able = named && window.isSecureContext && "PublicKeyCredential" in window;

/** On to an address, also if it is another place of this very page. */
function go(address) {
  history.replaceState(null, "", address);
  location.reload();
}

/** Sends the form's fields and gives the JSON that comes back. Raises Refused, NotSigned NO_NETWORK. */
async function send(address, form) {
  const body = new URLSearchParams(new FormData(form));
  const answer = await fetch(address, { method: "POST", body }).catch(() => {
    throw new NotSigned("NO_NETWORK");
  });
  const said = await answer.json();
  if (!answer.ok) throw new Refused(said);
  return said;
}

async function shown(form) {
  const optionsJSON = await send(form.dataset.ask, form);
  form.elements.khoa.value = JSON.stringify(await ceremonies().startAuthentication({ optionsJSON }));
  form.submit();
}

/** A new passkey: made, kept by the server, and registered in the log by a signature of its own or of an older one. */
async function made(form) {
  const optionsJSON = await send(form.dataset.ask, form);
  form.elements.khoa.value = JSON.stringify(await ceremonies().startRegistration({ optionsJSON }));
  const { school, person, ...key } = await send(form.action, form);
  const fields = { kind: "passkey", ...key, until: null };
  const older = me().keys.length ? passkeyOf(me()) : { key: null, cred: key.cred, rp: key.rp };
  const act = {
    method: "POST",
    path: `/schools/${school}/people/${person}/keys`,
    body: fields,
    asked: asked.keyRegistered(person, fields),
  };
  await actWithPasskey(act, older);
  go(form.dataset.done);
}

async function acted(form) {
  if (!me().keys.length) return form.submit();
  const { asked: [name, ...given], ...act } = JSON.parse(form.dataset.act);
  const { cmd, so, nguoi, khong, ...fields } = Object.fromEntries(new FormData(form));
  const typed = Object.fromEntries(Object.entries(fields).map(([field, text]) => [field, text.trim().normalize("NFC")]));
  const body = { ...act.body, ...typed, cmd };
  await actWithPasskey({ ...act, body, asked: asked[name](...given, ...Object.values(typed)) }, passkeyOf(me()));
  return go(form.dataset.done);
}

/** Runs `work` for each sending of the form, with its button held; what goes wrong is said in the form. */
function wire(form, work) {
  const told = form.querySelector("[role=alert]");
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    told.hidden = true;
    try {
      await work(form);
    } catch (error) {
      told.lastElementChild.textContent = sentence(error);
      told.hidden = false;
      told.scrollIntoView({ block: "nearest" });
    } finally {
      button.disabled = false;
    }
  });
}

for (const form of document.querySelectorAll("form[data-passkey]")) {
  form.hidden = !able;
  wire(form, form.dataset.passkey === "new" ? made : shown);
}
for (const form of document.querySelectorAll("form[data-act]")) wire(form, acted);
for (const note of document.querySelectorAll("[data-unable]")) note.hidden = able;
