/** The page's only style sheet. Every pair of text and ground has a contrast of at least 4.5 : 1. */
export const style = `
:root {
  color-scheme: light dark;
  --ground: #f6f7f9; --card: #ffffff; --ink: #1a1f29; --soft: #576173; --line: #dde1e8; --sunk: #eef0f4;
  --fail: #b3182b; --unknown: #865300; --pass: #12703a; --none: #576173; --link: #1d55c4; --mark: #fff3cf;
  --bar: #2f6fde; --maybe: #e0a32e;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #10141b; --card: #181d26; --ink: #e8ebf1; --soft: #a0aabb; --line: #2c3442; --sunk: #212835;
    --fail: #ff8a93; --unknown: #f0b64a; --pass: #63d391; --none: #a0aabb; --link: #8db4ff; --mark: #3a3215;
    --bar: #6ea0ff; --maybe: #d9a032;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body {
  margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "DejaVu Sans", sans-serif;
}
header, main, footer { max-width: 68rem; margin: 0 auto; padding: 0 1.25rem; }
header { padding-top: 2rem; }
footer { padding-block: 2rem 4rem; color: var(--soft); font-size: .875rem; }
h1, h2, h3, p, ul, ol, dl, dd, fieldset, figure { margin: 0; padding: 0; }
h1 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -.01em; }
h2 { font-size: 1.2rem; letter-spacing: -.01em; margin-bottom: .25rem; }
h3 { font-size: 1rem; font-weight: 600; }
section { margin-top: 2.5rem; }
ul, ol { list-style: none; }
a { color: var(--link); text-underline-offset: .15em; }
code, pre { font: .875em/1.5 ui-monospace, "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace; }
.soft { color: var(--soft); }
.small { font-size: .875rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
.lead { margin-bottom: 1rem; color: var(--soft); }

.verdict { display: grid; grid-template-columns: 17rem 1fr; gap: 2rem; align-items: center; padding: 1.75rem; margin-top: 1.25rem; }
.verdict svg { display: block; width: 100%; height: auto; }
.verdict .word { font-size: 1.75rem; font-weight: 750; letter-spacing: -.01em; line-height: 1.2; }
.verdict dl { display: flex; flex-wrap: wrap; gap: .75rem 2rem; margin-top: .75rem; }
.verdict dt { font-size: .8125rem; color: var(--soft); }
.verdict dd { font-weight: 600; font-variant-numeric: tabular-nums; }
.verdict .why { margin-top: 1rem; padding: .625rem .875rem; border-left: .25rem solid var(--fail); background: var(--sunk); border-radius: 0 .375rem .375rem 0; }
.reasons, .why + p { margin-top: .75rem; }
.reasons summary { cursor: pointer; color: var(--link); }
.reasons li { margin-top: .375rem; }
.track { stroke: var(--sunk); }
.proven { stroke: var(--bar); }
.maybe { stroke: var(--maybe); }
.limit { stroke: var(--fail); }
.bar .track, .step .track { fill: var(--sunk); stroke: none; }
.bar .proven, .step .proven { fill: var(--bar); stroke: none; }
.bar .maybe, .step .maybe { fill: var(--maybe); stroke: none; }
.gauge text { fill: var(--ink); text-anchor: middle; font-weight: 700; }
.gauge .unit { fill: var(--soft); font-weight: 400; }
figcaption { text-align: center; font-size: .875rem; color: var(--soft); }
figcaption .swatch { display: inline-block; width: .7em; height: .7em; border-radius: .15em; margin-inline: .5em .2em; background: var(--bar); }
figcaption .swatch.between { background: var(--maybe); }
figcaption .swatch.limit { background: var(--fail); }

.pass { color: var(--pass); }
.fail { color: var(--fail); }
.unknown { color: var(--unknown); }
.not-applicable { color: var(--none); }
.critical { color: var(--fail); font-weight: 700; }
.high { color: var(--fail); }
.medium { color: var(--unknown); }
.low { color: var(--soft); }

.steps > li { display: grid; grid-template-columns: 2.25rem 1fr 15rem; gap: .25rem 1rem; padding: .875rem 1.25rem; border-top: 1px solid var(--line); }
.steps > li:first-child, .rest > li:first-child { border-top: 0; }
.steps .number { color: var(--soft); font-variant-numeric: tabular-nums; text-align: right; }
.steps .after { text-align: right; font-weight: 650; font-variant-numeric: tabular-nums; }
.steps .after small { font-weight: 400; color: var(--soft); }
.step svg { display: block; width: 100%; height: .5rem; margin-top: .375rem; border-radius: .25rem; }
.more > summary { padding: .75rem 1.25rem; border-top: 1px solid var(--line); color: var(--link); cursor: pointer; }

.areas { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: .75rem; }
.areas li { padding: 1rem 1.125rem; }
.areas .score { font-size: 1.375rem; font-weight: 650; font-variant-numeric: tabular-nums; }
.areas svg { display: block; width: 100%; height: .5rem; margin: .375rem 0 .5rem; border-radius: .25rem; }
.counts { display: flex; flex-wrap: wrap; gap: .125rem .875rem; font-size: .8125rem; color: var(--soft); }

.unlocks { display: grid; gap: .75rem; }
.unlocks li.card { padding: 1rem 1.25rem; }
.unlocks ul { display: flex; flex-wrap: wrap; gap: .25rem 1rem; margin-top: .375rem; font-size: .875rem; }

.waivers { padding: .625rem 1.25rem; }
.controls li { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0 1rem; padding: .625rem 1.25rem; border-top: 1px solid var(--line); }
.controls li:first-child { border-top: 0; }
.controls p > span { margin-right: .75rem; white-space: nowrap; }

.filters { display: grid; gap: .5rem; margin: .75rem 0 1rem; }
.filters fieldset { border: 0; }
.filters fieldset div { display: flex; flex-wrap: wrap; gap: .375rem; }
.filters legend { float: left; width: 5rem; padding: .1875rem 0; color: var(--soft); font-size: .875rem; }
.filters label { position: relative; padding: .125rem .75rem; border: 1px solid var(--line); border-radius: 1rem; background: var(--card); font-size: .875rem; cursor: pointer; }
.filters input { position: absolute; opacity: 0; inset: 0; margin: 0; cursor: pointer; }
.filters label:has(:checked) { background: var(--ink); border-color: var(--ink); color: var(--ground); }
.filters label:has(:focus-visible), a:focus-visible, summary:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }

.finding { margin-bottom: .5rem; }
.finding > details > summary { display: grid; grid-template-columns: 8.5rem 1fr; gap: 0 1rem; padding: .75rem 1.25rem; cursor: pointer; list-style: none; border-radius: .75rem; }
.finding > details > summary::-webkit-details-marker { display: none; }
.finding > details > summary:hover { background: var(--sunk); }
.finding > details[open] > summary { border-bottom: 1px solid var(--line); border-radius: .75rem .75rem 0 0; }
.finding .state { font-weight: 600; font-size: .875rem; padding-top: .0625rem; }
.finding .body { padding: 1rem 1.25rem 1.25rem; scroll-margin-top: 6rem; }
.finding:has(:target) { outline: 3px solid var(--link); }
.finding dl { display: grid; grid-template-columns: 8.5rem 1fr; gap: .5rem 1rem; }
.finding dt { color: var(--soft); font-size: .875rem; padding-top: .0625rem; }
.finding dd > * + * { margin-top: .375rem; }
.observed { background: var(--mark); padding: 0 .25rem; border-radius: .25rem; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
pre { margin: 0; padding: .625rem .875rem; background: var(--sunk); border-radius: .5rem; white-space: pre-wrap; user-select: all; -webkit-user-select: all; }

.seen summary { cursor: pointer; color: var(--link); }
table { width: 100%; border-collapse: collapse; margin-top: .75rem; font-size: .8125rem; }
th, td { text-align: left; vertical-align: top; padding: .375rem .75rem .375rem 0; border-top: 1px solid var(--line); }
th { color: var(--soft); font-weight: 600; }

@media (max-width: 46rem) {
  header, main, footer { padding-inline: .875rem; }
  header { padding-top: 1.25rem; }
  .verdict { grid-template-columns: 1fr; gap: 1rem; padding: 1.125rem; }
  .verdict figure { max-width: 17rem; margin: 0 auto; }
  .steps > li { grid-template-columns: 1.5rem 1fr; padding-inline: .875rem; gap: .25rem .625rem; }
  .steps .step { grid-column: 2; }
  .controls li { grid-template-columns: 1fr; padding-inline: .875rem; }
  .controls p > span { white-space: normal; }
  .steps .after { text-align: left; }
  .filters legend { float: none; width: 100%; }
  .finding > details > summary, .finding dl { grid-template-columns: 1fr; }
  .finding > details > summary, .finding .body { padding-inline: .875rem; }
  .finding dl { gap: .125rem; }
  .finding dd { margin-bottom: .5rem; }
  table, tbody, tr, td { display: block; }
  thead { display: none; }
  tr { border-top: 1px solid var(--line); padding: .375rem 0; }
  td { border: 0; padding: 0; }
}
@media print {
  :root {
    --ground: #fff; --card: #fff; --ink: #000; --soft: #444; --line: #bbb; --sunk: #eee;
    --fail: #b3182b; --unknown: #865300; --pass: #12703a; --none: #444; --link: #000; --mark: #fff3cf;
  }
  @page { margin: 14mm; }
  html { font-size: 8.5pt; }
  header, main, footer { max-width: none; padding-inline: 0; }
  section { margin-top: 1.25rem; }
  .verdict { grid-template-columns: 12rem 1fr; }
  .filters { display: none; }
  .card { border-radius: 0; }
  details::details-content { content-visibility: visible; height: auto; }
  .finding:is([data-status=pass], [data-status=not-applicable]) details::details-content { display: none; }
  .more, .seen, .link { display: none; }
  .finding { margin: 0; border-width: 1px 0 0; }
  .finding:is([data-status=pass], [data-status=not-applicable]) > details > summary { padding-block: .0625rem; }
  .finding:is([data-status=pass], [data-status=not-applicable]) h3 { font-weight: 400; }
  .finding > details > summary, .finding .body { padding-block: .375rem; }
  .steps > li, .areas li, .unlocks li, pre, tr, .finding > details > summary { break-inside: avoid; }
  footer { padding-block: 1rem 0; }
  h2, h3, .finding > details > summary { break-after: avoid; }
  .proven, .maybe, .track, .swatch, .observed, pre { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`
