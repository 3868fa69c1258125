// Builds DOM elements. Everything that comes from the API goes through here as text, never as HTML.

const SVG = "http://www.w3.org/2000/svg";

/** An HTML element: `h("td", {class: "number"}, "12")`. `on…` properties are listeners; null children are left out. */
export function h(tag, properties, ...children) {
  return fill(document.createElement(tag), properties, children);
}

/** An SVG element, in the same way. */
export function s(tag, properties, ...children) {
  return fill(document.createElementNS(SVG, tag), properties, children);
}

function fill(element, properties, children) {
  for (const [name, value] of Object.entries(properties ?? {})) {
    if (value === null || value === undefined || value === false) {
      continue;
    }
    if (name.startsWith("on")) {
      element.addEventListener(name.slice(2), value);
    } else if (name === "dataset") {
      Object.assign(element.dataset, value);
    } else if (name === "style") {
      for (const [key, part] of Object.entries(value)) {
        element.style.setProperty(key, part);
      }
    } else if (name === "value" || name === "checked" || name === "disabled" || name === "selected") {
      element[name] = value;
    } else {
      element.setAttribute(name, value === true ? "" : value);
    }
  }
  put(element, children);
  return element;
}

function put(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

/** Gives `element` other children. */
export function set(element, ...children) {
  element.replaceChildren();
  put(element, children);
  return element;
}

/** Sets an element's text where it is another, so that a selection and screen readers are left alone. */
export function text(element, value) {
  if (element.textContent !== value) {
    element.textContent = value;
  }
}

/** A group of buttons of which one is pressed: `choices` are [value, label]. */
export function segments(label, choices, chosen, choose) {
  const group = h("div", { class: "segments", role: "group", "aria-label": label });
  const buttons = choices.map(([value, name, title]) =>
    h("button", { type: "button", title, "aria-pressed": String(value === chosen), onclick: () => pick(value, true) }, name));
  const pick = (value, told) => {
    choices.forEach(([each], i) => buttons[i].setAttribute("aria-pressed", String(each === value)));
    if (told) {
      choose(value);
    }
  };
  put(group, buttons);
  return { element: group, pick };
}

/** A table with headers: `heads` are {label, number}, `rows` arrays of cells (the first one heads its row). */
export function table(caption, heads, rows) {
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption },
    h("table", null,
      h("caption", { class: "visually-hidden" }, caption),
      h("thead", null, h("tr", null, heads.map((head) => h("th", { scope: "col", class: head.number ? "number" : null }, head.label)))),
      h("tbody", null, rows.map((row) => h("tr", null, row.map((cell, i) =>
        h(i === 0 ? "th" : "td", { scope: i === 0 ? "row" : null, class: heads[i]?.number ? "number" : null }, cell)))))));
}

/** A card with a heading, what stands beside it, and a body. */
export function card(title, aside, ...body) {
  return h("section", { class: "card", "aria-label": title },
    h("header", null, h("h2", null, title), aside ? [h("span", { class: "grow" }), aside] : null), ...body);
}
