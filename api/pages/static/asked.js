// What each act must come to, as far as its asker can know it: [stream, type, fields] of each entry.
//
// Whatever the server says beside these fields it has computed (digests, counts, standings, which permission).

/** Cells of one book: {pupil, col, value, base, old}, `value` as stored, null for a cell that is cleared. */
export function marks(klass, subject, semester, cells) {
  return cells.map(({ pupil, col, value, base, old }) => {
    const stream = `book/${klass}/${subject}/${semester}`;
    if (old === null || old === undefined) return [stream, "MarkEntered", { pupil, col, value }];
    if (value === null) return [stream, "MarkCleared", { pupil, col, old, base }];
    return [stream, "MarkChanged", { pupil, col, old, value, base }];
  });
}

export function published(klass, subject, semester, col) {
  return [[`book/${klass}/${subject}/${semester}`, "ColumnPublished", { col }]];
}

export function permitted(dossier) {
  return [[`dossier/${dossier}`, "CorrectionPermitted", { dossier }]];
}

/** `applied`: what the third confirmation applies, {klass, subject, semester, items: [{pupil, col, value, base}]}. */
export function witnessed(dossier, seat, applied = null) {
  const own = [`dossier/${dossier}`, "CorrectionWitnessed", { dossier, seat }];
  if (applied === null) return [own];
  const { klass, subject, semester, items } = applied;
  const book = `book/${klass}/${subject}/${semester}`;
  return [own, ...items.map((item) => [book, "CorrectionApplied", { dossier, ...item }])];
}

/** `fields`: {kind, alg, public, cred, rp, label, until}. */
export function keyRegistered(person, fields) {
  return [[`person/${person}`, "KeyRegistered", { person, ...fields }]];
}

/** `key`: its position; `shown`: the public key of which the page shows the print. */
export function keyConfirmed(person, key, shown) {
  return [[`person/${person}`, "KeyConfirmed", { person, key, public: shown }]];
}

export function keyRevoked(person, key, reason) {
  return [[`person/${person}`, "KeyRevoked", { person, key, reason }]];
}

export function resetAsked(person, reason) {
  return [[`person/${person}`, "ResetAsked", { person, reason }]];
}

/** `ask`: the position of the asking that the page shows. */
export function resetGranted(person, ask) {
  return [[`person/${person}`, "ResetGranted", { person, ask }]];
}

/** `device`: as signing.newDevice makes it. */
export function deviceCertified(device, until) {
  const { person, public: key } = device;
  return [[`device/${device.device}`, "DeviceCertified", { device: device.device, person, public: key, until }]];
}
