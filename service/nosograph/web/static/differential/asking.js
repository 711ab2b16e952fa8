// Requests to the service: one at a time, the newest; slow and failed ones are told.

/** Milliseconds after which a person should know that it is slow. */
const SLOW = 2000;

/** The service answered that it cannot: `title` and `detail` are its own words. */
export class Problem extends Error {
  constructor(status, document, retryAfter) {
    super(document.title ?? "The service failed");
    this.status = status;
    this.detail = document.detail ?? "";
    this.kind = (document.type ?? "").split("/").at(-1);
    this.retryAfter = retryAfter;
  }
}

/** The service gave no answer at all. */
export class Unreachable extends Error {}

/** Send a document and return what comes back; a refusal is a Problem. */
export async function post(path, document, signal) {
  const headers = { "Content-Type": "application/json", Accept: "application/json" };
  const response = await reached(path, { method: "POST", headers, body: JSON.stringify(document), signal });
  if (response.ok) return parsed(response, signal);
  const problem = await response.json().catch(() => ({}));
  throw new Problem(response.status, problem, Number(response.headers.get("Retry-After")) || 0);
}

async function reached(path, request) {
  try {
    return await fetch(path, { cache: "no-store", credentials: "omit", ...request });
  } catch (error) {
    if (request.signal?.aborted) throw error;
    throw new Unreachable("no answer", { cause: error });
  }
}

async function parsed(response, signal) {
  try {
    return await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Unreachable("broken answer", { cause: error });
  }
}

/** Runs the newest piece of work alone: what is older is aborted, and its outcome dropped. */
export class Newest {
  #controller = null;

  constructor(onSlow) {
    this.onSlow = onSlow;
  }

  cancel() {
    this.#controller?.abort();
    this.#controller = null;
  }

  /** Return what `work` gives, or undefined where something newer began or it was cancelled. */
  async run(work) {
    this.cancel();
    const controller = (this.#controller = new AbortController());
    const slow = setTimeout(() => this.onSlow(), SLOW);
    try {
      const outcome = await work(controller.signal);
      return controller === this.#controller ? outcome : undefined;
    } catch (error) {
      if (controller !== this.#controller) return undefined;
      throw error;
    } finally {
      clearTimeout(slow);
    }
  }
}
