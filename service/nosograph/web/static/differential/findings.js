// The findings that were recognised, each to be corrected or removed.

import { combobox } from "./combobox.js";
import { element, keepingPlace, unseen } from "./elements.js";
import { STATUSES } from "./numbers.js";

/** Draws the findings; `changed` is called when a person corrected one, `point` when one is looked at. */
export class Findings {
  constructor(place, presentation, { changed, point }) {
    Object.assign(this, { place, presentation, changed, point, open: null });
  }

  /** Draw, unless all is as it was: somebody may be typing into an editor. */
  draw() {
    const items = this.presentation.findings();
    const shown = JSON.stringify([this.presentation.findings(true), this.open, this.labels(items)]);
    if (shown === this.shown) return;
    this.shown = shown;
    const focused = this.place.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    this.place.replaceChildren(...items.map((item) => this.chip(item)), ...this.removed());
    if (focused) this.place.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus();
  }

  labels(items) {
    const codes = items.flatMap(({ finding }) => [finding.id, finding.site, finding.timing, finding.modifiers].flat());
    return codes.map((code) => this.presentation.label(code));
  }

  chip(item) {
    const { finding, key } = item;
    const label = this.presentation.label(finding.id);
    const editing = this.open === key;
    const node = element(
      "li",
      { class: "chip", "data-status": finding.status, "data-code": finding.id },
      this.statusOf(item, label),
      element("a", { class: "name", href: `/finding/${finding.id}`, title: finding.id }, label),
      this.qualifiers(finding),
      element("span", { class: "acts" }, this.editButton(item, label, editing), this.removeButton(item, label)),
      editing ? this.editor(item, label) : null,
    );
    const look = (away) => () => this.point(away ? null : key);
    for (const event of ["mouseenter", "focusin"]) node.addEventListener(event, look(false));
    for (const event of ["mouseleave", "focusout"]) node.addEventListener(event, look(true));
    return node;
  }

  /** What was read and removed, to be put back. */
  removed() {
    return this.presentation.removed().map(({ key, original }) => {
      const label = this.presentation.label(original.id);
      const back = () => {
        this.presentation.putBack(key);
        this.changed(`${label} is back`);
      };
      return element(
        "li",
        { class: "removed" },
        element("button", { type: "button", class: "quietly", click: back }, `Put back: ${label}`),
      );
    });
  }

  statusOf({ finding, key }, label) {
    const options = Object.entries(STATUSES).map(([status, { sign, words }]) =>
      element("option", { value: status, selected: status === finding.status }, `${sign} ${words}`),
    );
    return element(
      "select",
      {
        class: "status", "aria-label": `${label}: status`, "data-focus": `status ${key}`,
        change: (event) => this.say(key, event.target.value),
      },
      options,
    );
  }

  qualifiers(finding) {
    const codes = [finding.site, finding.timing, ...(finding.modifiers ?? [])].filter(Boolean);
    const words = codes.map((code) => this.presentation.label(code));
    return words.length ? element("span", { class: "qualifiers" }, words.join(" · ")) : null;
  }

  editButton({ key }, label, editing) {
    const toggle = () => {
      this.open = editing ? null : key;
      this.draw();
    };
    return element(
      "button",
      {
        type: "button", class: "edit", "aria-expanded": String(editing), "data-focus": `edit ${key}`,
        click: toggle,
      },
      "Correct",
      unseen(` site, timing and modifiers of ${label}`),
    );
  }

  removeButton({ key }, label) {
    return element(
      "button",
      { type: "button", class: "remove", "aria-label": `Remove ${label}`, click: () => this.remove(key) },
      "×",
    );
  }

  /** Where the finding is, when it occurs, and how it is. */
  editor(item, label) {
    const one = (member, name, kind) => this.single(item, member, name, kind);
    return element(
      "div",
      { class: "editor", role: "group", "aria-label": `Site, timing and modifiers of ${label}` },
      one("site", "Site", "site"),
      one("timing", "Timing", "timing"),
      this.several(item),
    );
  }

  single({ finding, key }, member, name, kind) {
    const chosen = finding[member];
    const picked = (term) => this.pick(key, { [member]: term.id }, term);
    return element(
      "div",
      { class: `qualifier ${member}` },
      combobox({ label: name, kinds: [kind], placeholder: chosen ? "another" : "none", onPick: picked, listAll: true }),
      chosen ? this.dropButton(key, { [member]: null }, chosen) : null,
    );
  }

  several({ finding, key }) {
    const chosen = finding.modifiers ?? [];
    const picked = (term) => this.pick(key, { modifiers: [...new Set([...chosen, term.id])] }, term);
    const without = (code) => ({ modifiers: chosen.filter((each) => each !== code) });
    return element(
      "div",
      { class: "qualifier modifiers" },
      combobox({ label: "Modifier", kinds: ["modifier"], placeholder: "add one", onPick: picked, listAll: true }),
      ...chosen.map((code) => this.dropButton(key, without(code), code)),
    );
  }

  dropButton(key, changes, code) {
    const label = this.presentation.label(code);
    return element(
      "button",
      { type: "button", class: "drop", "aria-label": `Drop ${label}`, click: () => this.correct(key, changes) },
      `${label} ×`,
    );
  }

  pick(key, changes, term) {
    this.presentation.name({ [term.id]: term.label });
    this.correct(key, changes);
  }

  say(key, status) {
    this.presentation.correct(key, { status });
    this.changed();
  }

  correct(key, changes) {
    this.presentation.correct(key, changes);
    this.changed();
    this.place.querySelector(`[data-focus="${CSS.escape(`edit ${key}`)}"]`)?.focus();
  }

  remove(key) {
    const label = this.presentation.label(this.presentation.findings().find((item) => item.key === key).finding.id);
    this.open = null;
    this.presentation.remove(key);
    this.changed(`${label} removed`);
    (this.place.querySelector("select") ?? document.querySelector("#words")).focus();
  }
}

/** Draw what was not understood, with what it may mean: one press takes it. */
export function drawSuggestions(place, presentation, { changed }) {
  const settle = (phrase, term) => {
    presentation.settle(phrase);
    if (term) {
      presentation.name({ [term.id]: term.label });
      presentation.add({ id: term.id, status: "present" });
    }
    changed();
  };
  const take = (phrase) => (term) =>
    element("button", { type: "button", title: term.id, click: () => settle(phrase, term) }, term.label ?? term.id);
  const rows = presentation.suggestions().map(({ phrase, candidates }) =>
    element(
      "li",
      {},
      element("span", { class: "phrase" }, `“${phrase}”`),
      " may mean ",
      candidates.map(take(phrase)),
      element(
        "button",
        { type: "button", class: "quietly", "aria-label": `Leave out ${phrase}`, click: () => settle(phrase) },
        "leave out",
      ),
    ),
  );
  keepingPlace(place, () => {
    place.hidden = rows.length === 0;
    place.querySelector("ul").replaceChildren(...rows);
  });
}
