// A presentation in the fragment of an address, which browsers never send.

import { observed } from "./presentation.js";

const BEGINNING = "#presentation=";
const CODE = /^[A-Za-z][\w.]*:[\w.-]+$/;
const STATUSES = ["present", "absent", "uncertain", "historical", "family"];
const SEXES = ["female", "male", "other", "unknown"];
/** Longer words are refused by the service too. */
const LONGEST = 20_000;

/** Write a presentation as a fragment. */
export function fragmentOf(presentation) {
  const said = {
    text: presentation.text,
    corrections: [...presentation.corrections].map(([key, finding]) => [key, finding && named(finding, presentation)]),
    added: presentation.added.map((finding) => named(finding, presentation)),
    given: presentation.given,
    settled: [...presentation.settled],
  };
  const bytes = new TextEncoder().encode(JSON.stringify(said));
  const letters = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return BEGINNING + btoa(letters).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

export const holdsPresentation = (fragment) => fragment.startsWith(BEGINNING);

/** Read a fragment into a presentation; raise where it is none. Nothing in it is trusted. */
export function restore(fragment, presentation) {
  const letters = atob(fragment.slice(BEGINNING.length).replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const said = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  const corrections = list(said.corrections).map(([key, finding]) => [text(key), finding && read(finding)]);
  const added = list(said.added).map(read);
  presentation.clear();
  presentation.text = text(said.text);
  presentation.corrections = new Map(corrections);
  presentation.added = added;
  presentation.given = given(said.given ?? {});
  presentation.settled = new Set(list(said.settled).map(text));
  for (const finding of [...added, ...corrections.map(([, each]) => each)]) {
    if (finding) presentation.name(finding.labels);
  }
}

/** A finding with the labels that its chip shows. */
function named(finding, presentation) {
  const codes = [finding.id, finding.site, finding.timing, ...(finding.modifiers ?? [])].filter(Boolean);
  const labels = Object.fromEntries(codes.map((code) => [code, presentation.label(code)]));
  return { ...observed(finding), labels };
}

function read(finding) {
  const codes = list(finding.modifiers).map(code);
  return {
    id: code(finding.id),
    status: one(finding.status ?? "present", STATUSES),
    site: finding.site && code(finding.site),
    timing: finding.timing && code(finding.timing),
    modifiers: codes,
    labels: Object.fromEntries(Object.entries(finding.labels ?? {}).map(([key, label]) => [code(key), text(label)])),
  };
}

function given({ age, sex, duration }) {
  const known = {};
  if (age !== undefined) known.age = age === null ? null : text(age);
  if (sex !== undefined) known.sex = one(sex, SEXES);
  if (duration !== undefined) known.duration = duration === null ? null : number(duration);
  return known;
}

const refuse = () => {
  throw new TypeError("no presentation");
};
const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : refuse());
const text = (value) => (typeof value === "string" && value.length <= LONGEST ? value : refuse());
const number = (value) => (Number.isFinite(value) ? value : refuse());
const code = (value) => (CODE.test(text(value)) ? value : refuse());
const one = (value, known) => (known.includes(value) ? value : refuse());
