// Draws nodes and edges, and lists them for those who do not see the drawing.
//
//   import { showGraph } from "/static/graph.js";
//   const graph = await showGraph(element, { root, nodes, edges, omitted }, { label, arrangement });
//   graph.destroy();                                  when another is shown in its place
//
// nodes: { id, label, kind, page }; kind is one of KINDS, page an address within the service or "".
// edges: { source, target, label, weight, against }; weight is from 1 (thin) to 5 (thick), 2 where
// missing; one with against speaks against its target.
// root: the id of the node in the middle; may be missing.
// omitted: { kind: how many were left out }; may be missing.
// arrangement: "rings", else "columns", one for each kind.
// cytoscape is loaded when a graph is first shown. The element is filled anew each time.

const CYTOSCAPE = "/static/vendor/cytoscape-3.34.0/cytoscape.esm.min.mjs";
// What stays fluid on a slow machine; more nodes are left out, and it says so.
const MOST = 60;

// The names of kinds, one and many, and their colours on a light and on a dark ground.
const KINDS = {
  condition: ["condition", "conditions", "#0f766e", "#5eead4"],
  finding: ["finding", "findings", "#1d4ed8", "#93c5fd"],
  complication: ["complication", "complications", "#b45309", "#fdba74"],
  outcome: ["outcome", "outcomes", "#b91c1c", "#fca5a5"],
  complaint: ["complaint", "complaints", "#7e22ce", "#d8b4fe"],
  code: ["code elsewhere", "codes elsewhere", "#57534e", "#d6d3d1"],
  most_likely: ["most likely", "most likely", "#0f766e", "#5eead4"],
  likely: ["likely", "likely", "#0369a1", "#7dd3fc"],
  do_not_miss: ["not to be missed", "not to be missed", "#b91c1c", "#fca5a5"],
  rare: ["rare", "rare", "#7e22ce", "#d8b4fe"],
};

const ORDER = Object.keys(KINDS);
// Nodes under each other in a column: more make the names small.
const ROWS = 14;

export async function showGraph(element, graph, { label = "Graph", arrangement = "rings" } = {}) {
  const shown = bounded(graph);
  const drawing = made("div", { className: "graph", role: "img" });
  drawing.setAttribute("aria-label", `${label}: ${counted(shown.nodes)}. The list below says the same.`);
  element.replaceChildren(tools(), legend(shown.nodes), drawing, left(shown.omitted), list(shown, label));
  const cytoscape = await loaded();
  const cy = cytoscape({
    container: drawing,
    elements: elements(shown),
    style: style(),
    userZoomingEnabled: false,
    autoungrabify: false,
    boxSelectionEnabled: false,
    minZoom: 0.2,
    maxZoom: 3,
  });
  arrange(cy, shown.root, arrangement);
  listen(element, cy, shown.root);
  const scheme = window.matchMedia("(prefers-color-scheme: dark)");
  const recolour = () => cy.style(style());
  scheme.addEventListener("change", recolour);
  return {
    destroy() {
      scheme.removeEventListener("change", recolour);
      cy.destroy();
    },
  };
}

function loaded() {
  // cytoscape would add a style element, which the content-security policy refuses; it looks
  // for this id first, and style.css has the one rule.
  if (!document.getElementById("__________cytoscape_stylesheet")) {
    document.head.append(made("meta", { id: "__________cytoscape_stylesheet" }));
  }
  return import(CYTOSCAPE).then((module) => module.default);
}

function bounded({ root, nodes, edges, omitted = {} }) {
  const kept = nodes.slice(0, MOST);
  const ids = new Set(kept.map((node) => node.id));
  const more = { ...omitted };
  for (const node of nodes.slice(MOST)) more[node.kind] = (more[node.kind] ?? 0) + 1;
  const between = edges.filter((edge) => ids.has(edge.source) && ids.has(edge.target));
  return { root, nodes: kept, edges: between, omitted: more };
}

function elements({ root, nodes, edges }) {
  return [
    ...nodes.map((node) => ({ data: { ...node, page: own(node.page), root: node.id === root ? 1 : 0 } })),
    ...edges.map((edge) => ({ data: { weight: 2, ...edge, id: undefined } })),
  ];
}

