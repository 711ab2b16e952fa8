// One entry of the differential: how probable, how dangerous, why, and under which codes.

import { copyButton, disclosure, element, unseen } from "./elements.js";
import { TIERS, percent, urgency } from "./numbers.js";
import { capital, evidence, findingTable, inBrief, reason } from "./reasons.js";

const SYSTEMS = {
  snomed: "SNOMED CT",
  icd10cm: "ICD-10-CM",
  mondo: "MONDO",
  icd10: "ICD-10",
  icd11: "ICD-11",
  icd11_foundation: "ICD-11 Foundation",
  omim: "OMIM",
  orphanet: "Orphanet",
  doid: "DOID",
  hpo: "HPO",
  mesh: "MeSH",
  ncit: "NCIt",
  umls: "UMLS",
};
/** Findings that a line names. */
const NAMED = 3;

/**
 * Draw an entry; `before` is the tier where it stood in the last answer, `answer` says a finding,
 * `complaints` gives labels. With `namesTier`, the entry says its tier itself.
 */
export function drawEntry(entry, { before, isOpen, onToggle, answer, complaints, namesTier = false }) {
  const { condition, tier } = entry;
  const more = disclosure("Reasons, evidence and codes", () => details(entry, answer, complaints), { class: "more" });
  more.addEventListener("toggle", () => onToggle(condition.id, more.open));
  if (isOpen) {
    more.open = true;
    more.fillNow();
  }
  return element(
    "li",
    { class: "entry", "data-condition": condition.id, "data-danger": entry.danger ? entry.danger.urgency : null },
    element(
      "div",
      { class: "headline" },
      element("h4", {}, element("a", { href: pageOf(condition.id) }, condition.label)),
      before && before !== tier ? movedFrom(before) : null,
      namesTier ? element("span", { class: "badge" }, TIERS[tier].title) : null,
      dangerOf(entry.danger),
      probability(entry.probability, condition.label),
    ),
    firstReason(entry),
    element("div", { class: "foot" }, inALine(entry), more),
  );
}

export const pageOf = (id) => `/condition/${encodeURI(id)}`;

const movedFrom = (before) => element("span", { class: "moved" }, `was: ${TIERS[before].title.toLowerCase()}`);

function probability(value, label) {
  const meter = element("meter", { min: "0", max: "1", value: String(value), "aria-label": `Probability of ${label}` });
  return element("span", { class: "probability" }, meter, element("b", {}, percent(value)));
}

/** The badge of a dangerous condition; opened, it says how the reasoner derived the danger. */
export function dangerOf(danger) {
  if (!danger) return null;
  const sign = element("span", { class: "sign", "aria-hidden": "true" }, "⚠");
  const words = element("span", {}, sign, " Dangerous", unseen(" if missed"), ` · ${urgency(danger.urgency)}`);
  return disclosure(words, () => [element("div", { class: "because" }, reason(danger.because))], {
    class: "danger",
    "data-urgency": danger.urgency,
  });
}

function firstReason({ because, danger }) {
  const first = because.find(({ words }) => words !== danger?.because.words);
  return first ? element("p", { class: "reason" }, capital(first.words)) : null;
}

function inALine(entry) {
  const sides = { For: inBrief(entry.for, NAMED), Against: inBrief(entry.against, NAMED) };
  const said = Object.entries(sides).filter(([, words]) => words);
  if (said.length === 0) return null;
  return element("p", { class: "brief" }, said.map(([side, words]) => [element("b", {}, `${side} `), `${words} `]));
}

function details(entry, answer, complaints) {
  const answers = (finding) => answerButtons(finding, answer);
  return [
    part("Why it stands here", element("ul", { class: "why" }, entry.because.map((each) => element("li", {}, reason(each))))),
    findingTable("For", entry.for),
    findingTable("Against", entry.against),
    findingTable("Unknown, and telling", entry.unknown, answers),
    causes(entry.causes, complaints),
    kin(entry.also),
    codes(entry.condition),
    sources(entry),
  ].filter(Boolean);
}

const part = (title, ...content) => element("section", {}, element("h5", {}, title), content);

/** Buttons that say whether a finding is there. */
export function answerButtons({ id, label }, answer) {
  const button = (words, status) =>
    element(
      "button",
      { type: "button", class: "answer", "aria-label": `${words}: ${label}`, "data-status": status, click: () => answer(id, label, status) },
      words,
    );
  return [button("Yes", "present"), " ", button("No", "absent")];
}

function causes(found, labels) {
  if (found.length === 0) return null;
  const lines = found.map((cause) =>
    element(
      "li",
      {},
      element("a", { href: `/complaint/${cause.complaint.replace(/^nos:/, "")}` }, labels.get(cause.complaint) ?? cause.complaint),
      " ",
      element("span", { class: "badge" }, `${cause.band} cause`),
      ` ${capital(cause.reason)} `,
      evidence(cause),
    ),
  );
  return part("As a cause", element("ul", {}, lines));
}

function kin(also) {
  if (also.length === 0) return null;
  const lines = also.map((each) =>
    element(
      "li",
      {},
      element("a", { href: pageOf(each.id) }, each.label),
      ` (${each.relation}; ${percent(each.probability)}; by itself ${TIERS[each.tier].title.toLowerCase()})`,
      dangerOf(each.danger),
    ),
  );
  return part("Kinds, and what it is a kind of", element("ul", {}, lines));
}

function codes({ id, label, codes: known }) {
  const order = Object.keys(SYSTEMS);
  const rank = ([system]) => (order.includes(system) ? order.indexOf(system) : order.length);
  const rows = Object.entries(known).sort((one, other) => rank(one) - rank(other));
  const cells = rows.map(([system, values]) => [
    element("dt", {}, SYSTEMS[system] ?? system),
    values.map((code) =>
      element("dd", {}, element("code", {}, code), " ", copyButton(code, `${SYSTEMS[system] ?? system} ${code}`)),
    ),
  ]);
  const own = [element("dt", {}, "Here"), element("dd", {}, element("a", { href: pageOf(id) }, id), " ", copyButton(id, id))];
  return part(`Codes of ${label}`, element("dl", { class: "codes" }, own, cells));
}

function sources({ sources: named, condition }) {
  const links = named.map((source) => [evidence({ source, references: [] }), " · "]);
  const page = element("a", { href: pageOf(condition.id) }, `All that is known of ${condition.label}`);
  return part("Sources", element("p", {}, links, page));
}
