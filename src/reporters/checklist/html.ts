import { createHash } from "node:crypto"
import { html, raw } from "hono/html"
import { style } from "../html/style.ts"
import { headline, marks, plural, target, verdict, verdicts, waived } from "../wording.ts"
import {
  doneOf,
  notesField,
  orphans,
  ownerField,
  ownerOf,
  signOffFields,
  type Checklist,
  type ChecklistFormat,
  type Item,
  type Written,
} from "./checklist.ts"

/** A page to fill in: its fields are text areas, and its one script saves it with what they hold. */
export const htmlChecklist: ChecklistFormat = {
  render: (checklist, written) => page(checklist, written).valueOf() as string,
  read: (text) =>
    new Map(
      [...text.matchAll(/<textarea[^>]*? name="([^"]+)"[^>]*>([^<]*)<\/textarea>/g)].map(
        ([, field = "", content = ""]) => [field, unescaped(content).trim()],
      ),
    ),
}

/** What we and browsers escape inside a text area. */
const entities: Record<string, string> = {
  "&lt;": "<",
  "&gt;": ">",
  "&quot;": '"',
  "&#39;": "'",
  "&nbsp;": "\u00A0",
  "&amp;": "&",
}
const unescaped = (text: string): string =>
  text.replaceAll(/&(?:lt|gt|quot|#39|nbsp|amp);/g, (entity) => entities[entity] ?? entity)

const script = `
const button = document.getElementById("save")
button.hidden = false
button.addEventListener("click", () => {
  for (const field of document.querySelectorAll("textarea")) field.textContent = field.value
  const link = document.createElement("a")
  link.href = URL.createObjectURL(new Blob(["<!doctype html>\\n", document.documentElement.outerHTML], { type: "text/html" }))
  link.download = decodeURIComponent(location.pathname.split("/").pop()) || "checklist.html"
  link.click()
})
`

const sheet = `${style}
.item { display: grid; grid-template-columns: 1.5rem 1fr; gap: 0 .5rem; padding: .75rem 1.25rem; border-top: 1px solid var(--line); }
.item:first-child { border-top: 0; }
.item p { margin-top: .125rem; }
.fields { display: grid; grid-template-columns: 1fr 2fr; gap: .25rem 1rem; margin-top: .5rem; }
.fields label, .sign label { display: block; font-size: .8125rem; color: var(--soft); }
textarea { display: block; width: 100%; min-height: 2.25rem; padding: .3125rem .5rem; field-sizing: content; resize: vertical; font: inherit; font-size: .875rem; color: var(--ink); background: var(--sunk); border: 1px solid var(--soft); border-radius: .375rem; }
textarea:focus-visible, button:focus-visible { outline: 3px solid var(--link); outline-offset: 1px; }
.sign { display: grid; grid-template-columns: repeat(auto-fit, minmax(16rem, 1fr)); gap: .75rem 1rem; padding: 1rem 1.25rem; }
.sign textarea { min-height: 3.5rem; }
button { margin-top: .75rem; padding: .375rem 1rem; font: inherit; font-weight: 600; color: var(--ground); background: var(--ink); border: 0; border-radius: .5rem; cursor: pointer; }
details.rest > summary { padding: .75rem 1.25rem; border-top: 1px solid var(--line); color: var(--link); cursor: pointer; }
.done .item { padding-block: .3125rem; border-top: 0; }
@media (max-width: 46rem) { .fields { grid-template-columns: 1fr; } .item { padding-inline: .875rem; } }
@media print { button { display: none; } textarea { background: none; resize: none; } .item, .sign { break-inside: avoid; } details.rest > summary { display: none; } }
`
const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`
const policy = `default-src 'none'; style-src ${hash(sheet)}; script-src ${hash(script)}; img-src data:; base-uri 'none'; form-action 'none'`

const page = (checklist: Checklist, written: Written) =>
  html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${policy}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <meta name="robots" content="noindex" />
        <link rel="icon" href="data:," />
        <title>Before launch: ${target(checklist.report)} · chroma-audit</title>
        ${raw(`<style>${sheet}</style>`)}
      </head>
      <body>
        ${heading(checklist)}
        <main>
          ${checklist.sections.map((section) => sectionOf(section, written))} ${signOff(written)}
          ${leftOver(checklist, written)}
        </main>
        ${raw(`<script>${script}</script>`)}
      </body>
    </html> `

function heading({ report, sections }: Checklist) {
  const { done, of } = doneOf(sections)
  const word = verdict(report)
  return html`
    <header>
      <h1>Before launch: ${target(report)}</h1>
      <p><strong class="${verdicts[word].tone}">${word}</strong> · ${headline(report).join(" · ")}</p>
      <p><strong>${done} of ${of} done.</strong></p>
      <p class="soft small">
        Evidence of ${report.finishedAt.slice(0, 16).replace("T", " ")} UTC ticks the boxes (chroma-audit
        ${report.tool.version}, profile ${report.profile}). What only people know counts once it is in the
        attestations file. What you write into the fields is kept when this file is made anew.
      </p>
      <button type="button" id="save" hidden>Save with what is written</button>
    </header>
  `
}

const sectionOf = (
  { area, title, open, done, inapplicable }: Checklist["sections"][number],
  written: Written,
) => html`
  <section aria-labelledby="section:${area}">
    <h2 id="section:${area}">${title}: ${done.length} of ${done.length + open.length} done</h2>
    <div class="card">
      ${
        open.length > 0
          ? html`<ul>
              ${open.map((item) => openItem(item, written))}
            </ul>`
          : ""
      }
      ${rest(plural(done.length, "item is done", "items are done"), done, written)}
      ${rest(plural(inapplicable.length, "item does not apply", "items do not apply"), inapplicable, written)}
    </div>
  </section>
`

const rest = (summary: string, items: readonly Item[], written: Written) =>
  items.length === 0
    ? ""
    : html`<details class="rest">
        <summary>${summary}</summary>
        <ul class="done">
          ${items.map((item) => settledItem(item, written))}
        </ul>
      </details>`

const area = (name: string, label: string, content: string) =>
  html`<label>${label}<textarea name="${name}" rows="1">${content}</textarea></label>`

function openItem({ finding, goal, seen, todo }: Item, written: Written) {
  const { severity, rule, remediation, status } = finding
  return html`<li class="item">
    <span aria-hidden="true">☐</span>
    <div>
      <h3>${goal}</h3>
      <p class="small soft">
        <span class="${status}">${status === "fail" ? "open" : marks.unknown.word}</span> ·
        <span class="${severity}">${severity}</span> · <code>${rule}</code>
        ${waived(finding).map((text) => `· ${text}`)}
      </p>
      <p class="small">${seen}</p>
      <p class="small"><strong>To do${remediation ? ` (${remediation.effort})` : ""}:</strong> ${todo}</p>
      ${remediation ? html`<p class="small">Then: <code>${remediation.verify}</code></p>` : ""}
      <div class="fields">
        ${area(ownerField(finding), "Owner", written.get(ownerField(finding)) ?? ownerOf(finding))}
        ${area(notesField(finding), "Notes", written.get(notesField(finding)) ?? "")}
      </div>
    </div>
  </li>`
}

function settledItem({ finding, goal, seen }: Item, written: Written) {
  const kept = [
    { label: "Owner", name: ownerField(finding) },
    { label: "Notes", name: notesField(finding) },
  ].filter(({ name }) => written.get(name))
  return html`<li class="item">
    <span class="${finding.status}" aria-hidden="true">${finding.status === "pass" ? "☑" : "–"}</span>
    <div>
      <p class="small">
        ${goal} <span class="soft">· <code>${finding.rule}</code> · ${seen}</span>
      </p>
      ${
        kept.length > 0
          ? html`<div class="fields">
              ${kept.map(({ label, name }) => area(name, label, written.get(name) ?? ""))}
            </div>`
          : ""
      }
    </div>
  </li>`
}

const signOff = (written: Written) => html`
  <section aria-labelledby="section:sign-off">
    <h2 id="section:sign-off">Sign-off</h2>
    <div class="card sign">
      ${signOffFields.map(({ field, label }) => area(field, label, written.get(field) ?? ""))}
    </div>
  </section>
`

function leftOver(checklist: Checklist, written: Written) {
  const left = orphans(checklist, written)
  if (left.length === 0) return ""
  return html`<section aria-labelledby="section:left">
    <h2 id="section:left">Written about rules that are no longer asked</h2>
    <div class="card sign">${left.map(([field, text]) => area(field, field, text))}</div>
  </section>`
}
