// The optimizer of a run, whichever of its forms it is written in. Pure.

/** The optimizer as {name, config}. */
export function optimizer(compile) {
  const said = compile?.optimizer;
  if (typeof said === "string") {
    return { name: said, config: {} };
  }
  if (!said || typeof said !== "object") {
    return { name: "", config: {} };
  }
  if (said.class_name) {
    return { name: said.class_name, config: said.config ?? {} };
  }
  const [name, config] = Object.entries(said)[0] ?? ["", {}];
  return { name, config: typeof config === "object" && config ? config : { learning_rate: config } };
}
