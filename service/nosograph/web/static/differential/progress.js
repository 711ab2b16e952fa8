// What the page says while it asks, when it is slow, and when it is refused.

import { Problem } from "./asking.js";
import { element } from "./elements.js";

export class Progress {
  constructor({ waiting, problem, cancel, again }) {
    Object.assign(this, { waiting, problem, onCancel: cancel, onAgain: again, said: "" });
  }

  /** Keep something to say together with the next answer. */
  tell(words) {
    this.said = words;
    this.waiting.replaceChildren(words);
  }

  begin() {
    this.clearProblem();
  }

  slow() {
    const cancel = element("button", { type: "button", click: () => this.onCancel() }, "Cancel");
    this.waiting.replaceChildren("The service is slow; still waiting. ", cancel);
  }

  end(words) {
    this.clearProblem();
    this.waiting.replaceChildren([this.said, words].filter(Boolean).join(". "));
    this.said = "";
  }

  cancelled() {
    this.waiting.replaceChildren("Cancelled; your words are kept. ", this.again("Ask again"));
  }

  /** Say what failed, in the service's own words where it gave some. */
  fail(error, hasOlder) {
    const older = hasOlder ? " Below is the answer to what was there before." : "";
    if (error instanceof Problem) {
      const wait = error.retryAfter ? ` Try again in ${error.retryAfter} s.` : "";
      this.refuse(error.message, `${sentence(error.detail)}${wait}${older}`, error.status >= 500 || error.status === 429);
    } else {
      this.refuse("The service does not answer", `Your words are kept.${older}`, true);
    }
  }

  refuse(title, detail, canRetry = false) {
    this.waiting.replaceChildren();
    this.problem.hidden = false;
    this.problem.replaceChildren(
      element("strong", {}, title),
      element("p", {}, detail),
      ...(canRetry ? [this.again("Try again")] : []),
    );
  }

  again(words) {
    return element("button", { type: "button", click: () => this.onAgain() }, words);
  }

  clearProblem() {
    this.problem.hidden = true;
    this.problem.replaceChildren();
  }
}

const sentence = (words) => (words && !/[.!?]$/.test(words) ? `${words.charAt(0).toUpperCase()}${words.slice(1)}.` : words);
