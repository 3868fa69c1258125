// The events of a run, in the order in which they are on the topic; heartbeats are not among them.
import { get, run } from "../core/api.js";

const MOST = 20_000;
const PAGE = 1000;

export class Log {
  events = [];
  #seen = new Set();
  #listeners = new Set();

  constructor(id) {
    this.id = id;
  }

  listen(listener) {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Asks for what has not been seen. */
  async load() {
    let after = this.next ?? "";
    let fresh = [];
    while (this.events.length + fresh.length < MOST) {
      const answer = await get(run(this.id, "events", { after, limit: PAGE }));
      const page = answer?.events ?? [];
      fresh = fresh.concat(page);
      if (answer?.next === undefined || answer.next === null || answer.next === after || page.length === 0) {
        break;
      }
      after = answer.next;
      this.next = after;
    }
    this.add(fresh);
  }

  /** Takes events; those that are known are passed over. */
  add(events) {
    const fresh = events.filter((event) => event?.type && event.type !== "heartbeat" && !this.#seen.has(key(event)));
    fresh.forEach((event) => this.#seen.add(key(event)));
    if (fresh.length > 0) {
      this.events = this.events.concat(fresh);
      this.#listeners.forEach((listener) => listener(fresh));
    }
  }
}

const key = (event) => [event.type, event.time, event.step, event.checkpoint, event.origin?.instance].join(" ");
