// Numbers of a confusion matrix. Pure.

/** The cells of a report as one array, row by row: `at[actual * n + predicted]`. */
export function dense(report) {
  const n = report.classes?.length ?? 0;
  const at = new Float64Array(n * n);
  for (const { actual, predicted, count } of report.confusion ?? []) {
    if (actual >= 0 && actual < n && predicted >= 0 && predicted < n) {
      at[actual * n + predicted] = count;
    }
  }
  const totals = Array.from({ length: n }, (_, i) => report.per_class?.[i]?.support ?? at.slice(i * n, i * n + n).reduce((a, b) => a + b, 0));
  return { n, at, totals };
}

/** The `most` most frequent mistakes. */
export const mistakes = (report, most) =>
  (report.confusion ?? []).filter((each) => each.actual !== each.predicted && each.count > 0).sort((a, b) => b.count - a.count).slice(0, most);

/**
 * How strongly a cell is coloured, 0 to 1: right answers by their share of the class; mistakes by the square root of their share
 * of the most frequent mistake, so that few among many are seen.
 */
export function strengths({ n, at, totals }) {
  const share = (i, j) => (totals[i] > 0 ? at[i * n + j] / totals[i] : 0);
  let most = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      most = i === j ? most : Math.max(most, share(i, j));
    }
  }
  return (i, j) => (i === j ? share(i, j) : most > 0 ? Math.sqrt(share(i, j) / most) * 0.6 : 0);
}
