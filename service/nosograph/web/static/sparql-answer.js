// Shows what the endpoint answered: rows, yes or no, a graph, or a problem.

const PER_PAGE = 100;
// Characters from which a column of words is given room, for two lines or for four.
const TEXT = 24;
const PROSE = 120;
const DOWNLOADS = {
  rows: {
    CSV: ["text/csv", "csv"], TSV: ["text/tab-separated-values", "tsv"],
    JSON: ["application/sparql-results+json", "json"], XML: ["application/sparql-results+xml", "xml"],
  },
  graph: {
    Turtle: ["text/turtle", "ttl"], "N-Triples": ["application/n-triples", "nt"],
    "JSON-LD": ["application/ld+json", "jsonld"], "RDF/XML": ["application/rdf+xml", "rdf"],
  },
};
// Terms with these prefixes have pages here.
const DESCRIBED = ["nos", "HP", "MONDO", "UBERON", "OMIM", "ORPHA", "DECIPHER"];

export function showAnswer(element, answer) {
  if (answer.type !== "application/sparql-results+json") {
    const lines = answer.text.split("\n").length;
    answer.say(`A graph in ${answer.seconds} s, ${lines.toLocaleString("en")} lines of Turtle.`);
    const text = made("pre", { tabIndex: 0 }, made("code", { textContent: answer.text }));
    text.setAttribute("aria-label", "Graph");
    element.replaceChildren(downloads(DOWNLOADS.graph, answer), text);
    return;
  }
  const document = JSON.parse(answer.text);
  if ("boolean" in document) {
    answer.say(`Answered in ${answer.seconds} s.`);
    element.replaceChildren(made("p", { className: "answer", textContent: document.boolean ? "Yes" : "No" }));
    return;
  }
  const rows = document.results.bindings;
  answer.say(counted(rows, answer));
  element.replaceChildren(table(document.head.vars, rows, answer));
}

export function showProblem(element, { title, detail, line, column, status }) {
  const said = made("div", { className: "refusal" }, made("h3", { textContent: title }));
  said.setAttribute("role", "alert");
  if (detail) said.append(made("p", { textContent: detail }));
  if (line && !detail?.includes(`line ${line}`)) said.append(made("p", { textContent: `Line ${line}, column ${column}` }));
  if (status) said.append(made("p", { className: "quiet", textContent: `Status ${status}` }));
  element.replaceChildren(said);
}

function counted(rows, { seconds }) {
  return `${rows.length.toLocaleString("en")} ${rows.length === 1 ? "row" : "rows"} in ${seconds} s.`;
}

function table(variables, rows, answer) {
  const state = { page: 0, filter: "", variable: "", down: false };
  const whole = made("div", {});
  const filter = made("input", { type: "search", placeholder: "Filter rows", maxLength: 200 });
  filter.setAttribute("aria-label", "Filter rows");
  const turner = made("div", { className: "rows-tools" });
  const region = made("div", { className: "wide rows", tabIndex: 0 });
  region.setAttribute("role", "region");
  region.setAttribute("aria-label", "Rows");
  const tools = downloads(DOWNLOADS.rows, answer);
  tools.prepend(filter);
  whole.append(tools, region, turner);
  const draw = () => {
    const shown = ordered(filtered(rows, variables, state.filter), state);
    state.page = Math.min(state.page, Math.max(0, Math.ceil(shown.length / PER_PAGE) - 1));
    const focused = region.contains(window.document.activeElement) ? state.variable : undefined;
    region.replaceChildren(drawn(variables, shown, state, answer.prefixes, draw));
    if (focused) region.querySelector(`[data-variable="${CSS.escape(focused)}"]`)?.focus();
    const turned = [...turner.querySelectorAll("button")].indexOf(window.document.activeElement);
    turner.replaceChildren(...pages(shown.length, state, draw));
    if (turned >= 0) keepTurning([...turner.querySelectorAll("button")], turned);
    return shown.length;
  };
  filter.addEventListener("input", () => {
    state.filter = filter.value.toLowerCase();
    state.page = 0;
    const found = draw();
    const matching = `${found.toLocaleString("en")} of ${rows.length.toLocaleString("en")} rows match.`;
    answer.say(found === rows.length ? counted(rows, answer) : matching);
  });
  draw();
  return whole;
}

// The button that was pressed keeps the focus; at an end, the one that leads back has it.
function keepTurning(buttons, turned) {
  (buttons[turned].disabled ? buttons[1 - turned] : buttons[turned]).focus();
}

function filtered(rows, variables, filter) {
  if (!filter) return rows;
  return rows.filter((row) => variables.some((name) => row[name] && written(row[name]).toLowerCase().includes(filter)));
}

