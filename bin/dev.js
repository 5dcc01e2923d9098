#!/usr/bin/env node
// Runs src/*.ts as it stands, without a build: Node strips the types.
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { handle, run } from "@oclif/core"

const root = fileURLToPath(new URL("..", import.meta.url))
const pjson = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"))
pjson.oclif.commands = "./src/commands"
process.stdout.on("error", (error) => {
  if (error.code !== "EPIPE") throw error
  process.exit()
})
await run(process.argv.slice(2), { root, pjson, ignoreManifest: true }).catch(handle)
