// How a presentation is asked about: its words first, then its codes where a person corrected them.

import { Problem, post } from "./asking.js";

const DIFFERENTIAL = "/api/differential";

/** Return the answer to a presentation; what is read of its words is taken into it on the way. */
export async function consult(presentation, signal) {
  const answer = presentation.isRead ? null : await readWords(presentation, signal);
  if (answer && !presentation.isCorrected) return answer;
  const coded = await post(DIFFERENTIAL, presentation.document(), signal);
  signal.throwIfAborted();
  presentation.name(coded.labels);
  presentation.replace(coded.replacements);
  return coded;
}

/** Let the service read the words; return its answer, or nothing where the words alone have none. */
async function readWords(presentation, signal) {
  const { text } = presentation;
  if (!text.trim()) {
    presentation.read(text, { findings: [] });
    return null;
  }
  const answer = await post(DIFFERENTIAL, { text }, signal).catch((problem) => withoutAnswer(problem));
  signal.throwIfAborted();
  if (answer) {
    presentation.read(text, answer.presentation, parts(answer));
    return answer;
  }
  const read = await post("/api/findings", { text }, signal);
  signal.throwIfAborted();
  presentation.read(text, read, parts(read));
  return null;
}

/** Words in which nothing is present may still hold denials, age, and phrases to confirm. */
function withoutAnswer(problem) {
  if (problem instanceof Problem && problem.kind === "empty-presentation") return null;
  throw problem;
}

function parts({ labels, suggestions = [], conflicts = [], replacements = [] }) {
  return { labels, suggestions, conflicts, replacements };
}
