/** What docs/rules says: a page for every built-in rule and a list of them all. */
import { builtInRules } from "../rules/index.ts"
import { areas } from "../src/model/area.ts"
import { rulePage, type Section } from "../src/use-cases/rule-page.ts"
import { escaped } from "./markdown.ts"

/** File name to Markdown. */
export async function rulePages(): Promise<Map<string, string>> {
  const pages = await Promise.all(
    builtInRules.map(async (rule) => {
      const { title, standing, sections } = await rulePage(rule)
      return [
        `${rule.id}.md`,
        `# ${title}\n\n${standing}\n\n${sections.map(markdown).join("\n\n")}\n`,
      ] as const
    }),
  )
  return new Map([["README.md", index()], ...pages])
}

const markdown = ({ title, paragraphs = [], items = [], commands = [] }: Section): string =>
  [
    `## ${title}`,
    ...paragraphs.map(escaped),
    ...(items.length > 0
      ? [items.map((item) => `- ${/^https?:/.test(item) ? `<${item}>` : escaped(item)}`).join("\n")]
      : []),
    ...commands.map(
      ({ tool, run }) =>
        `\`\`\`${["az", "terraform", "ssh", "docker"].includes(tool) ? "sh" : ""}\n${run}\n\`\`\``,
    ),
  ].join("\n\n")

function index(): string {
  const sections = Object.entries(areas).map(([area, title]) => {
    const rows = builtInRules
      .filter((rule) => rule.area === area)
      .map(
        ({ id, severity, profile, title: says }) =>
          `| [${id}](${id}.md) | ${severity} | ${profile} | ${escaped(says)} |`,
      )
    return `## ${title}\n\n| rule | severity | profile | passes when |\n|---|---|---|---|\n${rows.join("\n")}\n`
  })
  return `# Rules\n\nWritten by \`npm run docs\` from the rules themselves.\n\n${sections.join("\n")}`
}
