// Reasons, evidence and references, as every part of an answer shows them.

import { disclosure, element } from "./elements.js";
import { frequency, ratio } from "./numbers.js";

/** Where references of some databases are read. */
const ADDRESSES = {
  PMID: (id) => `https://pubmed.ncbi.nlm.nih.gov/${id}/`,
  OMIM: (id) => `https://omim.org/entry/${id}`,
  ORPHA: (id) => `https://www.orpha.net/en/disease/detail/${id}`,
};
const WEB = /^https?:\/\//;

/** How a finding met what is known of a condition, in words. */
const CASES = {
  exact: "known with it",
  "more specific annotated": "a kind of it is known with it",
  "more general annotated": "a kind of what is known with it",
  "common ancestor": "akin to what is known with it",
  "known of related conditions": "known with related conditions",
  "not annotated": "not known with it",
  "excluded in condition": "known not to occur with it",
  "defines the complaint": "defines the complaint",
  "absent though expected": "absent, though expected",
  "absent as expected": "absent, as expected",
  "not asked": "not asked yet",
};

/** A reason in words, with the axioms it follows from on demand. */
export function reason({ words, axioms }) {
  return [
    element("span", { class: "said" }, capital(words)),
    axioms.length ? disclosure("Axioms", () => [axiomList(axioms)], { class: "axioms" }) : null,
  ];
}

function axiomList(axioms) {
  const lines = axioms.map((axiom) => element("li", {}, element("code", {}, axiom)));
  return element("ul", { class: "axiom-list", "aria-label": "Axioms in Manchester syntax" }, lines);
}

export const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);

/** A source, linked to what this service says of it, and the references that it gives. */
export function evidence({ source, references }) {
  const page = element("a", { href: `/term/nos:source/${encodeURIComponent(source)}` }, sourceWords(source));
  return element("span", { class: "evidence" }, page, references.map((each) => [" ", reference(each)]));
}

const sourceWords = (source) => (source === "judgement" ? "author judgement" : source);

/** A reference as a plain link to where it is read, where that is known. */
function reference(text) {
  const [prefix, id] = text.split(/:(.*)/s);
  const address = WEB.test(text) ? text : id && Object.hasOwn(ADDRESSES, prefix) ? ADDRESSES[prefix](encodeURIComponent(id)) : null;
  if (!address) return text;
  return element("a", { href: address, rel: "external noreferrer" }, text);
}

/** A table of findings with their likelihood ratios; `act` makes a cell of its own for each. */
export function findingTable(title, findings, act = null) {
  if (findings.length === 0) return null;
  const headings = ["Finding", "Likelihood ratio", "How often", "How it fits", "Evidence", ...(act ? ["Answer"] : [])];
  return element(
    "section",
    { class: "weighed" },
    element("h5", {}, title),
    element(
      "div",
      { class: "wide", role: "region", tabindex: "0", "aria-label": title },
      element(
        "table",
        {},
        element("thead", {}, element("tr", {}, headings.map((each) => element("th", { scope: "col" }, each)))),
        element("tbody", {}, findings.map((finding) => row(finding, act))),
      ),
    ),
  );
}

function row(finding, act) {
  const { id, label, likelihood_ratio: likelihood, frequency: often, evidence: sources } = finding;
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, finding.case.startsWith("absent") ? "no " : null, element("a", { href: `/finding/${id}` }, label)),
    element("td", { class: "number" }, ratio(likelihood)),
    element("td", { class: "number" }, frequency(often)),
    element("td", {}, fits(finding)),
    element("td", {}, sources.map((each) => element("div", {}, evidence(each)))),
    act ? element("td", { class: "answers" }, act(finding)) : null,
  );
}

function fits({ case: how, id, matched, matched_label: other }) {
  const words = CASES[how] ?? how;
  return other && matched !== id ? `${words}: ${other}` : words;
}

/** Ratios so near to 1 say nothing. */
const TELLING = 1.05;
const DEFINES = "defines the complaint";
const telling = ({ case: how, likelihood_ratio: value }) => how === DEFINES || Math.max(value, 1 / value) > TELLING;

/** The strongest findings on one side, in a line; those that say nothing are left out. */
export function inBrief(findings, most) {
  return [...new Set(findings.filter(telling).map(brief))].slice(0, most).join(", ");
}

function brief({ case: how, label, likelihood_ratio: value }) {
  const name = how.startsWith("absent") ? `no ${label.toLowerCase()}` : label;
  return how === DEFINES ? `${name} (the complaint)` : `${name} (LR ${ratio(value)})`;
}
