/** Names that settings with a secret in them go by. */
const secretName =
  /secret|token|passw(or)?d|passphrase|\bpwd\b|credential|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|connection[_-]?string|shared[_-]?access|\bsas\b|htpasswd/i

/** Values that are secrets whatever they are called, with what to call them. */
const secretValues: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----/, "private key"],
  [/\bAccountKey=[\w+/=]{20,}/, "storage account key"],
  [/\bSharedAccessKey=[\w+/=]{20,}/, "shared access key"],
  [/[?&]sig=[\w%+/=-]{20,}/, "shared access signature"],
  [/\b(?:ghp|gho|ghs)_\w{30,}/, "GitHub token"],
  [/\bsk-[\w-]{20,}/, "API key"],
  [/\bAKIA[A-Z0-9]{16}\b/, "AWS access key"],
  [/\bBearer [\w.~+/-]{16,}=*/, "bearer token"],
  [/\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]+:[^\s/:@$]+@/i, "URL with a password"],
]

/** `NAME=value`, `name: value`, `"name": "value"` and `--name value`, as scripts and YAML have them. */
const assignment =
  /(?:^|[\s"'{,;(])(?:export\s+|--)?["']?([A-Za-z_][\w.-]*)["']?(?:\s*[=:]\s*|\s+)("[^"\n]*"|'[^'\n]*'|[^\s,;}#]+)/gm

/** References, placeholders and switches hold no secret. */
const harmless =
  /^(?:\$|<|\{\{|%|\/|\*+$|@Microsoft\.KeyVault)|^(?:true|false|null|none|yes|no|changeme|\d{1,5})$/i

/** The names of what looks like a secret in a text; never a value. */
export function secretKeysOfText(text: string): string[] {
  const named = [...text.matchAll(assignment)]
    .filter(([whole, name = "", value = ""]) => {
      const separated = /[=:]|--/.test(whole.slice(0, whole.length - value.length))
      return separated && secretName.test(name) && isSecret(value)
    })
    .map(([, name = ""]) => name)
  return distinct([...named, ...secretValueNames(text)])
}

/** The same for settings as JSON: names of keys, and what strings under any key give away. */
export function secretKeys(settings: unknown): string[] {
  if (typeof settings === "string") return secretKeysOfText(settings)
  if (typeof settings !== "object" || settings === null) return []
  return distinct(
    Object.entries(settings).flatMap(([name, value]) =>
      typeof value === "string" && secretName.test(name) && isSecret(value) ? [name] : secretKeys(value),
    ),
  )
}

const isSecret = (value: string): boolean => {
  const bare = value.replace(/^["']|["']$/g, "")
  return bare.length >= 4 && !harmless.test(bare)
}

const secretValueNames = (text: string): string[] =>
  secretValues.filter(([pattern]) => pattern.test(text)).map(([, name]) => name)

const distinct = (names: readonly string[]): string[] => [...new Set(names)]
