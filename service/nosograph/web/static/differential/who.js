// Age, sex and duration: as read of the words, or as a person gives them.

import { UNITS, ageOf, durationOf, isoAge } from "./numbers.js";

export class Who {
  constructor(form, presentation, changed) {
    Object.assign(this, { form, presentation, changed });
    this.on("age", () => this.giveAge());
    this.on("duration", () => this.giveDuration());
    // A unit alone says nothing.
    this.on("age-unit", () => this.control("age").value && this.giveAge());
    this.on("duration-unit", () => this.control("duration").value && this.giveDuration());
    this.on("sex", () => this.give("sex", this.control("sex").value));
  }

  control(name) {
    return this.form.elements.namedItem(name);
  }

  on(name, act) {
    this.control(name).addEventListener("input", act);
  }

  give(member, value) {
    this.presentation.give(member, value);
    this.changed();
  }

  giveAge() {
    const input = this.control("age");
    if (input.validity.valid) this.give("age", input.value === "" ? null : isoAge(Number(input.value), this.control("age-unit").value));
  }

  giveDuration() {
    const input = this.control("duration");
    const days = Number(input.value) * UNITS[this.control("duration-unit").value];
    if (input.validity.valid) this.give("duration", input.value === "" ? null : days);
  }

  draw() {
    const age = this.presentation.who("age");
    this.fill("age", age ? ageOf(age) : null);
    const days = this.presentation.who("duration");
    this.fill("duration", days === undefined || days === null ? null : durationOf(days));
    this.control("sex").value = this.presentation.who("sex") ?? "unknown";
    for (const note of this.form.querySelectorAll("[data-read]")) note.hidden = !this.isRead(note.dataset.read);
  }

  /** Show a number with its unit, unless it is what a person is typing. */
  fill(name, amount) {
    const [input, unit] = [this.control(name), this.control(`${name}-unit`)];
    if ([input, unit].includes(document.activeElement) && name in this.presentation.given) return;
    input.value = amount ? amount.number : "";
    if (amount) unit.value = amount.unit;
  }

  isRead(member) {
    const value = this.presentation.reading[member];
    return !(member in this.presentation.given) && value !== undefined && value !== null && value !== "unknown";
  }
}
