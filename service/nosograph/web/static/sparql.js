// The editor of /sparql: YASGUI's editor over our own endpoint; no other host is asked.
import { showAnswer, showProblem } from "./sparql-answer.js";
import { addTerms } from "./sparql-terms.js";

const ENDPOINT = "/sparql";
// A longer answer would fill the browser's memory; it can be downloaded.
const MOST_CHARACTERS = 20_000_000;
const SELECT_TYPE = "application/sparql-results+json";
const GRAPH_TYPE = "text/turtle";

const form = document.getElementById("query-form");
const source = form.elements.query;
const place = document.getElementById("editor");
const run = document.getElementById("run");
const stop = document.getElementById("stop");
const status = document.getElementById("query-status");
const results = document.getElementById("results");
const prefixes = JSON.parse(place.dataset.prefixes);

let fault;
let asking;

const editor = made();
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask();
});
stop.addEventListener("click", () => asking?.stop());
addExamples();
addLink();
addTerms(editor, prefixes, say);
open();

function made() {
  const { Yasqe } = window.Yasgui;
  Yasqe.defaults.autocompleters = [];
  Yasqe.defaults.createShareableLink = undefined;
  Yasqe.defaults.consumeShareLink = undefined;
  addCompleters(Yasqe);
  place.hidden = false;
  source.hidden = true;
  for (const hidden of ["editor-help", "link"]) document.getElementById(hidden).hidden = false;
  document.querySelector(".examples-filter").hidden = false;
  document.querySelector(".term-finder").hidden = false;
  const yasqe = new Yasqe(place, {
    value: source.value,
    // Queries may say what a patient has: nothing is kept in the browser.
    persistenceId: null,
    showQueryButton: false,
    resizeable: true,
    editorHeight: "22rem",
    extraKeys: { "Ctrl-Enter": ask, "Cmd-Enter": ask, Tab: false, "Shift-Tab": false },
  });
  yasqe.getInputField().setAttribute("aria-label", "SPARQL query");
  yasqe.getInputField().setAttribute("aria-describedby", "editor-help");
  // Who has no mouse scrolls it too.
  const scroller = yasqe.getScrollerElement();
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", "The query, to scroll");
  yasqe.on("change", () => clearFault());
  return yasqe;
}

// Completion from our prefixes, and from the classes and properties that our ontology describes.
function addCompleters(Yasqe) {
  Yasqe.forkAutocompleter("variables", { name: "our-variables" });
  Yasqe.forkAutocompleter("prefixes", {
    name: "our-prefixes",
    persistenceId: null,
    get: () => Object.entries(prefixes).map(([prefix, space]) => `${prefix}: <${space}>`).sort(),
  });
  const listed = (name) => JSON.parse(place.dataset[name]).map(expanded);
  Yasqe.forkAutocompleter("property", {
    name: "our-properties",
    get: (_, token) => begun(token, described("ontology/relations", "relation"), listed("properties")),
  });
  Yasqe.forkAutocompleter("class", {
    name: "our-classes",
    get: (_, token) => begun(token, described("ontology/classes", "class"), listed("classes")),
  });
}

function expanded(curie) {
  const [prefix] = curie.split(":", 1);
  return prefixes[prefix] + curie.slice(prefix.length + 1);
}

async function begun(token, iris, more) {
  const beginning = token?.autocompletionString ?? "";
  return [...new Set([...(await iris), ...more])].filter((iri) => iri.startsWith(beginning)).sort();
}

const remembered = {};
function described(query, variable) {
  remembered[query] ??= fetch(`/api/queries/${query}/results?format=json`)
    .then((answer) => (answer.ok ? answer.json() : { results: { bindings: [] } }))
    .then((table) => table.results.bindings.map((row) => row[variable].value))
    .catch(() => []);
  return remembered[query];
}

async function ask() {
  asking?.stop();
  asking = undefined;
  busy(false);
  const query = editor.getValue();
  const graph = ["CONSTRUCT", "DESCRIBE"].includes(editor.getQueryType());
  if (editor.getQueryMode() === "update") {
    say("");
    showProblem(results, {
      title: "The editor only reads",
      detail: "Updates are posted to /update with the write token, where the service has one.",
    });
    return;
  }
  const mine = (asking = asked(query, graph ? GRAPH_TYPE : SELECT_TYPE));
  busy(true);
  say("Running…");
  const began = performance.now();
  try {
    const { text, type } = await mine.answer;
    if (asking !== mine) return;
    const seconds = ((performance.now() - began) / 1000).toFixed(2);
    showAnswer(results, { text, type, prefixes, seconds, say, download: (kind) => asked(query, kind).answer });
  } catch (error) {
    // What was stopped for a newer query has nothing to say beside it.
    if (asking === mine) refuse(error);
  } finally {
    if (asking === mine) {
      asking = undefined;
      busy(false);
    }
  }
}

