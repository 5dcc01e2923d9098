import { expect, test } from "vitest"
import { defineRule, evidence, fail, pass, Type, unknownBecause, absentBecause } from "../../src/index.ts"
import { ruleFaults, RuleTester } from "../../src/testing.ts"
import type { AnyRule } from "../../src/model/rule.ts"

const answer = evidence("acme.answer", "declared", "the answer", Type.Integer())

const right = { title: "right", status: "pass", given: { answer: 42 } } as const
const wrong = { title: "wrong", status: "fail", given: { answer: 41 } } as const
const silence = { title: "silence", status: "unknown", given: { answer: unknownBecause("timeout") } } as const
const noQuestion = {
  title: "no question",
  status: "not-applicable",
  given: { answer: absentBecause("Nobody asked.") },
} as const

/** A rule with nothing wrong; each case below breaks one thing. */
const sound = defineRule({
  id: "acme-answer-known",
  area: "maintenance",
  severity: "low",
  profile: "baseline",
  title: "The answer is 42",
  failureTitle: "The answer is another",
  why: "Whoever asks for the answer to life, the universe and everything builds a planet on what we say.",
  references: ["https://example.com/answer"],
  needs: { answer },
  check: ({ answer: value }) =>
    value === 42
      ? pass({ observed: "42", expected: "42" })
      : fail({ observed: String(value), expected: "42" }),
  effort: "minutes",
  fix: () => ({ summary: "Ask again.", commands: [] }),
  examples: [right, wrong, silence, noQuestion],
})
let asked = 0

test("a sound rule has no fault", async () => {
  await expect(RuleTester.run(sound)).resolves.toBeUndefined()
})

test.each<[fault: string, change: Partial<AnyRule>, says: RegExp]>([
  ["a missing case", { examples: [right, wrong, silence] }, /no example for not-applicable/],
  [
    "another status than claimed",
    { examples: [right, { ...right, status: "fail" }] },
    /should be fail, but is pass/,
  ],
  ["no reference", { references: [] }, /no reference/],
  ["a reference nobody can open", { references: ["the wiki"] }, /not an https address/],
  ["no explanation", { why: "Because." }, /why should explain/],
  ["one title for both", { failureTitle: sound.title }, /say the same/],
  ["an id that is no name", { id: "Answer" }, /words-joined-by-hyphens/],
  ["no fix", { fix: () => ({ summary: "", commands: [] }) }, /has no fix/],
  [
    "a value that is missing",
    { check: () => fail({ observed: "undefined GiB", expected: "2" }) },
    /names no value/,
  ],
  [
    "nothing observed",
    { check: () => pass({ observed: "", expected: "42" }) },
    /does not say what was observed/,
  ],
  [
    "a message without the value",
    {
      check: ({ answer: value }: { answer: number }) =>
        value === 42
          ? pass({ observed: "the answer", expected: "42" })
          : fail({ observed: "the answer", expected: "42" }),
    },
    /fails and reads like "right"/,
  ],
  ["the clock", { check: () => pass({ observed: new Date().toISOString(), expected: "42" }) }, /no clock/],
  ["chance", { check: () => pass({ observed: String(Math.random()), expected: "42" }) }, /no dice/],
  ["a memory", { check: () => pass({ observed: String(asked++), expected: "42" }) }, /the second time/],
  [
    "a change of the evidence",
    {
      needs: { list: answer },
      check: (facts: { list: number[] }) => (facts.list.push(1), pass({ observed: "1", expected: "1" })),
      examples: [{ ...right, given: { list: [] } }],
    },
    /not extensible/,
  ],
  [
    "a fix that does not help",
    { examples: [right, { ...wrong, fixed: { answer: 43 } }, silence, noQuestion] },
    /does not pass once fixed/,
  ],
  [
    "a pass from what is hidden",
    {
      needs: {},
      wants: { answer },
      check: ({ answer: value }: { answer?: number }) =>
        value === undefined || value === 42
          ? pass({ observed: String(value ?? "nothing"), expected: "42" })
          : fail({ observed: String(value), expected: "42" }),
    },
    /becomes pass when answer is hidden/,
  ],
])("it finds %s", async (_, change, says) => {
  expect((await ruleFaults({ ...sound, ...change })).join("\n")).toMatch(says)
})
