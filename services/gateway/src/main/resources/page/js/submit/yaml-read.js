// Reads the YAML that run files are usually written in, so that the form can follow the text: blocks, flow collections, quotes,
// comments, and JSON. What else there is in YAML (anchors, tags, texts of several lines) is an error here; the server reads all
// of it. Pure.

/** The value that `text` says. Throws an Error where it says none, or in a way that is not read here. */
export function read(text) {
  const trimmed = text.trim();
  if (trimmed.startsWith("{") || trimmed.startsWith("[")) {
    return one(trimmed);
  }
  const lines = text.split("\n").map((line, i) => ({ number: i + 1, text: bare(line) })).filter((line) => line.text.trim() !== "" && line.text.trim() !== "---");
  const state = { lines: lines.map((line) => ({ ...line, indent: line.text.search(/\S/), text: line.text.trim() })), at: 0 };
  const value = state.lines.length ? block(state, state.lines[0].indent) : {};
  if (state.at < state.lines.length) {
    throw new Error(`line ${state.lines[state.at].number}: not in line with what is above`);
  }
  return value;
}

/** A flow collection or scalar in one piece. */
export function one(text) {
  const reader = new Flow(text);
  const value = reader.value();
  reader.space();
  if (reader.at < text.length) {
    throw new Error(`more than one value: ${text}`);
  }
  return value;
}

// A line without its comment.
function bare(line) {
  let quote = "";
  for (let i = 0; i < line.length; i++) {
    const letter = line[i];
    if (quote) {
      i += letter === "\\" && quote === '"' ? 1 : 0;
      quote = letter === quote ? "" : quote;
    } else if ((letter === '"' || letter === "'") && (i === 0 || /[\s[{,:]/.test(line[i - 1]))) {
      quote = letter;
    } else if (letter === "#" && (i === 0 || /\s/.test(line[i - 1]))) {
      return line.slice(0, i);
    }
  }
  return line;
}

function block(state, indent) {
  return state.lines[state.at].text.startsWith("- ") || state.lines[state.at].text === "-" ? sequence(state, indent) : mapping(state, indent);
}

function sequence(state, indent) {
  const values = [];
  while (state.at < state.lines.length && state.lines[state.at].indent === indent && /^-( |$)/.test(state.lines[state.at].text)) {
    const line = state.lines[state.at];
    const rest = line.text.slice(1).trim();
    if (rest === "") {
      state.at++;
      values.push(nested(state, indent, null));
    } else if (pair(rest)) {
      line.indent = indent + (line.text.length - rest.length);
      line.text = rest;
      values.push(mapping(state, line.indent));
    } else {
      values.push(whole(state, rest));
    }
  }
  return values;
}

function mapping(state, indent) {
  const object = {};
  while (state.at < state.lines.length && state.lines[state.at].indent === indent) {
    const line = state.lines[state.at];
    const found = pair(line.text);
    if (!found) {
      throw new Error(`line ${line.number}: expected "key: value"`);
    }
    const [key, rest] = found;
    if (rest === "") {
      state.at++;
      object[key] = nested(state, indent, null);
    } else {
      object[key] = whole(state, rest);
    }
  }
  return object;
}

// What stands under a key: deeper, or a list that is not indented.
function nested(state, indent, otherwise) {
  const next = state.lines[state.at];
  return next && (next.indent > indent || (next.indent === indent && /^-( |$)/.test(next.text))) ? block(state, next.indent) : otherwise;
}

// A value that begins on this line; a flow collection may go on in those below.
function whole(state, start) {
  let text = start;
  state.at++;
  while (/^[[{]/.test(text) && depth(text) > 0 && state.at < state.lines.length) {
    text += ` ${state.lines[state.at++].text}`;
  }
  return one(text);
}

const depth = (text) => [...text.replace(/"(\\.|[^"])*"|'[^']*'/g, "")].reduce((sum, letter) => sum + ("[{".includes(letter) ? 1 : "]}".includes(letter) ? -1 : 0), 0);

function pair(text) {
  const quoted = text.match(/^("(?:\\.|[^"\\])*"|'(?:''|[^'])*')\s*:(?:\s+(.*)|)$/);
  const plain = quoted ?? (/^[[{"'&*!|>%@`]/.test(text) ? null : text.match(/^([^#]*?)\s*:(?:\s+(.*)|)$/));
  return plain && [quoted ? one(plain[1]) : plain[1], (plain[2] ?? "").trim()];
}

class Flow {
  at = 0;

  constructor(text) {
    this.text = text;
  }

  space() {
    while (/\s/.test(this.text[this.at] ?? "")) {
      this.at++;
    }
  }

  value() {
    this.space();
    const letter = this.text[this.at];
    if (letter === "{" || letter === "[") {
      return this.collection(letter === "{");
    }
    return this.scalar(this.depth > 0 ? /[,\]}]/ : null);
  }

  collection(isMap) {
    const end = isMap ? "}" : "]";
    const object = isMap ? {} : [];
    this.at++;
    this.depth = (this.depth ?? 0) + 1;
    for (;;) {
      this.space();
      if (this.text[this.at] === undefined) {
        throw new Error(`"${end}" is missing`);
      }
      if (this.text[this.at] === end) {
        this.at++;
        this.depth--;
        return object;
      }
      if (isMap) {
        const key = this.scalar(/[,:}]/);
        this.space();
        let value = null;
        if (this.text[this.at] === ":") {
          this.at++;
          value = this.value();
        }
        object[key] = value;
      } else {
        object.push(this.value());
      }
      this.space();
      if (this.text[this.at] === ",") {
        this.at++;
      }
    }
  }

  scalar(stop) {
    const letter = this.text[this.at];
    if (letter === '"' || letter === "'") {
      const match = this.text.slice(this.at).match(letter === '"' ? /^"(\\.|[^"\\])*"/ : /^'(''|[^'])*'/);
      if (!match) {
        throw new Error("a quote is not closed");
      }
      this.at += match[0].length;
      return letter === '"' ? JSON.parse(match[0]) : match[0].slice(1, -1).replaceAll("''", "'");
    }
    const from = this.at;
    while (this.at < this.text.length && !(stop?.test(this.text[this.at]) && (this.text[this.at] !== ":" || /[\s,}]/.test(this.text[this.at + 1] ?? " ")))) {
      this.at++;
    }
    return plain(this.text.slice(from, this.at).trim());
  }
}

function plain(said) {
  if (/^[&*!|>%@`]/.test(said)) {
    throw new Error(`not read by the form: ${said}`);
  }
  if (/^(true|false)$/i.test(said)) {
    return said.toLowerCase() === "true";
  }
  if (/^(null|~|)$/i.test(said)) {
    return null;
  }
  return /^[-+]?(\d[\d_]*\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(said) ? Number(said.replaceAll("_", "")) : said;
}