// Ask the endpoint; stop() ends the query there too, by the name that was given to it.
function asked(query, accept) {
  const name = crypto.getRandomValues(new Uint32Array(5)).join("-");
  const aborting = new AbortController();
  const request = {
    method: "POST",
    headers: { Accept: accept, "Content-Type": "application/sparql-query", "X-Query-Id": name },
    body: query,
    signal: aborting.signal,
  };
  return {
    answer: fetch(ENDPOINT, request).then(read),
    stop() {
      aborting.abort();
      fetch(`/queries/${name}`, { method: "DELETE" }).catch(() => {});
    },
  };
}

async function read(answer) {
  if (!answer.ok) throw await answer.json().catch(() => ({ title: `The service answered ${answer.status}` }));
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  const pieces = [];
  let length = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    pieces.push(piece.value);
    length += piece.value.length;
    if (length > MOST_CHARACTERS) {
      await reader.cancel();
      throw { title: "The answer is too long to be shown", detail: "Add a LIMIT, or ask the endpoint with a program." };
    }
  }
  return { text: pieces.join(""), type: answer.headers.get("Content-Type").split(";")[0] };
}

function refuse(error) {
  say("");
  if (error.name === "AbortError") {
    showProblem(results, { title: "The query was stopped" });
  } else if (error instanceof TypeError) {
    showProblem(results, {
      title: "The service cannot be reached, or its answer broke off",
      detail: "The query is kept above; try again.",
    });
  } else {
    showProblem(results, error);
    if (error.line) mark(error.line, error.column ?? 1);
  }
}

function mark(line, column) {
  fault = editor.getDoc().addLineClass(line - 1, "background", "at-fault");
  editor.getDoc().setCursor({ line: line - 1, ch: column - 1 });
}

function clearFault() {
  if (fault) editor.getDoc().removeLineClass(fault, "background", "at-fault");
  fault = undefined;
}

function busy(is) {
  stop.hidden = !is;
  results.setAttribute("aria-busy", String(is));
}

function say(words) {
  status.textContent = words;
}

function addExamples() {
  const all = document.getElementById("all-examples");
  all.open = window.matchMedia("(min-width: 56rem)").matches;
  const links = [...document.querySelectorAll("[data-example]")];
  for (const link of links) {
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      choose(link.dataset.example);
    });
  }
  const none = document.getElementById("no-example");
  const filter = document.getElementById("example-filter");
  filter.addEventListener("input", () => {
    const words = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const link of links) {
      const said = `${link.dataset.example} ${link.textContent} ${link.title}`.toLowerCase();
      link.parentElement.hidden = !words.every((word) => said.includes(word));
    }
    let found = 0;
    for (const folder of document.querySelectorAll(".folder")) {
      const count = folder.querySelectorAll("li:not([hidden])").length;
      folder.hidden = !count;
      if (words.length) folder.open = true;
      found += count;
    }
    none.textContent = words.length ? (found ? `${found} found.` : "No example matches.") : "";
  });
}

async function choose(name) {
  const link = links().find((each) => each.dataset.example === name);
  if (!link) return;
  try {
    const answer = await fetch(`/api/queries/${name}?format=rq`);
    if (!answer.ok) throw new Error();
    editor.setValue(await answer.text());
  } catch {
    say("The example cannot be fetched now.");
    return;
  }
  links().forEach((each) => each.removeAttribute("aria-current"));
  link.setAttribute("aria-current", "true");
  link.closest(".folder").open = true;
  if (window.matchMedia("(max-width: 56rem)").matches) document.getElementById("all-examples").open = false;
  results.replaceChildren();
  say(`${link.textContent}: ${link.title.replace(/^CQ-\d+ /, "")} Change the terms between the braces of VALUES, or run it as it is.`);
  editor.focus();
}

function links() {
  return [...document.querySelectorAll("[data-example]")];
}

// The query goes into the fragment, which is never sent to the service.
function addLink() {
  document.getElementById("link").addEventListener("click", async () => {
    const url = new URL(window.location.href);
    url.hash = new URLSearchParams({ query: editor.getValue() }).toString();
    window.history.replaceState(null, "", url);
    try {
      await navigator.clipboard.writeText(url.href);
      say("The link is copied; the query is in its fragment, which is not sent to the service.");
    } catch {
      say("The address of this page now holds the query.");
    }
  });
}

function open() {
  const said = new URLSearchParams(window.location.hash.slice(1));
  if (said.has("query")) editor.setValue(said.get("query"));
  else if (said.has("example")) choose(said.get("example"));
}
window.addEventListener("hashchange", open);
