// What stands around the tiers: what to ask next, what the words were placed under, what was odd.

import { disclosure, element, keepingPlace } from "./elements.js";
import { answerButtons, pageOf } from "./entry.js";
import { reason } from "./reasons.js";

/** Questions that are shown before "more". */
const FIRST = 4;

/** Draw what to ask next; an answer adds the finding. */
export function drawQuestions(place, answered, answer) {
  const { questions } = answered;
  place.hidden = questions.length === 0;
  const labels = labelsOf(answered);
  const line = (question) =>
    element(
      "li",
      { "data-code": question.id },
      element("span", { class: "asked" }, element("a", { href: `/finding/${question.id}` }, question.label)),
      element("span", { class: "answers" }, answerButtons(question, answer)),
      element("span", { class: "purpose" }, purpose(question, labels)),
    );
  const wasOpen = place.querySelector("details")?.open ?? false;
  const rest = questions.slice(FIRST);
  const more = element("details", { open: wasOpen }, element("summary", {}, `${rest.length} more`), element("ul", {}, rest.map(line)));
  const first = element("ul", {}, questions.slice(0, FIRST).map(line));
  keepingPlace(place, () => place.querySelector(".questions").replaceChildren(first, ...(rest.length ? [more] : [])));
}

/** What an answer would tell. */
function purpose({ rules_out: danger, if_present: yes, if_absent: no }, labels) {
  if (danger) return `no speaks against ${labels.get(danger) ?? danger}`;
  const named = (id) => labels.get(id) ?? id;
  return yes === no ? `tells how sure ${named(yes)} is` : `yes: ${named(yes)} · no: ${named(no)}`;
}

function labelsOf({ tiers }) {
  const entries = Object.values(tiers).flat();
  const named = entries.flatMap(({ condition, also }) => [condition, ...also]);
  return new Map(named.map(({ id, label }) => [id, label]));
}

/** Draw the complaints that the presentation falls under, and the criteria and red flags it meets. */
export function drawPlacement(place, { complaints, criteria }, labels) {
  const met = criteria.map((each) =>
    disclosure(
      element("span", {}, each.red_flag ? "⚑ Red flag: " : "Criteria met: ", each.label),
      () => [
        element("p", {}, "Speaks for ", element("a", { href: pageOf(each.condition) }, labels.get(each.condition) ?? each.condition), "."),
        element("div", { class: "because" }, reason(each.because)),
      ],
      { class: each.red_flag ? "criteria red-flag" : "criteria" },
    ),
  );
  const under = complaints.map((complaint) =>
    disclosure(
      element("span", {}, complaint.label),
      () => [
        element("div", { class: "because" }, reason(complaint.because)),
        element("p", {}, element("a", { href: `/complaint/${complaint.id.replace(/^nos:/, "")}` }, "All causes of this complaint")),
      ],
      { class: "complaint" },
    ),
  );
  place.hidden = met.length + under.length === 0;
  const heading = under.length ? [element("span", { class: "lead-in" }, "Placed under")] : [];
  place.replaceChildren(...met, element("div", { class: "under" }, ...heading, ...under));
}

export const labelsOfEntries = labelsOf;

/** Draw contradictions of the words, and obsolete codes. */
export function drawOddities(place, { reading, replaced }) {
  const lines = [
    ...reading.conflicts.map(({ asserted, denied }) => `Said and denied, so not counted: ${statement(asserted, denied)}.`),
    ...[...reading.replacements, ...replaced].map(({ obsolete, current }) => `${obsolete} is obsolete; ${current} is used instead.`),
  ];
  place.hidden = lines.length === 0;
  place.replaceChildren(...lines.map((line) => element("p", {}, line)));
}

const statement = (asserted, denied) => (asserted === denied ? asserted : `${asserted} is present, ${denied} is absent`);
