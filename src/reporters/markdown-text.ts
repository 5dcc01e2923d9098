/** Pieces of GitHub-flavoured Markdown that hostile content cannot break out of. */

/** Characters of one text; longer ones are cut. */
const longest = 2000

export const folded = (title: string, body: string): string =>
  `<details><summary>${title}</summary>\n\n${body}\n\n</details>`

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n")

const clip = (text: string): string =>
  text.length > longest ? `${text.slice(0, longest).toWellFormed()}…` : text

/** Text inside HTML: no element, and nobody is notified. */
export const plain = (text: string): string =>
  clip(text)
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("@", "@\u200B")

/** Text inside Markdown: no markup and no table cell either. */
export const prose = (text: string): string => plain(text).replaceAll(/[\\`*_{}[\]#|~$]/g, String.raw`\$&`)

/** A code span that its content cannot end. */
export function code(text: string): string {
  const content = clip(text)
  const fence = "`".repeat(longestRun(content) + 1)
  const space = content.startsWith("`") || content.endsWith("`") ? " " : ""
  return content === "" ? "" : `${fence}${space}${content}${space}${fence}`
}

/** A code block that its content cannot end. */
export function fenced(text: string): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1))
  return `${fence}\n${text}\n${fence}`
}

const longestRun = (text: string): number =>
  Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length))
