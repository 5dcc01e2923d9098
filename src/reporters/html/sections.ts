import { html } from "hono/html"
import type { Framework } from "../../model/framework.ts"
import { areas as areaTitles } from "../../model/area.ts"
import type { AreaScore, Finding, Report } from "../../model/report.ts"
import { severities, statuses } from "../../model/rule.ts"
import {
  additionOf,
  cap,
  deedOf,
  failures,
  lapsed,
  marks,
  percent,
  plural,
  points,
  standing,
  steps,
  target,
  unlocks,
  unverifiedCount,
  verdict,
  verdicts,
  waived,
  type Step,
  type Unlock,
} from "../wording.ts"
import { disclaimer, standings, type Standing } from "../controls.ts"
import { bar, gauge } from "./charts.ts"

const stepsShown = 10

export function opening(report: Report) {
  const { tool, score, startedAt, durationMs, profile } = report
  const word = verdict(report)
  const capped = cap(report)
  return html`
    <header>
      <h1>${target(report)}</h1>
      <p class="soft small">
        chroma-audit ${tool.version} · rules ${tool.ruleset} (scoring ${tool.scoring}) · profile ${profile} ·
        <time datetime="${startedAt}">${startedAt.slice(0, 16).replace("T", " ")} UTC</time> ·
        ${(durationMs / 1000).toFixed(1)} s
        ${tool.plugins.map(({ name, version }) => html`· ${name} ${version}`)}
      </p>
      <div class="card verdict">
        <figure>
          ${gauge(report)}
          <figcaption>
            <span class="swatch"></span>proven <span class="swatch between"></span>possible
            ${capped ? html`<span class="swatch limit"></span>cap ${score.ceiling}` : ""}
          </figcaption>
        </figure>
        <div>
          <p class="word ${verdicts[word].tone}">${verdicts[word].symbol} ${word}</p>
          <p>${standing(report)}.</p>
          <dl>
            ${term("Proven", `${points(score.proven)} ${score.grade}`)}
            ${term("At most", points(score.potential))}
            ${score.accepted === score.proven ? "" : term("Accepted, with waivers", points(score.accepted))}
            ${term("Unverified", String(unverifiedCount(report)))}
            ${term("Coverage", percent(score.coverage))}
            ${term("Scope", score.scope.join(", ") || "nothing was asked")}
          </dl>
          ${capped ? html`<p class="why">${capped}</p>` : ""} ${gate(report)}
        </div>
      </div>
    </header>
  `
}

const term = (name: string, value: string) =>
  html`<div>
    <dt>${name}</dt>
    <dd>${value}</dd>
  </div>`

const gate = ({ gate: { passed, reasons } }: Report) =>
  reasons.length === 0
    ? html`<p class="small soft">The gate ${passed ? "passed" : "failed"}.</p>`
    : html`<details class="reasons small">
        <summary>The gate failed, for ${plural(reasons.length, "reason")}</summary>
        <ul>
          ${reasons.map((reason) => html`<li>${reason}</li>`)}
        </ul>
      </details>`

const link = (rule: string, text: string) => html`<a href="#${encodeURIComponent(rule)}">${text}</a>`

export function path(report: Report) {
  const all = steps(report)
  if (all.length === 0) return html`<section aria-label="Nothing to fix"><h2>Nothing to fix</h2></section>`
  const items = all.map(item)
  const rest = items.slice(stepsShown)
  return html`
    <section aria-labelledby="section:path">
      <h2 id="section:path">Fix first</h2>
      <p class="lead">
        From ${points(report.score.proven)} to ${points(all.at(-1)?.after ?? 0)}. Each bar is what a step adds
        when all before it are done.
      </p>
      <div class="card">
        <ol class="steps">
          ${items.slice(0, stepsShown)}
        </ol>
        ${
          rest.length === 0
            ? ""
            : html`<details class="more">
                <summary>${plural(rest.length, "more step")}</summary>
                <ol class="steps rest" start="${stepsShown + 1}">
                  ${rest}
                </ol>
              </details>`
        }
      </div>
    </section>
  `
}