function style() {
  const dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
  const ink = dark ? "#e4eaf0" : "#1b2733";
  const ground = dark ? "#11171d" : "#ffffff";
  const line = dark ? "#4b5a68" : "#b3bfca";
  const coloured = Object.entries(KINDS).map(([kind, [, , light, pale]]) => ({
    selector: `node[kind = "${kind}"]`,
    style: { "background-color": dark ? pale : light },
  }));
  return [
    {
      selector: "node",
      style: {
        label: "data(label)", width: 16, height: 16, color: ink, "font-size": 11,
        "font-family": "system-ui, sans-serif", "text-wrap": "wrap", "text-max-width": 110,
        "text-valign": "bottom", "text-margin-y": 3, "min-zoomed-font-size": 5,
        "text-background-color": ground, "text-background-opacity": 0.8, "text-background-padding": 1,
        "background-color": line,
      },
    },
    ...coloured,
    { selector: "node[root = 1]", style: { width: 30, height: 30, "font-size": 14, "font-weight": 700 } },
    {
      selector: "edge",
      style: {
        width: "mapData(weight, 1, 5, 1, 5)", "line-color": line, "curve-style": "haystack", opacity: 0.8,
      },
    },
    { selector: "edge[?against]", style: { "line-color": dark ? "#fca5a5" : "#b91c1c" } },
    { selector: "node.aside", style: { "text-valign": "center", "text-halign": "right", "text-margin-x": 4, "text-margin-y": 0, "text-max-width": 125 } },
    { selector: ".dim", style: { opacity: 0.15 } },
    { selector: "node.lit", style: { "border-width": 3, "border-color": ink } },
    { selector: "edge.lit", style: { "line-color": ink, opacity: 1 } },
  ];
}

function arrange(cy, root, how) {
  const nodes = cy.nodes();
  if (how === "columns") {
    nodes.addClass("aside");
    cy.layout({ name: "preset", positions: columns(nodes, cy.width()), fit: false }).run();
  } else {
    nodes.removeClass("aside");
    cy.layout({
      name: "concentric", fit: false, animate: false, equidistant: true, avoidOverlap: true, minNodeSpacing: 20,
      concentric: (node) => (node.data("root") ? 9 : node.data("kind") === "finding" ? 1 : 2),
      levelWidth: () => 1,
      sort: (a, b) => ORDER.indexOf(a.data("kind")) - ORDER.indexOf(b.data("kind")),
    }).run();
    stretch(cy, nodes);
  }
  cy.fit(undefined, 15);
}

// Rings fill the room there is, so that names are read without being made larger.
function stretch(cy, nodes) {
  const box = nodes.boundingBox({ includeLabels: false });
  const wide = Math.max(cy.width(), 520);
  const x = (wide - 150) / Math.max(box.w, 1);
  const y = ((cy.height() * wide) / cy.width() - 90) / Math.max(box.h, 1);
  nodes.positions((node) => ({ x: (node.position("x") - box.x1) * x, y: (node.position("y") - box.y1) * y }));
}

// One column for each kind, several where it is long, each in the middle of the height.
function columns(nodes, width) {
  const stacks = ORDER.flatMap((kind) => {
    const ofKind = nodes.filter((node) => node.data("kind") === kind).toArray();
    const starts = [...Array(Math.ceil(ofKind.length / ROWS)).keys()];
    return starts.map((start) => ofKind.slice(start * ROWS, (start + 1) * ROWS));
  });
  const apart = Math.min(210, Math.max(150, width / stacks.length));
  const places = {};
  stacks.forEach((stack, column) => stack.forEach((node, row) => {
    places[node.id()] = { x: column * apart, y: (row - stack.length / 2) * 32 };
  }));
  return places;
}

