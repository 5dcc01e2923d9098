import { readFile } from "node:fs/promises"

/** package.json lies one folder higher once built. */
export async function toolVersion(): Promise<string> {
  const here = new URL(import.meta.url)
  const up = here.pathname.includes("/dist/") ? "../../package.json" : "../package.json"
  return (JSON.parse(await readFile(new URL(up, here), "utf8")) as { version: string }).version
}