const item = ({ finding, step, number, before, after, seen, advice }: Step) => html`
  <li>
    <span class="number">${number}</span>
    <div>
      <h3>${finding.title}</h3>
      <p class="small soft">
        ${mark(finding)} · <span class="${finding.severity}">${finding.severity}</span> ·
        ${link(finding.rule, finding.rule)} ${waived(finding).map((text) => `· ${text}`)}
      </p>
      <p class="small">${seen}</p>
      ${advice ? html`<p class="small soft">→ ${advice}</p>` : ""}
    </div>
    <div class="step">
      <p class="after">
        <small
          >${step === "fix" ? (finding.remediation?.effort ?? "") : "to verify"} · ${points(before)} →</small
        >
        ${points(after)}
      </p>
      ${bar(before, after, after)}
    </div>
  </li>
`

const mark = ({ status }: Pick<Finding, "status">) =>
  html`<span class="${status}"
    ><span aria-hidden="true">${marks[status].symbol}</span> ${marks[status].word}</span
  >`

export function unverified(report: Report) {
  const groups = unlocks(report)
  if (groups.length === 0) return ""
  return html`
    <section aria-labelledby="section:unverified">
      <h2 id="section:unverified">Not verified</h2>
      <p class="lead">What to do, and which rules it would answer.</p>
      <ul class="unlocks">
        ${groups.map(unlock)}
      </ul>
    </section>
  `
}

const addition = (lines: string) => (lines === "" ? "" : html`<pre tabindex="0">${lines}</pre>`)

const unlock = ({ deed, addition: lines, permissions, counted, findings, reasons }: Unlock) => html`
  <li class="card">
    <h3>${deed}</h3>
    <p class="small soft">
      ${counted ? "Counts against the score." : "Was not asked; does not count against the score."}
      ${permissions.length > 0 ? html`Needs ${permissions.map((one) => html`<code>${one}</code> `)}` : ""}
    </p>
    ${counted ? reasons.map((reason) => html`<p class="small">${reason}</p>`) : ""} ${addition(lines)}
    <ul>
      ${findings.map(
        ({ rule, severity }) =>
          html`<li>${link(rule, rule)} <span class="${severity}">${severity}</span></li>`,
      )}
    </ul>
  </li>
`

export function waivers(report: Report) {
  const all = lapsed(report)
  if (all.length === 0) return ""
  return html`
    <section aria-labelledby="section:waivers">
      <h2 id="section:waivers">Waivers that do not hold</h2>
      <p class="lead">The failures they were about count.</p>
      <ul class="card waivers">
        ${all.map(({ rule, why }) => html`<li>${link(rule, rule)} ${why}</li>`)}
      </ul>
    </section>
  `
}

export const areas = (report: Report) => html`
  <section aria-labelledby="section:areas">
    <h2 id="section:areas">Areas</h2>
    <p class="lead">The seven areas of Chroma's Road to Production.</p>
    <ul class="areas">
      ${report.areas.map(area)}
    </ul>
  </section>
`

const area = ({ title, proven, potential, coverage, counts }: AreaScore) => html`
  <li class="card bar">
    <h3>${title}</h3>
    ${
      coverage === 0
        ? html`<p class="score soft">nothing decided</p>
            ${bar(0, 0, 0)}`
        : html`<p class="score">
              ${points(proven)}${potential > proven ? html`<span class="soft"> – ${points(potential)}</span>` : ""}
            </p>
            ${bar(0, proven, potential)}`
    }
    <p class="counts">
      ${tally("pass", counts.pass)} ${tally("fail", counts.fail)} ${tally("unknown", counts.unknown)}
      ${tally("not-applicable", counts.notApplicable)}
      <span>${percent(coverage)} decided</span>
    </p>
  </li>
`

