import { gunzipSync } from "node:zlib"
import { UsageError } from "../../config/usage-error.ts"
import { parseGuestOutput, type GuestOutput } from "./output.ts"
import { guestScript } from "./script.ts"

/** What Azure asks of the identity; no reader has it. */
export const runCommandAction = "Microsoft.Compute/virtualMachines/runCommand/action"

/** What the user is told before anything runs. */
export const runCommandNotice =
  "--guest run-command: the script of `chroma-audit explain --guest-script` now runs once inside the VM, as root, " +
  `through the VM agent. It changes nothing there and needs ${runCommandAction}. Azure does not charge for it; it ` +
  "takes about a minute of a little CPU, no other run command can start meanwhile, and it leaves an entry in the " +
  "activity log.\n"

/** Bytes; Azure brings back the last 4,096 of standard output and drops what came before. */
export const broughtBack = 4096
/** Around the packed output: a cut is then seen. */
const [opening, closing] = ["<chroma-audit:", ":chroma-audit>"] as const

/**
 * The guest script as the VM agent runs it. Its output is packed where gzip and base64 are there. While it
 * does not fit, the longest sections give way, and say so.
 */
export const runCommandScript = (): string => String.raw`output=$(
(
${guestScript()}
) </dev/null 2>/dev/null
)
pack() {
  if command -v gzip >/dev/null 2>&1 && command -v base64 >/dev/null 2>&1; then gzip -9 | base64 | tr -d '\n'; else cat; fi
}
fit() {
  awk -v most="$1" '
    function flush() {
      if (lines > most) print heading " unavailable: it does not fit into what run-command brings back"
      else { if (heading != "") print heading; for (i = 1; i <= lines; i++) print line[i] }
      heading = ""; lines = 0
    }
    /^== / { flush(); heading = $0; next }
    heading == "" { print; next }
    { line[++lines] = $0 }
    END { flush() }'
}
packed=$(printf '%s\n' "$output" | pack)
for most in 100 50 25 12 6 3 0; do
  [ "$(printf '%s' "$packed" | wc -c)" -le ${broughtBack - 200} ] && break
  packed=$(printf '%s\n' "$output" | fit $most | pack)
done
printf '%s%s%s\n' '${opening}' "$packed" '${closing}'
`

/** Characters of unpacked output; a few hundred times what is ever sent. */
const longestOutput = 1024 * 1024

/**
 * What the script printed, from the message that Azure brings back.
 *
 * @throws UsageError when it is cut off or something else
 */
export function unpackGuestOutput(message: string, source: string): GuestOutput {
  const start = message.indexOf(opening)
  const end = message.indexOf(closing, start)
  if (start < 0 || end < 0) throw new UsageError("The script's output came back cut off, or not at all.")
  const packed = message.slice(start + opening.length, end)
  return parseGuestOutput(packed.startsWith("chroma-audit-guest ") ? packed : unpacked(packed), source)
}

function unpacked(base64: string): string {
  try {
    return gunzipSync(Buffer.from(base64, "base64"), { maxOutputLength: longestOutput }).toString("utf8")
  } catch {
    throw new UsageError("The script's output came back damaged.")
  }
}
