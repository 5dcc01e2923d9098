import test from "node:test"
import { RuleTester } from "chroma-audit/testing"
import acme from "../index.js"

for (const rule of acme.rules) test(rule.id, () => RuleTester.run(rule))
