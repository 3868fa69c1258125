// One event stream for this tab, closed while the tab is hidden. Handlers are called with decoded data by the event's name;
// `reset` tells a view to ask again for everything: after any gap, and when the server says so. With that the server also begins
// every stream, which is passed over: views ask when a stream has opened.

const NAMES = ["runs", "points", "event", "report", "pipeline", "alerts", "reset"];
const SLOWEST = 10_000;
const PATIENCE = 700;

export class Stream {
  constructor(told) {
    this.told = told;
    this.wait = 500;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#close() : this.#again()));
    addEventListener("online", () => this.#again());
    addEventListener("pagehide", () => this.#close());
    addEventListener("pageshow", (shown) => shown.persisted && this.#again());
  }

  /**
   * Watches all runs, or one, instead of what was watched before. The promise is kept once the stream is open, or does not
   * open soon: what is asked for after that misses nothing, since a stream that opens later says `reset`.
   */
  watch(runId, handlers) {
    this.#close();
    this.runId = runId;
    this.handlers = handlers;
    this.missed = false;
    return new Promise((opened) => {
      this.opened = () => opened();
      setTimeout(() => {
        this.missed ||= this.handlers === handlers && this.source?.readyState !== EventSource.OPEN;
        opened();
      }, PATIENCE);
      this.#open();
    });
  }

  #again() {
    if (!this.handlers || document.hidden || this.source?.readyState === EventSource.OPEN) {
      return;
    }
    this.#close();
    this.missed = true;
    this.#open();
  }

  #open() {
    if (document.hidden) {
      this.missed = true;
      return;
    }
    let begun = false;
    const source = new EventSource(this.runId ? `/api/stream?run=${encodeURIComponent(this.runId)}` : "/api/stream");
    this.source = source;
    source.onopen = () => {
      this.wait = 500;
      this.told("live");
      this.opened();
      if (this.missed) {
        this.missed = false;
        this.handlers.reset?.();
      }
    };
    source.onerror = () => {
      this.told("lost");
      this.opened();
      this.missed = true;
      source.close();
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.#again(), this.wait);
      this.wait = Math.min(SLOWEST, this.wait * 1.6);
    };
    for (const name of NAMES) {
      source.addEventListener(name, (message) => {
        const beginning = name === "reset" && !begun;
        begun = true;
        if (this.source === source && !beginning) {
          this.#hand(name, message.data);
        }
      });
    }
  }

  #hand(name, said) {
    let data = null;
    try {
      data = said ? JSON.parse(said) : null;
    } catch {
      return;
    }
    if (data !== null || name === "reset") {
      this.handlers[name]?.(data);
    }
  }

  #close() {
    clearTimeout(this.timer);
    this.source?.close();
    this.source = null;
  }
}
