/** What the examples of several rules share: one healthy deployment, from which an example departs. */
import type { azure, configuration, guest } from "../src/rule.ts"
import type { ValueOf } from "../src/model/evidence.ts"
