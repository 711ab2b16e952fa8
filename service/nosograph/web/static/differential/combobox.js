// Completion as the ARIA Authoring Practices describe it: a combobox with a list, by keyboard alone.

import { Newest, post } from "./asking.js";
import { element } from "./elements.js";

/** Milliseconds between the last key and the question. */
const PAUSE = 60;
const MOST = 12;
let made = 0;

/**
 * Make a labelled input that completes names of some kinds.
 *
 * `onPick` gets the term that was picked. With `onWords`, what was typed may be taken as words.
 */
export function combobox({ label, kinds, placeholder = "", onPick, onWords = null, listAll = false }) {
  return new Combobox({ label, kinds, placeholder, onPick, onWords, listAll }).element;
}

class Combobox {
  constructor(options) {
    Object.assign(this, options);
    this.id = `combobox-${(made += 1)}`;
    this.options = [];
    this.active = -1;
    this.shown = null;
    this.newest = new Newest(() => {});
    this.element = element("div", { class: "combobox" }, ...this.parts());
    this.element.addEventListener("focusout", (event) => {
      if (!this.element.contains(event.relatedTarget)) this.close();
    });
  }

  parts() {
    this.input = element("input", {
      id: this.id, type: "text", role: "combobox", autocomplete: "off", spellcheck: "false",
      placeholder: this.placeholder, "aria-autocomplete": "list", "aria-expanded": "false",
      "aria-controls": `${this.id}-list`, maxlength: "200",
      input: () => this.wait(), focus: () => this.listAll && this.ask(), keydown: (event) => this.key(event),
    });
    this.list = element("ul", { id: `${this.id}-list`, role: "listbox", "aria-label": this.label, hidden: true });
    this.said = element("span", { class: "unseen", role: "status" });
    return [element("label", { for: this.id }, this.label), this.input, this.list, this.said];
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE);
  }

  async ask() {
    const typed = this.input.value.trim();
    if (!typed && !this.listAll) return this.close();
    const asked = { q: typed, kind: this.kinds, limit: this.listAll ? 100 : MOST };
    try {
      const found = await this.newest.run((signal) => post("/api/search", asked, signal));
      if (found) this.show(typed, found.terms);
    } catch {
      this.show(typed, []);
      this.said.textContent = "Completion does not answer";
    }
  }

  show(typed, terms) {
    this.shown = typed;
    this.options = terms.map((term) => ({ term, node: this.option(describe(term)) }));
    if (this.onWords && typed) {
      this.options.push({ words: typed, node: this.option([`Read “${typed}” as words`]) });
    }
    this.list.replaceChildren(...this.options.map((option) => option.node));
    this.said.textContent = terms.length === 1 ? "1 found" : `${terms.length || "none"} found`;
    this.list.hidden = this.options.length === 0;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.move(this.options.length ? 0 : -1);
  }

  option(content) {
    const node = element("li", { id: `option-${(made += 1)}`, role: "option", "aria-selected": "false" }, content);
    // The input keeps the focus; a press would take it away before the click.
    node.addEventListener("mousedown", (event) => event.preventDefault());
    node.addEventListener("click", () => this.pick(this.options.find((option) => option.node === node)));
    return node;
  }

  move(place) {
    this.active = place;
    for (const [index, { node }] of this.options.entries()) {
      node.setAttribute("aria-selected", String(index === place));
    }
    const node = this.options[place]?.node;
    if (node) this.input.setAttribute("aria-activedescendant", node.id);
    else this.input.removeAttribute("aria-activedescendant");
    node?.scrollIntoView({ block: "nearest" });
  }

  key(event) {
    const last = this.options.length - 1;
    const moves = {
      ArrowDown: () => (this.list.hidden ? this.ask() : this.move(this.active >= last ? 0 : this.active + 1)),
      ArrowUp: () => this.move(this.active <= 0 ? last : this.active - 1),
      Enter: () => this.enter(),
      Escape: () => (this.list.hidden ? (this.input.value = "") : this.close()),
    };
    if (!(event.key in moves) || event.isComposing) return;
    event.preventDefault();
    moves[event.key]();
  }

  /** Pick what is marked, once the list belongs to what was typed. */
  async enter() {
    clearTimeout(this.timer);
    if (this.list.hidden && !this.input.value.trim()) return;
    if (this.shown !== this.input.value.trim()) await this.ask();
    this.pick(this.options[this.active]);
  }

  pick(option) {
    if (!option) return;
    this.input.value = "";
    this.close();
    if (option.words) this.onWords(option.words);
    else this.onPick(option.term);
  }

  close() {
    clearTimeout(this.timer);
    this.newest.cancel();
    this.options = [];
    this.shown = null;
    this.list.hidden = true;
    this.list.replaceChildren();
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }
}

/** What an option shows: the name that was met, the label where that is another, the code. */
function describe(term) {
  const other = term.name.toLowerCase() === term.label.toLowerCase() ? null : term.label;
  return [
    element("span", { class: "met" }, other ? term.name : term.label),
    other && element("span", { class: "label" }, ` ${other}`),
    element("code", {}, term.id),
  ];
}
