/**
 * Writes build/chroma-audit.mjs, everything in one file that any Node runs, and build/chroma-audit, the same
 * with its Node: an executable that needs nothing. Both leave `demo` out, whose Chroma server is a package.
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { rolldown, type Plugin } from "rolldown"

const root = fileURLToPath(new URL("../", import.meta.url))
const read = (file: string): string => readFileSync(root + file, "utf8")

interface Manifest {
  version: string
  commands: Record<string, { id: string; relativePath: string[] }>
}
const manifest = JSON.parse(read("oclif.manifest.json")) as Manifest
delete manifest.commands["demo"]
const { name, version, description, type, oclif } = JSON.parse(read("package.json")) as Record<
  string,
  unknown
>

/** What bin/run.js does, with the commands and the manifest at hand instead of in files. */
const entry = `
import { Config } from "@oclif/core/config"
import { handle } from "@oclif/core/handle"
import { run } from "@oclif/core/run"
import { Plugin } from "@oclif/core"

const manifest = ${JSON.stringify(manifest)}
const pjson = ${JSON.stringify({ name, version, description, type, oclif })}
const commands = {
${Object.values(manifest.commands)
  .map(
    ({ id, relativePath }) =>
      `  ${JSON.stringify(id)}: () => import(${JSON.stringify(root + relativePath.join("/"))}),`,
  )
  .join("\n")}
}

class Bundled extends Plugin {
  async _manifest() {
    return manifest
  }
  async findCommand(id) {
    const { default: command } = await commands[id]()
    return Object.assign(command, { id, plugin: this })
  }
}

process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error
  process.exit()
})
const plugin = new Bundled({ root: process.cwd(), pjson, isRoot: true })
await plugin.load()
const config = new Config({ root: process.cwd(), pjson, plugins: new Map([[plugin.name, plugin]]) })
await config.load()
await run(process.argv.slice(2), config).catch(handle)
`

/** Puts the entry and what is read from files at run time into the bundle. */
const inlined: Plugin = {
  name: "inlined",
  resolveId: (id) => (id === "entry" ? "\0entry.js" : undefined),
  load(id) {
    if (id === "\0entry.js") return entry
    if (id.endsWith("/dist/src/version.js"))
      return `export const toolVersion = async () => ${JSON.stringify(version)}`
    return undefined
  },
  transform(code, id) {
    if (!id.endsWith("/@cdktf/hcl2json/lib/bridge.js")) return undefined
    const wasm = readFileSync(`${root}node_modules/@cdktf/hcl2json/main.wasm.gz`, "base64")
    return code.replace(/await fs\.readFile\(.*"main\.wasm\.gz"\)\)/, `Buffer.from("${wasm}", "base64")`)
  },
}

mkdirSync(`${root}build`, { recursive: true })
const bundle = await rolldown({
  input: "entry",
  cwd: root,
  platform: "node",
  plugins: [inlined],
  external: ["performance"],
  logLevel: "warn",
})
await bundle.write({
  file: `${root}build/chroma-audit.mjs`,
  format: "esm",
  codeSplitting: false,
  minify: true,
  banner: "#!/usr/bin/env node",
})

const output = `${root}build/chroma-audit${process.platform === "win32" ? ".exe" : ""}`
writeFileSync(
  `${root}build/sea.json`,
  JSON.stringify({
    main: `${root}build/chroma-audit.mjs`,
    mainFormat: "module",
    output,
    disableExperimentalSEAWarning: true,
  }),
)
execFileSync(process.execPath, ["--build-sea", `${root}build/sea.json`], { stdio: "inherit" })
// macOS runs what is signed alone; an ad-hoc signature will do.
if (process.platform === "darwin") execFileSync("codesign", ["--sign", "-", output])
process.stdout.write(`${output}: ${(statSync(output).size / 2 ** 20).toFixed(0)} MB\n`)
