// Elements of the page. Everything that comes from outside becomes text, never markup.

/** Make an element; `attributes` that are false or null are left out, functions are listeners. */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name, value);
    else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(name, value === true ? "" : value);
    }
  }
  made.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined));
  return made;
}

/** Draw a part anew; a button of it that had the focus hands it to the one that comes in its place. */
export function keepingPlace(place, draw) {
  const before = [...place.querySelectorAll("button")].indexOf(document.activeElement);
  draw();
  if (before < 0 || place.contains(document.activeElement)) return;
  const buttons = place.hidden ? [] : [...place.querySelectorAll("button")];
  (buttons[Math.min(before, buttons.length - 1)] ?? document.getElementById("words")).focus({ preventScroll: true });
}

/** Text that only screen readers say. */
export const unseen = (text) => element("span", { class: "unseen" }, text);

/** A disclosure whose content is made when it is first opened. */
export function disclosure(summary, fill, attributes = {}) {
  const made = element("details", attributes, element("summary", {}, summary));
  const opened = () => made.open && made.childElementCount === 1 && made.append(...fill());
  made.addEventListener("toggle", opened);
  made.fillNow = () => made.childElementCount === 1 && made.append(...fill());
  return made;
}

/** A button that copies a text and says so. */
export function copyButton(text, name) {
  const button = element("button", { type: "button", class: "copy", "aria-label": `Copy ${name}` }, "Copy");
  button.addEventListener("click", async () => {
    button.textContent = (await copied(text)) ? "Copied" : "Select and copy";
    setTimeout(() => (button.textContent = "Copy"), 1500);
  });
  return button;
}

/** Copy a text to the clipboard; tell whether that was allowed. */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
