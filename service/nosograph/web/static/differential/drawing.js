// The answer as a drawing: complaints and findings on one side, the tiers' conditions on the other.

import { showGraph } from "../graph.js";
import { element } from "./elements.js";
import { percent } from "./numbers.js";

/** Conditions of each tier that are drawn; with findings and complaints they stay below 60 nodes. */
const MOST = { most_likely: 1, likely: 8, do_not_miss: 10, rare: 6 };
const COMPLAINTS = 5;
const FINDINGS = 24;

/** Draw the answer when the part is open, and anew when another comes. */
export class Drawing {
  constructor(part, fill) {
    this.part = part;
    this.fill = fill;
    part.addEventListener("toggle", () => this.draw());
  }

  show(answered) {
    this.answered = answered;
    this.part.hidden = answered === null;
    return this.draw();
  }

  async draw() {
    if (!this.part.open || !this.answered || this.drawn === this.answered) return;
    this.drawn = this.answered;
    const started = this.answered;
    try {
      const graph = await showGraph(this.fill, graphOf(started), { label: "The differential", arrangement: "columns" });
      this.graph?.destroy();
      this.graph = graph;
    } catch {
      this.drawn = undefined;
      this.fill.replaceChildren(element("p", {}, "It cannot be drawn now; the tiers say the same."));
    }
  }
}

/** The answer as nodes and edges. */
function graphOf({ tiers, complaints }) {
  const entries = Object.entries(MOST).flatMap(([tier, most]) => tiers[tier].slice(0, most).map((entry) => ({ tier, ...entry })));
  const causing = complaints.filter(({ id }) => entries.some(({ causes }) => causes.some(({ complaint }) => complaint === id)));
  const placed = causing.slice(0, COMPLAINTS);
  const telling = new Map(entries.flatMap((entry) => [...entry.for, ...entry.against]).map((finding) => [finding.id, finding]));
  const findings = [...telling.values()].slice(0, FINDINGS);
  return {
    nodes: [
      ...placed.map(({ id, label }) => ({ id, label, kind: "complaint", page: `/complaint/${id.replace(/^nos:/, "")}` })),
      ...findings.map(({ id, label }) => ({ id: `finding ${id}`, label, kind: "finding", page: `/finding/${id}` })),
      ...entries.map(({ tier, condition, probability }) => ({
        id: `condition ${condition.id}`,
        label: `${condition.label}, ${percent(probability)}`,
        kind: tier,
        page: `/condition/${condition.id}`,
      })),
    ],
    edges: entries.flatMap((entry) => edgesOf(entry, placed)),
    omitted: omitted(tiers, causing.length - placed.length, telling.size - findings.length),
  };
}

function edgesOf({ condition, causes, for: speaking, against }, complaints) {
  const target = `condition ${condition.id}`;
  const named = new Map(complaints.map(({ id, label }) => [id, label]));
  const said = ({ id, label, likelihood_ratio: ratio }) => ({
    source: `finding ${id}`,
    target,
    label: `${label}: likelihood ratio ${ratio.toPrecision(2)}`,
    weight: Math.min(5, 1 + Math.abs(Math.log(ratio))),
    against: ratio < 1,
  });
  return [
    ...causes.filter(({ complaint }) => named.has(complaint)).map(({ complaint, band }) => (
      { source: complaint, target, label: `${band} cause of ${named.get(complaint)}`, weight: 2 })),
    ...[...speaking, ...against].map(said),
  ];
}

function omitted(tiers, complaints, findings) {
  const left = Object.entries(MOST).map(([tier, most]) => [tier, tiers[tier].length - most]);
  const counted = [...left, ["complaint", complaints], ["finding", findings]];
  return Object.fromEntries(counted.filter(([, count]) => count > 0));
}
