/**
 * What a rule file imports, ours or anyone's: `chroma-audit/rule`. What is exported here keeps its
 * meaning within a major version. Nothing in it does I/O; everything throws only what its text says.
 *
 * Units are in the names: GiB and GB as Azure bills them, milliseconds (`Ms`), ISO 8601 in UTC.
 */
export {
  absentBecause,
  defineRule,
  fail,
  judgeEach,
  notApplicable,
  pass,
  unknownBecause,
  undecided,
  type Command,
  type Effort,
  type Example,
  type Remediation,
  type Rule,
  type Severity,
  type Verdict,
} from "./model/rule.ts"
export { az, command } from "./model/command.ts"
export { strongest, type ValueOf } from "./model/evidence.ts"
export { attestation, azure, configuration, declared, endpoint, guest } from "./evidence/index.ts"
export { candidateDisks, judgeDataDisk, type DiskRequirement } from "./evidence/data-disk.ts"
export type { Disk } from "./evidence/azure.ts"
export { osOfImage, osSupport, osSupportSources } from "./evidence/os-support.ts"
export { currentSize, retiredSizes, retirementOf } from "./evidence/retired-sizes.ts"
export { chromaSupport, chromaSupportOf, narrowRelease } from "./evidence/support-policy.ts"
export { groupIdOf, groupOf, liesIn, nameOf, sameId, subscriptionOf } from "./evidence/arm-id.ts"
export { judgeAlerts, searchesFor, searchesWorkspace, watches } from "./evidence/alerts.ts"
export {
  backupLists,
  copiesIn,
  isProtecting,
  newestOf,
  unlockLists,
  unreadLists,
  type Copy,
} from "./evidence/backups.ts"
export { daysSince, disclaims, said } from "./evidence/statement.ts"
export { canTrace, generationOf, tracingSettings, tracingTransport } from "./evidence/tracing-settings.ts"
export {
  openPorts,
  reachability,
  reachabilityAt,
  widest,
  type PortRange,
  type Reach,
} from "./evidence/reachability.ts"
export { isAmong } from "./evidence/address-space.ts"
export {
  advisories,
  advisoriesAsOf,
  bearing,
  configuredRelease,
  overlap,
  releaseOf,
  releaseText,
  type Advisory,
  type Release,
} from "./evidence/advisories.ts"
export { ineffectiveAuthentication } from "./evidence/authentication-settings.ts"
export { answerOf, closedText, openText, probesText, requestsOf } from "./evidence/probes.ts"
export { Type } from "typebox"