function ordered(rows, { variable, down }) {
  if (!variable) return rows;
  const sign = down ? -1 : 1;
  return [...rows].sort((a, b) => sign * compared(a[variable], b[variable]));
}

function compared(a, b) {
  if (!a || !b) return a ? 1 : b ? -1 : 0;
  return written(a).localeCompare(written(b), "en", { numeric: true });
}

function written(term) {
  return typeof term.value === "string" ? term.value : quoted(term.value);
}

// A triple term of SPARQL 1.2.
function quoted({ subject, predicate, object }) {
  return `<<( ${[subject, predicate, object].map(written).join(" ")} )>>`;
}

function drawn(variables, rows, state, prefixes, draw) {
  const head = made("tr", {});
  for (const variable of variables) {
    const button = made("button", { type: "button", textContent: variable });
    button.dataset.variable = variable;
    const cell = made("th", { scope: "col" }, button);
    if (state.variable === variable) cell.setAttribute("aria-sort", state.down ? "descending" : "ascending");
    button.addEventListener("click", () => {
      state.down = state.variable === variable && !state.down;
      state.variable = variable;
      draw();
    });
    head.append(cell);
  }
  const body = made("tbody", {});
  const paged = rows.slice(state.page * PER_PAGE, (state.page + 1) * PER_PAGE);
  const widths = new Map(variables.map((variable) => [variable, width(paged, variable)]));
  const cell = (row, variable) => made("td", { className: widths.get(variable) }, ...(row[variable] ? shown(row[variable], prefixes) : []));
  for (const row of paged) body.append(made("tr", {}, ...variables.map((variable) => cell(row, variable))));
  return made("table", {}, made("thead", {}, head), body);
}

// How wide a column is to be, by the longest words in it; addresses break anywhere.
function width(rows, variable) {
  const words = rows.map((row) => row[variable]).filter((term) => term && term.type !== "uri");
  const longest = Math.max(0, ...words.map((term) => written(term).length));
  return longest > PROSE ? "prose" : longest > TEXT ? "text" : "";
}

function shown(term, prefixes) {
  if (term.type === "uri") return [linked(term.value, prefixes)];
  const parts = [window.document.createTextNode(written(term))];
  const type = term["xml:lang"] ? `@${term["xml:lang"]}` : term.datatype ? curie(term.datatype, prefixes) : "";
  if (type) parts.push(made("span", { className: "type", textContent: ` ${type}` }));
  return parts;
}

function linked(iri, prefixes) {
  const code = curie(iri, prefixes);
  const own = DESCRIBED.includes(code.split(":", 1)[0]);
  const elsewhere = /^https?:/.test(iri) ? iri : "";
  const href = own ? `/resource?iri=${encodeURIComponent(iri)}` : elsewhere;
  if (!href) return made("span", { textContent: code });
  return made("a", { href, textContent: code, title: iri, rel: own ? "" : "noreferrer" });
}

function curie(iri, prefixes) {
  let best = "";
  for (const [prefix, space] of Object.entries(prefixes)) {
    if (iri.startsWith(space) && space.length > (prefixes[best] ?? "").length) best = prefix;
  }
  return best ? `${best}:${iri.slice(prefixes[best].length)}` : iri;
}

function pages(found, state, draw) {
  const last = Math.ceil(found / PER_PAGE) - 1;
  if (last < 1) return [];
  const turn = (text, by) => {
    const button = made("button", { type: "button", textContent: text, disabled: !(state.page + by in [...Array(last + 1)]) });
    button.addEventListener("click", () => {
      state.page += by;
      draw();
    });
    return button;
  };
  const where = `Page ${state.page + 1} of ${last + 1}`;
  return [turn("Before", -1), made("span", { textContent: where }), turn("Next", 1)];
}

function downloads(kinds, answer) {
  const bar = made("div", { className: "rows-tools", role: "group" });
  bar.setAttribute("aria-label", "Download");
  for (const [name, [type, ending]] of Object.entries(kinds)) {
    const button = made("button", { type: "button", textContent: name });
    button.setAttribute("aria-label", `Download as ${name}`);
    button.addEventListener("click", () => save(type, ending, answer));
    bar.append(button);
  }
  return bar;
}

async function save(type, ending, { download, say }) {
  say("Fetching…");
  try {
    const { text } = await download(type);
    const url = URL.createObjectURL(new Blob([text], { type }));
    made("a", { href: url, download: `nosograph.${ending}` }).click();
    setTimeout(() => URL.revokeObjectURL(url), 60_000);
    say("Downloaded.");
  } catch (error) {
    say(`It cannot be downloaded: ${error.title ?? "the service cannot be reached"}.`);
  }
}

function made(name, properties, ...children) {
  const element = Object.assign(window.document.createElement(name), properties);
  if (children.length) element.append(...children);
  return element;
}
