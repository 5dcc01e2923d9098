import { fc, test } from "@fast-check/vitest"
import { describe, expect } from "vitest"
import { secretKeys, secretKeysOfText } from "../../../src/collectors/azure/secrets.ts"

describe("looks like a secret", () => {
  test.each([
    ["TOKEN=abcdef123456", "TOKEN"],
    ["export API_KEY='abcdef'", "API_KEY"],
    ["  db_password: hunter22", "db_password"],
    ['{"clientSecret": "abc-def"}', "clientSecret"],
    ["docker login --password hunter22 registry", "password"],
    ["curl -H 'Authorization: Bearer abcdefghijklmnopqrstuvwxyz'", "bearer token"],
    ["-----BEGIN OPENSSH PRIVATE KEY-----", "private key"],
    [
      "DefaultEndpointsProtocol=https;AccountName=a;AccountKey=abcdefghijklmnopqrstuvwxyz==",
      "storage account key",
    ],
    ["https://a.blob.core.windows.net/c?sv=1&sig=abcdefghijklmnopqrstuvwxyz%3D", "shared access signature"],
    ["git clone https://user:ghx_abc@github.com/a/b", "URL with a password"],
  ])("%s", (text, name) => {
    expect(secretKeysOfText(text)).toContain(name)
  })
})

describe("does not", () => {
  test.each([
    "TOKEN=$CHROMA_TOKEN",
    'PASSWORD="${PASSWORD}"',
    "password: {{ vault.password }}",
    "token_file=/run/secrets/token",
    "ssh_pwauth: false",
    "secret: @Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/s)",
    "apt-get install -y passwd docker.io",
    "echo rotate the token every month",
    "passwordless sudo is configured",
    "CHROMA_PORT=8000",
    "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBVCt user@host",
    "",
  ])("%s", (text) => {
    expect(secretKeysOfText(text)).toEqual([])
  })
})

test("settings are looked through however deep", () => {
  const settings = {
    a: [{ sharedKey: { storageAccountKey: "abcdef" } }],
    script: "TOKEN=abcdef",
    port: 8000,
    none: null,
  }
  expect(secretKeys(settings)).toEqual(["storageAccountKey", "TOKEN"])
  expect(secretKeys(undefined)).toEqual([])
})

test.prop([fc.stringMatching(/^[A-Za-z0-9]{12,40}$/)])("the value is never part of the answer", (value) => {
  const found = [...secretKeysOfText(`PASSWORD=${value}`), ...secretKeys({ secret: value })]
  expect(found).toEqual(["PASSWORD", "secret"])
})

test.prop([fc.string({ maxLength: 5000 })])("any text is looked through in good time", (text) => {
  expect(secretKeysOfText(text)).toBeInstanceOf(Array)
})
