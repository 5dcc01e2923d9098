import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { Plugin } from "@oclif/core"
import { expect, test } from "vitest"

const root = fileURLToPath(new URL("../..", import.meta.url))

test("the manifest lists the commands and flags as they are; `npm run manifest` writes it", async () => {
  const plugin = new Plugin({ ignoreManifest: true, respectNoCacheDefault: true, root, type: "core" })
  await plugin.load()
  const written: unknown = JSON.parse(readFileSync(`${root}/oclif.manifest.json`, "utf8"))
  expect(JSON.parse(JSON.stringify(plugin.manifest))).toEqual(written)
})
