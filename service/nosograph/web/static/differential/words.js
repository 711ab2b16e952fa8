// The typed words with what was read of them marked, behind the text as it is typed.

import { element } from "./elements.js";

/** Draw the words under the text area, with a mark for every finding that was read of them. */
export function drawWords(place, presentation) {
  const { text, reading } = presentation;
  const marks = presentation
    .findings()
    .filter((item) => item.span)
    .map((item) => ({ ...placed(item.span, reading.text, text), key: item.key, status: item.finding.status }))
    .filter((mark) => mark.start < mark.end);
  place.replaceChildren(...marked(text, marks), "\n");
}

/** Where a span of the read text stands in a text that was typed on since, in UTF-16 units. */
function placed(span, read, text) {
  const points = Array.from(read);
  const start = points.slice(0, span.start).join("").length;
  const end = start + points.slice(span.start, span.end).join("").length;
  if (read === text) return { start, end };
  const same = sharedBeginning(read, text);
  if (end <= same) return { start, end };
  const ending = sharedEnding(read, text, same);
  const moved = text.length - read.length;
  return start >= read.length - ending ? { start: start + moved, end: end + moved } : { start: 0, end: 0 };
}

function sharedBeginning(one, other) {
  const longest = Math.min(one.length, other.length);
  let length = 0;
  while (length < longest && one[length] === other[length]) length += 1;
  return length;
}

function sharedEnding(one, other, beginning) {
  const longest = Math.min(one.length, other.length) - beginning;
  let length = 0;
  while (length < longest && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length;
}

/** Cut the text at every border of a mark; where marks overlap, each is named. */
function* marked(text, marks) {
  const borders = [...new Set([0, text.length, ...marks.flatMap((mark) => [mark.start, mark.end])])];
  borders.sort((one, other) => one - other);
  for (let place = 0; place + 1 < borders.length; place += 1) {
    const [start, end] = [borders[place], borders[place + 1]];
    const over = marks.filter((mark) => mark.start <= start && mark.end >= end);
    const piece = text.slice(start, end);
    yield over.length ? markOf(piece, over) : piece;
  }
}

function markOf(piece, over) {
  const keys = over.map((mark) => mark.key).join("\n");
  return element("mark", { "data-keys": keys, "data-status": over[0].status }, piece);
}

/** Show which words a finding was read of. */
export function pointAt(place, key) {
  for (const mark of place.querySelectorAll("mark")) {
    mark.classList.toggle("pointed", key !== null && mark.dataset.keys.split("\n").includes(key));
  }
}
