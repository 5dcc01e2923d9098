import { defineRule, fail, pass, Type } from "chroma-audit/rule"
import { absentBecause, unknownBecause } from "chroma-audit/rule"
import { freeze } from "../change-calendar.js"

const day = (at) => at.toISOString().slice(0, 10)

export default defineRule({
  id: "acme-outside-freeze",
  area: "maintenance",
  severity: "low",
  profile: "production",
  title: "The deployment does not go live during a change freeze",
  failureTitle: "The deployment would go live during a change freeze",
  why:
    "During the freeze nobody at Acme may repair what a new deployment breaks, so whatever goes live then " +
    "stays broken until it ends.",
  references: ["https://learn.microsoft.com/azure/well-architected/operational-excellence/safe-deployments"],
  needs: { freeze },
  options: Type.Object({
    marginDays: Type.Integer({
      default: 0,
      minimum: 0,
      description: "Days before the freeze that count too.",
    }),
  }),

  check({ freeze: { from, to } }, { at, options }) {
    const first = new Date(from)
    first.setUTCDate(first.getUTCDate() - options.marginDays)
    const sighting = { observed: `${day(at)}, frozen from ${from} to ${to}`, expected: "a day outside it" }
    return day(at) < day(first) || day(at) > to ? pass(sighting) : fail(sighting)
  },

  effort: "days",
  fix: ({ freeze: { to } }) => ({ summary: `Go live after ${to}.`, commands: [] }),

  examples: [
    {
      title: "a month before",
      status: "pass",
      at: "2026-11-22",
      given: { freeze: { from: "2026-12-20", to: "2027-01-06" } },
    },
    {
      title: "between the years",
      status: "fail",
      at: "2026-12-28",
      given: { freeze: { from: "2026-12-20", to: "2027-01-06" } },
      fixed: { freeze: { from: "2026-12-20", to: "2026-12-27" } },
    },
    { title: "the calendar is down", status: "unknown", given: { freeze: unknownBecause("unreachable") } },
    {
      title: "no freeze",
      status: "not-applicable",
      given: { freeze: absentBecause("No change freeze is declared.") },
    },
  ],
})