function listen(element, cy, root) {
  cy.on("tap", "node", (event) => {
    const page = event.target.data("page");
    if (page && event.target.id() !== root) window.location.assign(page);
  });
  cy.on("mouseover", "node", (event) => light(cy, event.target.id()));
  cy.on("mouseout", "node", () => light(cy));
  for (const link of element.querySelectorAll("[data-node]")) {
    link.addEventListener("focus", () => light(cy, link.dataset.node));
    link.addEventListener("blur", () => light(cy));
    link.addEventListener("mouseenter", () => light(cy, link.dataset.node));
    link.addEventListener("mouseleave", () => light(cy));
  }
  const act = {
    larger: () => zoom(cy, 1.3),
    smaller: () => zoom(cy, 1 / 1.3),
    whole: () => cy.fit(undefined, 20),
    rings: () => arrange(cy, root, "rings"),
    columns: () => arrange(cy, root, "columns"),
  };
  for (const button of element.querySelectorAll("[data-act]")) {
    button.addEventListener("click", () => act[button.dataset.act]());
  }
}

function zoom(cy, factor) {
  cy.zoom({ level: cy.zoom() * factor, renderedPosition: { x: cy.width() / 2, y: cy.height() / 2 } });
}

function light(cy, id) {
  cy.batch(() => {
    cy.elements().removeClass("dim lit");
    if (id === undefined) return;
    const node = cy.getElementById(id);
    const near = node.closedNeighborhood();
    cy.elements().not(near).addClass("dim");
    node.addClass("lit");
    node.connectedEdges().addClass("lit");
  });
}

function tools() {
  const bar = made("div", { className: "graph-tools", role: "group" });
  bar.setAttribute("aria-label", "Drawing");
  for (const [act, words] of [
    ["rings", "In rings"], ["columns", "In columns"], ["larger", "Larger"], ["smaller", "Smaller"], ["whole", "Whole"],
  ]) {
    const button = made("button", { type: "button", textContent: words });
    button.dataset.act = act;
    bar.append(button);
  }
  return bar;
}

function legend(nodes) {
  const kinds = made("ul", { className: "graph-legend" });
  kinds.setAttribute("aria-label", "Kinds");
  for (const kind of new Set(nodes.map((node) => node.kind))) {
    const [one, , light, pale] = KINDS[kind] ?? [kind];
    const item = made("li", { textContent: one });
    item.style.setProperty("--swatch", `light-dark(${light}, ${pale})`);
    kinds.append(item);
  }
  return kinds;
}

function left(omitted) {
  const said = Object.entries(omitted).map(([kind, count]) => named(kind, count));
  const text = said.length ? `Left out of the drawing: ${said.join(", ")}.` : "Nothing is left out.";
  return made("p", { className: "quiet graph-left", textContent: text });
}

// Every node under what it belongs to, with how it belongs there: what the drawing says, in words.
function list({ nodes, edges }, label) {
  const details = made("details", { className: "graph-words" });
  details.append(made("summary", { textContent: "The same as a list" }));
  const items = made("ul", { className: "graph-list" });
  items.setAttribute("aria-label", label);
  for (const node of nodes) {
    const item = made("li", {});
    const href = own(node.page);
    const name = href ? made("a", { href, textContent: node.label }) : made("span", { textContent: node.label });
    name.dataset.node = node.id;
    const said = edges.filter((edge) => edge.target === node.id).map((edge) => edge.label).filter(Boolean);
    const [one] = KINDS[node.kind] ?? [node.kind];
    item.append(name, made("span", { className: "quiet", textContent: ` ${[one, ...said].join(", ")}` }));
    items.append(item);
  }
  details.append(items);
  return details;
}

// Only addresses are followed, nothing that would run.
function own(page) {
  if (!page) return "";
  const url = new URL(page, window.location.href);
  return ["http:", "https:"].includes(url.protocol) ? url.href : "";
}

function counted(nodes) {
  const counts = {};
  for (const { kind } of nodes) counts[kind] = (counts[kind] ?? 0) + 1;
  return Object.entries(counts).map(([kind, count]) => named(kind, count)).join(", ");
}

function named(kind, count) {
  const [one, many] = KINDS[kind] ?? [kind, kind];
  return `${count} ${count === 1 ? one : many}`;
}

function made(name, properties) {
  return Object.assign(document.createElement(name), properties);
}
