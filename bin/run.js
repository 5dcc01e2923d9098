#!/usr/bin/env node
import module from "node:module"
import process from "node:process"

// Written for any Node that knows ES modules, so that an old one gets a sentence instead of a stack trace.
const [major, minor] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `chroma-audit needs Node.js 22.18 or newer; this is ${process.versions.node}. ` +
      "Install a current Node.js (https://nodejs.org) and run the same command again.\n",
  )
  process.exitCode = 2
} else {
  module.enableCompileCache()
  // A reader that has seen enough (`| head`) is not an error.
  process.stdout.on("error", (error) => {
    if (error.code !== "EPIPE") throw error
    process.exit()
  })
  // Parts of oclif: the whole takes longer to load than --version to answer.
  const [{ run }, { handle }] = await Promise.all([import("@oclif/core/run"), import("@oclif/core/handle")])
  await run(process.argv.slice(2), import.meta.url).catch(handle)
}
