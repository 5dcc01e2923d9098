import { expect, test } from "vitest"
import { exampleInstanceView, exampleVm } from "../../../rules/examples.ts"
import rule from "../../../rules/maintenance/os-patches-pending.ts"
import { judge } from "../../support/judge.ts"

test.each([
  ["2026-11-15T12:00:00Z", 0, "pass"],
  ["2026-11-14T11:00:00Z", 0, "fail"],
  ["2026-11-15T12:00:00Z", 1, "fail"],
  ["2026-11-15T12:00:00Z", null, "unknown"],
  ["2026-11-14T11:00:00Z", null, "fail"],
])("assessed at %s with %s open, audited a week later: %s", async (assessedAt, open, status) => {
  const given = {
    vm: exampleVm(),
    view: exampleInstanceView({
      patches: { status: null, criticalAndSecurity: open, rebootPending: null, assessedAt },
    }),
  }
  expect((await judge(rule, given)).status).toBe(status)
})
