import { expect, test } from "vitest"
import { exampleInstanceView, exampleOperatingSystem, exampleVm } from "../../../rules/examples.ts"
import rule from "../../../rules/maintenance/os-supported.ts"
import { judge } from "../../support/judge.ts"

test.each([
  ["debian-11", "11", "fail"],
  ["debian-12", "12-gen2", "pass"],
  ["debian-13-daily", "13-arm64", "pass"],
  ["0001-com-ubuntu-server-focal", "20_04-lts-gen2", "fail"],
  ["0001-com-ubuntu-server-jammy", "22_04-lts", "pass"],
  ["ubuntu-24_04-lts", "server", "pass"],
  ["UbuntuServer", "18.04-LTS", "fail"],
  ["RHEL", "7-LVM", "fail"],
  ["RHEL", "9-lvm-gen2", "pass"],
  ["CentOS", "7_9-gen2", "fail"],
  ["almalinux-x86_64", "9-gen2", "pass"],
  ["rockylinux-x86_64", "8-base", "pass"],
  ["RHEL", "810-gen2", "unknown"],
  ["flatcar-container-linux-free", "stable", "unknown"],
  ["WindowsServer", "2022-datacenter", "unknown"],
])("the image %s %s: %s", async (offer, sku, status) => {
  const vm = exampleVm({ image: { publisher: "any", offer, sku, version: null } })
  expect((await judge(rule, { vm })).status).toBe(status)
})

test.each([
  ["debian", "11.11", "fail"],
  ["debian", "12.8", "pass"],
  ["ubuntu", "22.04", "pass"],
  ["ubuntu", "25.10", "fail"],
  ["redhat", "8.10", "pass"],
  ["arch", "rolling", "unknown"],
])("the agent says %s %s: %s", async (osName, osVersion, status) => {
  const given = { view: exampleInstanceView({ osName, osVersion }) }
  expect((await judge(rule, given)).status).toBe(status)
})

test("what runs inside counts, not the image it began with", async () => {
  const given = {
    inside: exampleOperatingSystem({ id: "debian", versionId: "11" }),
    view: exampleInstanceView({ osName: "debian", osVersion: "12.8" }),
    vm: exampleVm(),
  }
  expect((await judge(rule, given)).status).toBe("fail")
})

test.each([
  ["2026-08-31T23:59:00Z", "pass"],
  ["2026-09-01T00:00:00Z", "fail"],
])("on %s Debian 11: %s", async (at, status) => {
  const given = { inside: exampleOperatingSystem({ versionId: "11" }) }
  expect((await judge(rule, given, at)).status).toBe(status)
})
