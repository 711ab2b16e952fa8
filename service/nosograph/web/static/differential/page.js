// The differential page: words and findings in, four tiers out, as they are typed.

import { Newest, Problem, Unreachable } from "./asking.js";
import { drawOddities, drawPlacement, drawQuestions, labelsOfEntries } from "./around.js";
import { combobox } from "./combobox.js";
import { consult } from "./consultation.js";
import { Drawing } from "./drawing.js";
import { copied } from "./elements.js";
import { Findings, drawSuggestions } from "./findings.js";
import { fragmentOf, holdsPresentation, restore } from "./link.js";
import { percent } from "./numbers.js";
import { Presentation } from "./presentation.js";
import { Progress } from "./progress.js";
import { Tiers, inWords } from "./tiers.js";
import { Who } from "./who.js";
import { drawWords, pointAt } from "./words.js";

/** Milliseconds without a key after which words are read. */
const PAUSE = 250;
const place = (id) => document.getElementById(id);

const presentation = new Presentation();
const progress = new Progress({ waiting: place("waiting"), problem: place("problem"), cancel, again: ask });
const newest = new Newest(() => progress.slow());
const tiers = new Tiers(place("tiers"), { answer });
const findings = new Findings(place("findings"), presentation, {
  changed: (said) => changed(said),
  point: (key) => pointAt(place("marks"), key),
});
const who = new Who(place("presentation"), presentation, () => soon());
const drawing = new Drawing(place("drawing"), place("drawing-place"));
let pause;

/** Ask now: something was pressed. */
function changed(said = "") {
  forgetLink();
  progress.tell(said);
  draw();
  return ask();
}

/** Ask when typing pauses. */
function soon() {
  forgetLink();
  clearTimeout(pause);
  pause = setTimeout(ask, PAUSE);
}

async function ask() {
  clearTimeout(pause);
  performance.mark("asked");
  if (presentation.isEmpty) return empty();
  progress.begin();
  place("differential").setAttribute("aria-busy", "true");
  try {
    const answered = await newest.run((signal) => consult(presentation, signal));
    if (answered) show(answered);
  } catch (error) {
    fail(error);
  }
}

function show(answered) {
  progress.end(inWords(answered));
  draw();
  tiers.show(answered);
  drawing.show(answered);
  drawQuestions(place("questions"), answered, answer);
  drawPlacement(place("placement"), answered, labelsOfEntries(answered));
  place("reasoner").textContent = `Release ${answered.release} · placed by: ${answered.reasoner}`;
  place("request").textContent = JSON.stringify(presentation.document(), null, 2);
  const [first] = answered.tiers.most_likely;
  place("jump").textContent = first ? `${first.condition.label}, ${percent(first.probability)} · all tiers` : "All tiers";
  settle("answered");
  requestAnimationFrame(() => performance.measure("tiers", "asked"));
}

/** Say what went wrong; an answer to something else does not stay as if it were to this. */
function fail(error) {
  if (!(error instanceof Problem || error instanceof Unreachable)) throw error;
  draw();
  const refused = error instanceof Problem && error.status < 500 && error.status !== 429;
  if (refused) leaveTiers();
  settle(refused ? "refused" : "stale");
  progress.fail(error, !refused && tiers.answered !== null);
}

function cancel() {
  newest.cancel();
  settle(tiers.answered ? "stale" : "refused");
  progress.cancelled();
}

function empty() {
  newest.cancel();
  presentation.read(presentation.text, { findings: [] });
  progress.end("");
  leaveTiers();
  draw();
  settle("empty");
}

function leaveTiers() {
  tiers.clear();
  drawing.show(null);
  place("questions").hidden = true;
  place("placement").hidden = true;
}

/** Which parts are shown depends on what there is to show. */
function settle(state) {
  place("consult").dataset.state = state;
  place("jump").hidden = state !== "answered";
  place("differential").setAttribute("aria-busy", "false");
}

/** Draw what is known of the presentation. */
function draw() {
  findings.draw();
  drawSuggestions(place("suggestions"), presentation, { changed });
  drawOddities(place("oddities"), presentation);
  drawWords(place("marks"), presentation);
  who.draw();
  place("found").hidden = presentation.findings(true).length === 0;
}

/** Add a finding, or say its status, from a question. */
function answer(id, label, status) {
  presentation.name({ [id]: label });
  presentation.answer(id, status);
  changed(`${label}: ${status}`);
}

function type(text) {
  forgetLink();
  place("words").value = text;
  presentation.text = text;
  draw();
}

/** The address holds a presentation only as long as it is this one. */
function forgetLink() {
  if (holdsPresentation(location.hash)) history.replaceState(null, "", location.pathname);
}

async function share() {
  history.replaceState(null, "", fragmentOf(presentation));
  const isCopied = await copied(location.href);
  progress.tell(isCopied ? "The link is copied; it is in the address bar too." : "The link is in the address bar.");
}

function follow(fragment) {
  try {
    restore(fragment, presentation);
  } catch {
    progress.refuse("This link holds no presentation that can be read", "It may have been cut off. Nothing was sent.");
    return;
  }
  place("words").value = presentation.text;
  draw();
  ask();
}

function startAgain() {
  presentation.clear();
  findings.open = null;
  type("");
  ask();
  place("words").focus();
}

function listen() {
  place("words").addEventListener("input", () => {
    presentation.text = place("words").value;
    drawWords(place("marks"), presentation);
    soon();
  });
  place("words").addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && ask());
  place("presentation").addEventListener("submit", (event) => event.preventDefault());
  for (const button of document.querySelectorAll("[data-example]")) {
    button.addEventListener("click", () => (type(button.dataset.example), ask()));
  }
  place("share").addEventListener("click", share);
  place("print").addEventListener("click", () => window.print());
  place("jump").addEventListener("click", () => {
    place("differential").scrollIntoView();
    place("differential-title").focus({ preventScroll: true });
  });
  place("again").addEventListener("click", startAgain);
  for (const input of document.querySelectorAll("[name=shown]")) {
    input.addEventListener("change", () => tiers.filter(input.value === "dangerous"));
  }
  window.addEventListener("hashchange", () => holdsPresentation(location.hash) && follow(location.hash));
}

function addFinder() {
  const onPick = (term) => {
    presentation.name({ [term.id]: term.label });
    presentation.add({ id: term.id, status: "present" });
    changed(`${term.label} added`);
  };
  const onWords = (words) => (type(presentation.text.trim() ? `${presentation.text.trimEnd()}, ${words}` : words), ask());
  place("finder").append(combobox({ label: "Add a finding", kinds: ["finding"], placeholder: "begin to type, e.g. muscle sp", onPick, onWords }));
}

addFinder();
listen();
if (holdsPresentation(location.hash)) follow(location.hash);
else if (place("words").value) {
  // What a browser kept over a reload.
  presentation.text = place("words").value;
  ask();
}
