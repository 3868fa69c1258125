// Curves as SVG paths, and round numbers for their axes. Pure.

/** The path of a curve; where a value is missing there is a gap. */
export function path(xs, ys, x, y) {
  let pen = "M";
  let d = "";
  for (let i = 0; i < xs.length; i++) {
    if (Number.isFinite(ys[i])) {
      d += `${pen}${x(xs[i]).toFixed(1)} ${y(ys[i]).toFixed(1)}`;
      pen = "L";
    } else {
      pen = "M";
    }
  }
  return d;
}

/** About `n` round numbers from `low` to `high`. */
export function ticks(low, high, n) {
  if (!(high > low)) {
    return Number.isFinite(low) ? [low] : [];
  }
  const rough = (high - low) / n;
  const size = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((each) => each * size).find((each) => each >= rough);
  const found = [];
  for (let tick = Math.ceil(low / step) * step; tick <= high + step * 1e-9; tick += step) {
    found.push(Number(tick.toPrecision(12)));
  }
  return found;
}
