// What is known of the patient: words, what was read of them, and what a person corrected.

/** Members of a finding that say what was observed. */
const OBSERVED = ["id", "site", "timing", "modifiers", "status"];

const emptyReading = () => ({ text: "", findings: [], suggestions: [], conflicts: [], replacements: [] });

/** What tells a finding from the others that were read. */
const nameOf = (finding) => OBSERVED.map((member) => String(finding[member] ?? "")).join("|");

export class Presentation {
  constructor() {
    this.clear();
  }

  clear() {
    this.text = "";
    this.reading = emptyReading();
    /**
     * By the finding that was read: what it was corrected to, null where it was removed. Those of
     * findings that are no longer read wait until they are read again.
     */
    this.corrections = new Map();
    this.added = [];
    /** Age (ISO 8601), sex and duration (days) that a person gave; undefined: as read. */
    this.given = {};
    /** Phrases whose suggestions were taken or turned down. */
    this.settled = new Set();
    this.labels = new Map();
    /** Obsolete codes that were given, with those used instead. */
    this.replaced = [];
  }

  get isEmpty() {
    return this.text.trim() === "" && this.added.length === 0;
  }

  get isRead() {
    return this.reading.text === this.text;
  }

  /** Whether the words alone no longer say all of it. */
  get isCorrected() {
    const corrected = this.findings(true).some((item) => this.corrections.has(item.key));
    return corrected || this.added.length > 0 || Object.keys(this.given).length > 0;
  }

  /** Take in what the service read of the words. */
  read(text, presentation, more = {}) {
    this.reading = { ...emptyReading(), ...more, ...presentation, text };
    this.name(more.labels ?? {});
    for (const finding of this.reading.findings) this.labels.set(finding.id, finding.label);
  }

  /** Remember labels of codes. */
  name(labels) {
    for (const [code, label] of Object.entries(labels)) this.labels.set(code, label);
  }

  label(code) {
    return this.labels.get(code) ?? code;
  }

  /** Every finding that counts, in order, with the key it is corrected by. */
  findings(withRemoved = false) {
    const seen = new Map();
    const read = this.reading.findings.map((original) => {
      const name = nameOf(original);
      seen.set(name, (seen.get(name) ?? 0) + 1);
      const key = `${name}#${seen.get(name)}`;
      const finding = this.corrections.has(key) ? this.corrections.get(key) : original;
      return { key, finding, original, span: original.span, isRead: true };
    });
    const added = this.added.map((finding, place) => ({ key: place, finding, isRead: false }));
    return [...read, ...added].filter((item) => withRemoved || item.finding !== null);
  }

  add(finding) {
    const same = this.findings().find((item) => nameOf(item.finding) === nameOf(finding));
    if (!same) this.added.push(finding);
  }

  /** Say a finding's status where it was read or added before, or add it. */
  answer(id, status) {
    const known = this.findings().find((item) => item.finding.id === id);
    if (known) this.correct(known.key, { status });
    else this.add({ id, status });
  }

  /** Take current codes for obsolete ones. */
  replace(replacements) {
    const current = new Map(replacements.map((each) => [each.obsolete, each.current]));
    const now = (code) => current.get(code) ?? code;
    const renamed = (finding) => ({
      ...finding,
      id: now(finding.id),
      site: now(finding.site),
      timing: now(finding.timing),
      modifiers: finding.modifiers?.map(now),
    });
    if (current.size === 0) return;
    this.replaced.push(...replacements);
    this.added = this.added.map(renamed);
    for (const [key, finding] of this.corrections) if (finding) this.corrections.set(key, renamed(finding));
  }

  correct(key, changes) {
    const item = this.findings(true).find((each) => each.key === key);
    const finding = { ...item.finding, ...changes };
    if (item.isRead) this.corrections.set(key, finding);
    else this.added[key] = finding;
  }

  remove(key) {
    if (typeof key === "number") this.added.splice(key, 1);
    else this.corrections.set(key, null);
  }

  removed() {
    return this.findings(true).filter((item) => item.finding === null);
  }

  putBack(key) {
    this.corrections.delete(key);
  }

  /** Age, sex and duration: what was given, else what was read. */
  who(member) {
    return member in this.given ? this.given[member] : this.reading[member];
  }

  give(member, value) {
    if (value === undefined) delete this.given[member];
    else this.given[member] = value;
  }

  /** Suggestions that nobody has taken or turned down yet, with their words. */
  suggestions() {
    const points = Array.from(this.reading.text);
    return this.reading.suggestions
      .map(({ span, candidates }) => ({ phrase: points.slice(span.start, span.end).join(""), candidates }))
      .filter(({ phrase }) => !this.settled.has(phrase.toLowerCase()));
  }

  settle(phrase) {
    this.settled.add(phrase.toLowerCase());
  }

  /** What the service is asked about, in codes. */
  document() {
    const known = { age: this.who("age"), sex: this.who("sex"), duration: this.who("duration") };
    const said = Object.entries(known).filter(([, value]) => value !== undefined && value !== null);
    return { ...Object.fromEntries(said), findings: this.findings().map(({ finding }) => observed(finding)) };
  }
}

/** The members of a finding that say what was observed, without empty ones. */
export function observed(finding) {
  const members = OBSERVED.map((name) => [name, finding[name]]);
  return Object.fromEntries(members.filter(([, value]) => value && value.length !== 0));
}
