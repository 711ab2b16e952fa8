// Numbers and words as a clinician reads them.

/** A probability: "49 %", "3.8 %", "below 0.1 %". */
export function percent(probability) {
  const share = probability * 100;
  if (share < 0.1) return "below 0.1 %";
  return `${share < 10 ? share.toFixed(1) : Math.round(share)} %`;
}

/** A likelihood ratio with two digits that mean something: "87", "3.4", "0.12". */
export function ratio(value) {
  if (value >= 10) return Math.round(value).toLocaleString("en");
  return value >= 1 ? value.toFixed(1) : value.toPrecision(2);
}

/** How a frequency is said. */
export const frequency = (value) => (value === null ? "" : `in ${percent(value)}`);

export const TIERS = {
  most_likely: { title: "Most likely", meaning: "the single most probable condition" },
  likely: { title: "Likely", meaning: "the other probable ones, the dangerous among them marked" },
  do_not_miss: { title: "Do not miss", meaning: "not likely, but dangerous if missed" },
  rare: { title: "Rare", meaning: "rare conditions that fit" },
};

export const URGENCIES = ["hours", "days", "weeks", "routine"];

/** How fast a dangerous condition has to be dealt with. */
export const urgency = (name) => (name === "routine" ? "in routine care" : `within ${name}`);

export const STATUSES = {
  present: { sign: "✓", words: "present" },
  absent: { sign: "✕", words: "absent" },
  uncertain: { sign: "?", words: "uncertain" },
  historical: { sign: "↺", words: "in the past" },
  family: { sign: "⚭", words: "in the family" },
};

/** Days in each unit that a duration may be given in (a Gregorian year has 365.2425 of them). */
export const UNITS = { hours: 1 / 24, days: 1, weeks: 7, months: 30.436875, years: 365.2425 };

/** A duration in days as a number of the largest unit that it fills. */
export function durationOf(days) {
  const units = Object.keys(UNITS).reverse();
  const unit = units.find((name) => days >= UNITS[name] * 0.99) ?? "hours";
  return { number: Math.round((days / UNITS[unit]) * 10) / 10, unit };
}

/** An ISO 8601 age as a number of years, or of months where years would not do. */
export function ageOf(iso) {
  const [, years = 0, months = 0] = (iso.match(/^P(?:(\d+)Y)?(?:(\d+)M)?/) ?? []).map((part) => Number(part ?? 0));
  return months === 0 ? { number: years, unit: "years" } : { number: years * 12 + months, unit: "months" };
}

/** An age as ISO 8601 writes it. */
export function isoAge(number, unit) {
  const months = Math.round(unit === "months" ? number : number * 12);
  return `P${Math.floor(months / 12)}Y${months % 12 ? `${months % 12}M` : ""}`;
}
