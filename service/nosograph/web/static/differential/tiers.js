// The four tiers, or everything dangerous across them.

import { element } from "./elements.js";
import { drawEntry } from "./entry.js";
import { TIERS, URGENCIES, percent, urgency } from "./numbers.js";

export class Tiers {
  constructor(place, { answer }) {
    Object.assign(this, { place, answer, answered: null, dangerousOnly: false, open: new Set(), stood: new Map() });
  }

  /** Show an answer; entries that stood elsewhere in the last one say so. */
  show(answered) {
    const before = this.answered ? standings(this.answered) : new Map();
    this.stood = before;
    this.answered = answered;
    this.draw();
  }

  clear() {
    this.answered = null;
    this.stood = new Map();
    this.open.clear();
    this.place.replaceChildren();
  }

  filter(dangerousOnly) {
    this.dangerousOnly = dangerousOnly;
    if (this.answered) this.draw();
  }

  draw() {
    const focused = this.focused();
    const { tiers, omitted } = this.answered;
    const parts = this.dangerousOnly ? this.byUrgency(tiers) : this.byTier(tiers, omitted);
    this.place.replaceChildren(...parts);
    this.focus(focused);
  }

  byTier(tiers, omitted) {
    return Object.entries(TIERS).map(([tier, { title, meaning }], place) =>
      element(
        "section",
        { class: `tier ${tier}`, "aria-labelledby": `tier-${tier}`, "data-tier": tier },
        heading(tier, `${place + 1}`, title, meaning, tiers[tier].length),
        list(tiers[tier].map((entry) => this.entry(entry))),
        tiers[tier].length ? null : element("p", { class: "quiet" }, "None that fits."),
        omitted[tier] ? element("p", { class: "omitted" }, `${omitted[tier]} more qualified and are not listed.`) : null,
      ),
    );
  }

  byUrgency(tiers) {
    const dangerous = Object.values(tiers).flat().filter((entry) => entry.danger);
    if (dangerous.length === 0) return [element("p", { class: "quiet" }, "None of the listed conditions is dangerous.")];
    return URGENCIES.map((name) => [name, dangerous.filter((entry) => entry.danger.urgency === name)])
      .filter(([, entries]) => entries.length)
      .map(([name, entries]) =>
        element(
          "section",
          { class: "tier dangerous", "aria-labelledby": `urgency-${name}`, "data-urgency": name },
          element("h3", { id: `urgency-${name}` }, `To be dealt with ${urgency(name)}`, count(entries.length)),
          list(entries.map((entry) => this.entry(entry, true))),
        ),
      );
  }

  entry(entry, namesTier = false) {
    return drawEntry(entry, {
      before: this.stood.get(entry.condition.id),
      isOpen: this.open.has(entry.condition.id),
      onToggle: (id, isOpen) => (isOpen ? this.open.add(id) : this.open.delete(id)),
      answer: this.answer,
      complaints: new Map(this.answered.complaints.map(({ id, label }) => [id, label])),
      namesTier,
    });
  }

  /** Which entry and which control of it has the focus, to give it back after drawing. */
  focused() {
    const entry = this.place.contains(document.activeElement) && document.activeElement.closest(".entry");
    if (!entry) return null;
    const controls = [...entry.querySelectorAll("a, button, summary")];
    return { condition: entry.dataset.condition, place: controls.indexOf(document.activeElement) };
  }

  focus(focused) {
    if (!focused) return;
    const entry = this.place.querySelector(`[data-condition="${CSS.escape(focused.condition)}"]`);
    const controls = entry ? entry.querySelectorAll("a, button, summary") : [];
    (controls[focused.place] ?? controls[0])?.focus({ preventScroll: true });
  }
}

const list = (entries) => (entries.length ? element("ol", { class: "entries" }, entries) : null);
const count = (number) => element("span", { class: "count" }, ` ${number}`);

function heading(tier, number, title, meaning, entries) {
  return element(
    "header",
    {},
    element("h3", { id: `tier-${tier}` }, element("span", { class: "place", "aria-hidden": "true" }, number), title, tier === "most_likely" ? null : count(entries)),
    element("p", { class: "meaning" }, meaning),
  );
}

function standings({ tiers }) {
  const entries = Object.values(tiers).flat();
  return new Map(entries.map((entry) => [entry.condition.id, entry.tier]));
}

/** What a screen reader is told of a new answer. */
export function inWords({ tiers }) {
  const [first] = tiers.most_likely;
  const { likely, do_not_miss: dangerous, rare } = tiers;
  const others = `${likely.length} other likely, ${dangerous.length} not to miss, ${rare.length} rare.`;
  return first ? `Most likely: ${first.condition.label}, ${percent(first.probability)}. ${others}` : "No condition fits.";
}