const tally = (status: Finding["status"], count: number) =>
  html`<span
    ><span class="${status}" aria-hidden="true">${marks[status].symbol}</span> ${count}
    ${marks[status].word}</span
  >`

export function controls(report: Report, framework: Framework) {
  const { standings: all, unmapped } = standings(report, framework)
  return html`
    <section aria-labelledby="section:controls">
      <h2 id="section:controls">${framework.name} ${framework.edition}</h2>
      <p class="lead">
        This is ${disclaimer}; ${plural(unmapped, "finding")} on no control of it.
        <a href="${framework.source}" rel="noopener noreferrer">${framework.source}</a>
      </p>
      <ul class="card controls">
        ${all.map(control)}
      </ul>
    </section>
  `
}

const control = ({ control: { id, title }, status, findings }: Standing) => html`
  <li>
    <span class="small">${mark({ status })}</span>
    <div>
      <h3>${id} ${title}</h3>
      <p class="small">
        ${
          findings.length === 0
            ? "none of its rules was asked"
            : findings.map(
                ({ rule, status: own }) =>
                  html`<span
                    ><span class="${own}" aria-hidden="true">${marks[own].symbol}</span>
                    ${link(rule, rule)}</span
                  > `,
              )
        }
      </p>
    </div>
  </li>
`

export function findings(report: Report) {
  const ordered = [
    ...failures(report),
    ...unlocks(report).flatMap((group) => group.findings),
    ...report.findings.filter(({ status }) => status === "pass"),
    ...report.findings.filter(({ status }) => status === "not-applicable"),
  ]
  const count = (wanted: (finding: Finding) => boolean): number => ordered.filter(wanted).length
  return html`
    <section aria-labelledby="section:findings">
      <h2 id="section:findings">Every finding</h2>
      <div class="filters">
        ${filter(
          "status",
          ["fail", "unknown", "pass", "not-applicable"].map((status) => ({
            value: status,
            text: `${marks[status as Finding["status"]].symbol} ${marks[status as Finding["status"]].word}`,
            count: count((one) => one.status === status),
          })),
        )}
        ${filter(
          "area",
          report.areas.map(({ id, title }) => ({
            value: id,
            text: title,
            count: count((one) => one.area === id),
          })),
        )}
        ${filter(
          "severity",
          severities.map((severity) => ({
            value: severity,
            text: severity,
            count: count((one) => one.severity === severity),
          })),
        )}
      </div>
      ${ordered.map(finding)}
    </section>
  `
}

const filter = (name: string, choices: readonly { value: string; text: string; count: number }[]) => html`
  <fieldset>
    <legend>${name.charAt(0).toUpperCase() + name.slice(1)}</legend>
    <div>
      <label><input type="radio" name="${name}" value="all" checked />all</label>
      ${choices.map(
        ({ value, text, count }) =>
          html`<label><input type="radio" name="${name}" value="${value}" />${text} ${count}</label>`,
      )}
    </div>
  </fieldset>
`

/** One rule per choice: it hides what was not chosen. No script is needed to filter. */
export const filterStyle = [
  ...statuses.map((status) => ["status", status]),
  ...Object.keys(areaTitles).map((area) => ["area", area]),
  ...severities.map((severity) => ["severity", severity]),
]
  .map(
    ([name, value]) =>
      `.filters:has([name=${name}][value=${value}]:checked) ~ .finding:not([data-${name}=${value}]):not(:has(:target)) { display: none; }`,
  )
  .join("\n")

function finding(one: Finding) {
  const { rule, status, area, severity, title } = one
  return html`
    <article class="card finding" data-status="${status}" data-area="${area}" data-severity="${severity}">
      <details>
        <summary>
          <span class="state">${mark(one)}</span>
          <div>
            <h3>${title}</h3>
            <p class="small soft">
              <span class="${severity}">${severity}</span> · <code>${rule}</code> · ${areaTitles[area]}
              ${one.stage === "preview" ? "· preview: weighs nothing" : ""}
              ${waived(one).map((text) => `· ${text}`)}
              ${one.gain > 0 ? `· +${points(one.gain)} if only this is settled` : ""}
            </p>
          </div>
        </summary>
        <div class="body" id="${rule}">${body(one)}</div>
      </details>
    </article>
  `
}

