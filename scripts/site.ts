/** The documentation as a static site that works from a folder, without a network. */
import { cpSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { basename, dirname, posix } from "node:path"
import { html, raw } from "hono/html"
import { Marked } from "marked"

interface Page {
  /** Where it was written, relative to the project. */
  source: string
  /** Relative to the site. */
  target: string
  title: string
  markdown: string
}

/** Replaces what lies at `site`. `project` and `site` end with a slash. */
export async function writeSite(project: string, site: string): Promise<void> {
  const pages = [
    "README.md",
    "CONTRIBUTING.md",
    ...globSync("docs/**/*.md", { cwd: project }).toSorted(),
  ].map((source) => read(project, source))
  rmSync(site, { recursive: true, force: true })
  const write = (target: string, text: string): void => {
    mkdirSync(dirname(site + target), { recursive: true })
    writeFileSync(site + target, text)
  }
  for (const page of pages) write(page.target, await layout(page, pages))
  write("style.css", style)
  write("search.js", searchScript(pages))
  const files = new Set(pages.flatMap(linked).filter((file) => !file.endsWith(".md")))
  for (const file of files) if (existsSync(project + file)) cpSync(project + file, site + targetOf(file))
}

function read(project: string, source: string): Page {
  const markdown = readFileSync(project + source, "utf8")
  const title = /^# (.+)$/m.exec(markdown)?.[1]?.replaceAll(/[\\`]/g, "") ?? basename(source)
  return { source, target: targetOf(source), title, markdown }
}

/** docs/ is the root of the site; a folder's README is its first page. */
const targetOf = (source: string): string =>
  source
    .replace(/^docs\//, "")
    .replace(/README\.md$/, "index.html")
    .replace(/\.md$/, ".html")

const isLocal = (href: string): boolean => !/^[a-z]+:|^#/i.test(href)
const fileNamed = (path: string, source: string): string =>
  posix.normalize(posix.join(posix.dirname(source), path))

/** The files of the project that a page links to or shows. */
function linked({ source, markdown }: Page): string[] {
  const files: string[] = []
  const marked = new Marked()
  void marked.walkTokens(marked.lexer(markdown), (token) => {
    if ((token.type === "link" || token.type === "image") && isLocal(token["href"] as string))
      files.push(fileNamed((token["href"] as string).split("#")[0] ?? "", source))
  })
  return files
}

/** Each page's content, its links turned to where the site has what they name. */
async function content({ source, target, markdown }: Page): Promise<string> {
  const turned = (href: string): string => {
    if (!isLocal(href)) return href
    const [path = "", anchor] = href.split("#")
    const named = targetOf(fileNamed(path, source))
    const relative = posix.relative(posix.dirname(target), named)
    return anchor === undefined ? relative : `${relative}#${anchor}`
  }
  const marked = new Marked({
    walkTokens(token) {
      if (token.type === "link" || token.type === "image") token.href = turned(token["href"] as string)
    },
    renderer: {
      heading({ tokens, depth, text }) {
        return `<h${depth} id="${slug(text)}">${this.parser.parseInline(tokens)}</h${depth}>\n`
      },
      table(token) {
        // A table that is wider than a phone scrolls by itself.
        const cells = (row: typeof token.header, tag: "th" | "td") =>
          `<tr>${row.map((cell) => `<${tag}>${this.parser.parseInline(cell.tokens)}</${tag}>`).join("")}</tr>`
        const head = token.header.some(({ text }) => text !== "")
          ? `<thead>${cells(token.header, "th")}</thead>`
          : ""
        return `<div class="table" tabindex="0"><table>${head}<tbody>${token.rows.map((row) => cells(row, "td")).join("")}</tbody></table></div>`
      },
    },
  })
  return marked.parse(markdown)
}

/** As GitHub makes them, so that a link holds in both places. */
export const slug = (heading: string): string =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-")

const navigation = [
  ["README.md", "Start"],
  ["docs/rules/README.md", "Rules"],
  ["docs/scoring.md", "Scoring"],
  ["docs/reference/commands.md", "Commands and flags"],
  ["docs/exit-codes.md", "Exit codes"],
  ["docs/reference/schemas.md", "Schemas"],
  ["docs/reference/permissions.md", "Permissions"],
  ["docs/architecture.md", "Architecture"],
  ["docs/writing-rules.md", "Writing rules"],
  ["CONTRIBUTING.md", "Contributing"],
] as const

async function layout(page: Page, pages: readonly Page[]): Promise<string> {
  const up = posix.relative(posix.dirname(page.target), ".") || "."
  const listed = new Set<string>(navigation.map(([source]) => source))
  const more = pages.filter(({ source }) => !listed.has(source) && !source.startsWith("docs/rules/"))
  const entry = (source: string, title: string) =>
    html`<li>
      <a href="${up}/${targetOf(source)}" ${source === page.source ? raw('aria-current="page"') : ""}
        >${title}</a
      >
    </li>`
  const text = await html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${up}/style.css" />
        <title>${page.title} · chroma-audit</title>
      </head>
      <body data-root="${up}">
        <header>
          <a href="${up}/index.html"><strong>chroma-audit</strong></a>
          <search>
            <input type="search" id="search" placeholder="Search" aria-label="Search the documentation" />
            <ul id="results" aria-live="polite"></ul>
          </search>
        </header>
        <nav aria-label="Pages">
          <ul>
            ${navigation.map(([source, title]) => entry(source, title))}
            ${more.map(({ source, title }) => entry(source, title))}
          </ul>
        </nav>
        <main>${raw(await content(page))}</main>
        <script src="${up}/search.js"></script>
      </body>
    </html> `
  return text.toString()
}

const plain = (markdown: string): string =>
  markdown
    .replaceAll(/[\\`*_#|<>]|\]\([^)]*\)|!?\[/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim()

/** The index and what searches it: all words must be there, those in the title count most. */
const searchScript = (pages: readonly Page[]): string => `const pages = ${JSON.stringify(
  pages.map(({ target, title, markdown }) => ({ target, title, text: plain(markdown) })),
)}
const input = document.getElementById("search")
const results = document.getElementById("results")
input.addEventListener("input", () => {
  const words = input.value.toLowerCase().split(/\\s+/).filter(Boolean)
  const rank = ({ title, text }) => {
    const all = (title + " " + text).toLowerCase()
    if (!words.every((word) => all.includes(word))) return 0
    return 1 + words.filter((word) => title.toLowerCase().includes(word)).length
  }
  const found = words.length === 0 ? [] : pages.map((page) => ({ page, rank: rank(page) })).filter((one) => one.rank > 0)
  found.sort((a, b) => b.rank - a.rank)
  results.replaceChildren(
    ...found.slice(0, 12).map(({ page }) => {
      const link = document.createElement("a")
      link.href = document.body.dataset.root + "/" + page.target
      link.textContent = page.title
      const item = document.createElement("li")
      item.append(link)
      return item
    }),
  )
  if (words.length > 0 && found.length === 0) results.textContent = "Nothing found."
})
`

const style = `:root {
  color-scheme: light dark;
  --ground: #ffffff; --ink: #1a1f29; --soft: #576173; --line: #dde1e8; --sunk: #f3f4f7; --link: #1d55c4;
}
@media (prefers-color-scheme: dark) {
  :root { --ground: #10141b; --ink: #e8ebf1; --soft: #a0aabb; --line: #2c3442; --sunk: #181d26; --link: #8db4ff; }
}
* { box-sizing: border-box; }
body {
  margin: 0; background: var(--ground); color: var(--ink); overflow-wrap: anywhere;
  font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
  display: grid; grid-template: auto 1fr / 16rem minmax(0, 1fr);
}
header {
  grid-column: 1 / -1; display: flex; gap: 1.5rem; align-items: center; padding: .75rem 1.5rem;
  border-bottom: 1px solid var(--line);
}
search { position: relative; flex: 1; max-width: 30rem; }
input { width: 100%; padding: .4rem .7rem; font: inherit; color: inherit; background: var(--sunk); border: 1px solid var(--soft); border-radius: .4rem; }
#results {
  position: absolute; inset-inline: 0; margin: .25rem 0 0; padding: 0; list-style: none; background: var(--ground);
  border-radius: .4rem; box-shadow: 0 .5rem 2rem #0006;
}
#results li a { display: block; padding: .4rem .7rem; }
nav { padding: 1.25rem 1.5rem; border-right: 1px solid var(--line); }
nav ul { list-style: none; margin: 0; padding: 0; }
nav a { display: block; padding: .15rem 0; text-decoration: none; }
nav [aria-current] { font-weight: 700; color: var(--ink); }
main { padding: .5rem 2rem 4rem; max-width: 60rem; }
a { color: var(--link); }
h1, h2, h3 { line-height: 1.25; }
h2 { margin-top: 2rem; }
img { max-width: 100%; height: auto; }
code, pre { font: .875em/1.5 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; }
pre { padding: .75rem 1rem; background: var(--sunk); border-radius: .4rem; overflow-x: auto; white-space: pre-wrap; }
.table { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { text-align: left; vertical-align: top; padding: .3rem .75rem .3rem 0; border-bottom: 1px solid var(--line); }
@media (max-width: 45rem) { body { display: block; } nav { border: 0; } main { padding-inline: 1.5rem; } }
`
