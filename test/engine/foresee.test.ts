import { expect, test } from "vitest"
import { foresee, type MayAct } from "../../src/engine/foresee.ts"
import { defineCollector } from "../../src/model/collector.ts"
import { evidence, strongest, type Facts } from "../../src/model/evidence.ts"
import { defineRule, Type } from "../../src/rule.ts"

const token = (id: string, plane: "azure" | "guest") => evidence(id, plane, id, Type.String())
const machine = token("machine", "azure")
const disks = token("disks", "azure")
const inside = token("inside", "guest")

const collector = (provides: typeof machine, needs: Facts, permissions: string[], sometimes: string[] = []) =>
  defineCollector({
    id: provides.id,
    plane: "azure",
    title: provides.id,
    provides: [provides],
    needs,
    permissions,
    sometimes,
    collect: () => Promise.resolve([]),
  })
const collectors = [
  collector(machine, {}, ["machine/read"], ["balancer/read"]),
  collector(disks, { machine }, ["disks/read"]),
]

const outlookOf = (needs: Facts, wants: Facts, mayAct: MayAct) =>
  foresee(
    [
      defineRule({
        id: "some-rule",
        area: "maintenance",
        severity: "low",
        profile: "baseline",
        title: "",
        failureTitle: "",
        why: "",
        references: [],
        needs,
        wants,
        check: () => ({ status: "not-applicable", reason: "" }),
        effort: "minutes",
        fix: () => ({ summary: "", commands: [] }),
        examples: [],
      }),
    ],
    collectors,
    mayAct,
  ).get("some-rule")

const lacking =
  (...actions: readonly string[]): MayAct =>
  (action) =>
    actions.includes(action) ? "nowhere" : "everywhere"

test.each<[string, Facts, Facts, MayAct, string, string[]]>([
  ["everything is granted", { disks }, {}, lacking(), "decidable", []],
  ["an action is missing", { disks }, {}, lacking("disks/read"), "unknown", ["disks/read"]],
  [
    "an action of what comes before is missing",
    { disks },
    {},
    lacking("machine/read"),
    "unknown",
    ["machine/read"],
  ],
  [
    "an action that some deployments call for is missing",
    { machine },
    {},
    lacking("balancer/read"),
    "uncertain",
    ["balancer/read"],
  ],
  [
    "an action is granted in a part only",
    { machine },
    {},
    () => "somewhere",
    "uncertain",
    ["machine/read", "balancer/read"],
  ],
  [
    "what would sharpen the verdict is missing",
    { machine },
    { disks },
    lacking("disks/read"),
    "uncertain",
    ["disks/read"],
  ],
  [
    "what would sharpen it is of a plane that is not asked",
    { machine },
    { inside },
    lacking(),
    "decidable",
    [],
  ],
  ["the plane is not asked", { inside }, {}, lacking(), "unknown", []],
  ["another plane can answer", { any: strongest(inside, machine) }, {}, lacking(), "decidable", []],
  ["one of several sources is enough", {}, { machine, inside }, lacking(), "decidable", []],
  [
    "none of several sources answers",
    {},
    { machine, inside },
    lacking("machine/read"),
    "unknown",
    ["machine/read"],
  ],
])("when %s", (_, needs, wants, mayAct, prospect, permissions) => {
  const outlook = outlookOf(needs, wants, mayAct)
  expect(outlook?.prospect).toBe(prospect)
  expect(outlook?.causes.flatMap(({ permission }) => permission ?? [])).toEqual(permissions)
})

test("a plane that is not asked is named with how to ask it", () => {
  const [cause] = outlookOf({ inside }, {}, lacking())?.causes ?? []
  expect(cause).toMatchObject({ kind: "not-requested", unlock: expect.stringContaining("--guest-output") })
})
