import { createHash } from "node:crypto"
import { html as markup, raw } from "hono/html"
import type { Framework } from "../../model/framework.ts"
import type { Reporter } from "../../model/plugin.ts"
import type { Report } from "../../model/report.ts"
import { inert } from "../inert.ts"
import { jsonText } from "../json.ts"
import { points, target, verdict } from "../wording.ts"
import {
  areas,
  controls,
  evidence,
  filterStyle,
  findings,
  footer,
  opening,
  path,
  unverified,
  waivers,
} from "./sections.ts"
import { style } from "./style.ts"

const sheet = style + filterStyle

/** One file that loads nothing, runs nothing, and holds the report it shows. */
export const html: Reporter = {
  id: "html",
  render: (report, { framework }) => page(inert(report), embedded(report), framework).valueOf() as string,
}

/** Only this style sheet, and nothing else at all. */
const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(sheet).digest("base64")}'; img-src data:; base-uri 'none'; form-action 'none'`

/** The report as a data block; without `<` nothing can end it early. */
const embedded = (report: Report): string => jsonText(report).replaceAll("<", String.raw`\u003C`)

const page = (report: Report, data: string, framework: Framework | undefined) => markup`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <meta name="color-scheme" content="light dark" />
    <meta name="referrer" content="no-referrer" />
    <meta name="robots" content="noindex" />
    <link rel="icon" href="data:," />
    <title>${verdict(report)} ${points(report.score.proven)} ${report.score.grade} · ${target(report)} · chroma-audit</title>
    <style>${raw(sheet)}</style>
  </head>
  <body>
    ${opening(report)}
    <main>${path(report)} ${unverified(report)} ${waivers(report)} ${areas(report)} ${framework ? controls(report, framework) : ""} ${findings(report)} ${evidence(report)}</main>
    ${footer(report)}
    <script type="application/json" id="report">${raw(data)}</script>
  </body>
</html>
`
