/** Drawings of scores from 0 to 100. They repeat what the text beside them says, for those who see. */
import { html } from "hono/html"
import type { Report } from "../../model/report.ts"
import { points } from "../wording.ts"

const arc = "M 14 104 A 86 86 0 0 1 186 104"

/** A half circle from 0 to 100: full to what is proven, light to what is possible, a line at the cap. */
export const gauge = ({ score }: Report) => html`
  <svg
    class="gauge"
    viewBox="0 0 200 116"
    role="img"
    aria-label="Score between ${points(score.proven)} and ${points(score.potential)} of 100, grade ${score.grade}"
  >
    <g fill="none" stroke-width="18">
      <path class="track" d="${arc}" />
      ${stretch("maybe", score.proven, score.potential)} ${stretch("proven", 0, score.proven)}
      ${score.ceilingRule === null ? "" : stretch("limit", score.ceiling - 0.4, score.ceiling + 0.4)}
    </g>
    <text x="100" y="78" font-size="42">${points(score.proven)}</text>
    <text class="unit" x="100" y="100" font-size="15">of 100, grade ${score.grade}</text>
  </svg>
`

const stretch = (name: string, from: number, to: number) =>
  to > from
    ? html`<path
        class="${name}"
        d="${arc}"
        pathLength="100"
        stroke-dasharray="${(to - from).toFixed(2)} 200"
        stroke-dashoffset="${(-from).toFixed(2)}"
      />`
    : ""

/** A bar from 0 to 100 of which one stretch is full and the next light. */
export const bar = (from: number, proven: number, potential: number) => html`
  <svg viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="track" width="100" height="4" />
    <rect class="proven" x="${from}" width="${(proven - from).toFixed(2)}" height="4" />
    <rect class="maybe" x="${proven}" width="${(potential - proven).toFixed(2)}" height="4" />
  </svg>
`
