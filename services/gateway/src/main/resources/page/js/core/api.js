// Calls of the HTTP API. A refusal becomes a Problem with what the server said, and at which fields.

export class Problem extends Error {
  constructor(status, title, detail, errors) {
    super(detail || title || `The server answered ${status}.`);
    this.status = status;
    this.errors = errors ?? [];
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: "same-origin", ...options });
  } catch (cause) {
    if (cause?.name === "AbortError") {
      throw cause;
    }
    throw new Problem(0, "", "The server does not answer. Is the gateway running?");
  }
  if (response.ok) {
    return response;
  }
  let problem = {};
  try {
    problem = await response.json();
  } catch {
    // Whoever stands between may answer with something else than a problem.
  }
  throw new Problem(response.status, problem.title, problem.detail, Array.isArray(problem.errors) ? problem.errors : []);
}

async function body(response) {
  const said = await response.text();
  if (!said) {
    return null;
  }
  try {
    return JSON.parse(said);
  } catch {
    throw new Problem(response.status, "", "The server's answer is cut short or no JSON.");
  }
}

export const get = async (path, signal) => body(await ask(path, { signal }));

export const send = async (method, path, content, type = "application/json", signal = undefined) =>
  body(await ask(path, { method, signal, headers: { "Content-Type": type }, body: type === "application/json" ? JSON.stringify(content) : content }));

/** The path of a run: `run("a", "events", {after: 3})`. */
export function run(id, what = "", query = {}) {
  const said = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== "");
  const path = `/api/runs/${encodeURIComponent(id)}${what ? `/${what}` : ""}`;
  return said.length ? `${path}?${new URLSearchParams(said)}` : path;
}
