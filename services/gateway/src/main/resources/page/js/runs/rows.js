// The rows of all runs, newest first, as the server last said them; views listen for what has changed.
import { get } from "../core/api.js";

export class Rows {
  byId = new Map();
  malformed = 0;
  loaded = false;
  #listeners = new Set();
  #asked = 0;
  #answered = 0;
  #said = "";

  /** Calls `listener(changedIds, isWhole)` after each change; returns how to stop that. */
  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks for everything. An answer that says what is known, or that another has overtaken, changes nothing. */
  async load() {
    const turn = ++this.#asked;
    const answer = await get("/api/runs");
    const said = JSON.stringify(answer);
    if (turn < this.#answered || said === this.#said) {
      return;
    }
    this.#answered = turn;
    this.#said = said;
    this.byId = new Map((answer?.runs ?? []).map((row) => [row.run_id, row]));
    this.malformed = answer?.malformed ?? 0;
    this.loaded = true;
    this.#tell(new Set(this.byId.keys()), true);
  }

  /** Takes what the stream says of some rows. */
  apply(message) {
    this.#said = "";
    const changed = (message?.rows ?? []).filter((row) => row?.run_id);
    const fresh = changed.some((row) => !this.byId.has(row.run_id));
    changed.forEach((row) => this.byId.set(row.run_id, row));
    if (typeof message?.malformed === "number") {
      this.malformed = message.malformed;
    }
    this.#tell(new Set(changed.map((row) => row.run_id)), fresh);
  }

  #tell(changed, whole) {
    this.#listeners.forEach((listener) => listener(changed, whole));
  }

  list() {
    return [...this.byId.values()].sort(newest);
  }
}

const newest = (a, b) => (b.requested_at ?? "").localeCompare(a.requested_at ?? "") || (a.run_id < b.run_id ? -1 : 1);
