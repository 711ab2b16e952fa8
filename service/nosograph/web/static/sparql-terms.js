// Finds terms by name, and puts their codes into the query.

const PAUSE = 150;
const CODE = /\(([\w.]+:[\w./-]+)\)$/;
const field = document.getElementById("find-term");
const offered = document.getElementById("found-terms");

export function addTerms(editor, prefixes, say) {
  let waiting;
  field.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(offer, PAUSE);
  });
  const insert = () => {
    const first = offered.dataset.of === field.value ? offered.options[0]?.value : undefined;
    const code = (field.value.match(CODE) ?? first?.match(CODE))?.[1];
    if (!code) {
      say("Choose a term from the list first.");
      return;
    }
    const [prefix] = code.split(":", 1);
    // First, or completion would add the prefix too.
    if (!(prefix in editor.getPrefixesFromQuery())) editor.addPrefixes({ [prefix]: prefixes[prefix] });
    editor.replaceSelection(code);
    field.value = "";
    editor.focus();
  };
  document.getElementById("insert-term").addEventListener("click", insert);
  field.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    insert();
  });
}

// The words go in a body, so that they stand in no address.
async function offer() {
  const q = field.value;
  if (q.trim().length < 2) return;
  const request = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ q }) };
  const answer = await fetch("/api/search", request).catch(() => undefined);
  if (!answer?.ok) return;
  const { terms } = await answer.json();
  offered.dataset.of = q;
  offered.replaceChildren(...terms.map(({ id, label, kind }) => Object.assign(document.createElement("option"), { value: `${label} (${id})`, label: kind })));
}
