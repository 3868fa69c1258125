// Colours of curves, in the order in which they are given out, for light and for dark; each with a dash of its own, so that
// nothing is told by colour alone.
import { isDark, token } from "./theme.js";

const LIGHT = ["#1c68ac", "#b9500a", "#25783a", "#a12f7c", "#6a4fc1", "#8a6400", "#007a80", "#c02f3b", "#4d6b1f", "#7a5548", "#3d5a80", "#5c5f66"];
const DARK = ["#6db7f7", "#f5a05c", "#7fce8f", "#ee8fcb", "#b8a4ff", "#e2c15a", "#5fd0d4", "#ff8d92", "#b4d46f", "#d0a898", "#9db7dd", "#b4b9c0"];
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 4], [12, 4]];

export const MOST = LIGHT.length;

/** The colour and the dash of the `i`-th run of a comparison. */
export const ofRun = (i) => ({ color: (isDark() ? DARK : LIGHT)[i % MOST], dash: DASHES[i % DASHES.length] });

const SPLITS = { training: [], validation: [7, 4], test: [2, 3] };

/** The colour and the dash of a split. */
export const ofSplit = (split) => ({ color: token(split in SPLITS ? split : "muted"), dash: SPLITS[split] ?? [10, 3, 2, 3] });

/** `#rrggbb` with an opacity. */
export function faint(color, opacity) {
  const n = Number.parseInt(color.slice(1), 16);
  return `rgba(${n >> 16}, ${(n >> 8) & 255}, ${n & 255}, ${opacity})`;
}