function body(finding: Finding) {
  const { observed, expected, summary, cause, resources, evidence, waiver, remediation, references } = finding
  const seen = observed ?? cause?.detail ?? summary
  return html`
    <dl>
      ${entry(observed === null ? "Because" : "Observed", html`<span class="observed">${seen}</span>`)}
      ${expected === null ? "" : entry("Expected", expected)}
      ${
        cause?.unlock
          ? entry(
              "To answer it",
              html`<p>${deedOf(finding)}</p>
                ${addition(additionOf(finding))}`,
            )
          : ""
      }
      ${cause?.permission ? entry("Needs", html`<code>${cause.permission}</code>`) : ""}
      ${waiver ? entry("Waived", `until ${waiver.expires} by ${waiver.owner}: ${waiver.reason}`) : ""}
      ${
        resources.length === 0
          ? ""
          : entry(
              "Where",
              resources.map((resource) => html`<p><code>${resource}</code></p>`),
            )
      }
      ${
        remediation
          ? html`${entry(
              `Fix (${remediation.effort})`,
              html`<p>${remediation.summary}</p>
                ${remediation.commands.map(({ run }) => html`<pre tabindex="0">${run}</pre>`)}`,
            )}
            ${entry("Verify", html`<pre tabindex="0">${remediation.verify}</pre>`)}`
          : ""
      }
      ${
        evidence.length === 0
          ? ""
          : entry(
              "Evidence",
              evidence.map(
                ({ id, plane, source, at }) =>
                  html`<p class="small">
                    <code>${source}</code><br /><span class="soft">${plane} · ${id} · ${at}</span>
                  </p>`,
              ),
            )
      }
      ${references.length === 0 ? "" : entry("More", references.map(reference))}
      <dt class="link">Link</dt>
      <dd class="link"><a href="#${encodeURIComponent(finding.rule)}">#${finding.rule}</a></dd>
    </dl>
  `
}

const entry = (name: string, value: unknown) =>
  html`<dt>${name}</dt>
    <dd>${value}</dd>`

const reference = (text: string) =>
  /^https?:\/\//.test(text)
    ? html`<p><a href="${text}" rel="noopener noreferrer">${text}</a></p>`
    : html`<p>${text}</p>`

export const evidence = ({ evidence: seen }: Report) =>
  seen.length === 0
    ? ""
    : html`
        <section class="seen" aria-labelledby="section:evidence">
          <h2 id="section:evidence">Evidence</h2>
          <details>
            <summary>${plural(seen.length, "observation")}</summary>
            <table>
              <thead>
                <tr>
                  <th scope="col">What</th>
                  <th scope="col">Plane</th>
                  <th scope="col">Where from</th>
                  <th scope="col">When</th>
                  <th scope="col">Result</th>
                </tr>
              </thead>
              <tbody>
                ${seen.map(
                  ({ id, plane, source, at, status, cause }) =>
                    html`<tr>
                      <td><code>${id}</code></td>
                      <td>${plane}</td>
                      <td>${source}</td>
                      <td>${at}</td>
                      <td>${status}${cause ? html`: ${cause.detail}` : ""}</td>
                    </tr>`,
                )}
              </tbody>
            </table>
          </details>
        </section>
      `

export const footer = ({ schemaVersion, finishedAt }: Report) => html`
  <footer>
    <p>
      Written by chroma-audit from evidence of ${finishedAt.slice(0, 16).replace("T", " ")} UTC. This file
      holds the whole report, schema version ${schemaVersion}:
      <code>chroma-audit render this.html --format json</code>
      reads it back.
    </p>
  </footer>
`
