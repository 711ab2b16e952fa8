// The button on a condition's page that draws what stands around it.
import { showGraph } from "./graph.js";

const button = document.getElementById("show-graph");
const place = document.getElementById("graph-place");
let graph;
let drawing = false;

button.hidden = false;
button.addEventListener("click", async () => {
  // A button that is disabled meanwhile would lose the focus.
  if (drawing) return;
  const open = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!open));
  place.hidden = open;
  if (open || graph) return;
  drawing = true;
  place.textContent = "Drawing…";
  try {
    const answer = await fetch(button.dataset.graph, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`the service answered ${answer.status}`);
    const label = document.querySelector("h1").textContent;
    graph = await showGraph(place, await answer.json(), { label });
    button.textContent = "Show or hide it";
  } catch (error) {
    graph = undefined;
    place.textContent = `It cannot be drawn now: ${error.message}. The tables below say the same.`;
    button.setAttribute("aria-expanded", "false");
  }
  drawing = false;
});
