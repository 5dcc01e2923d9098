import { absentBecause, azure, defineRule, fail, pass, undecided, unknownBecause } from "../../src/rule.ts"
import { exampleVm } from "../examples.ts"

export default defineRule({
  id: "vm-ssh-keys-only",
  area: "privacy-and-security",
  severity: "high",
  profile: "production",
  title: "The VM takes SSH keys only, no passwords",
  failureTitle: "The VM takes passwords over SSH",
  why:
    "Passwords are guessed and reused; keys are neither. With password login on, the strength of the whole machine is " +
    "the weakest password of any account on it, tried by machines around the clock.",
  references: ["https://learn.microsoft.com/azure/virtual-machines/linux/create-ssh-keys-detailed"],
  needs: { vm: azure.virtualMachine },

  check({ vm }) {
    const disabled = vm.passwordAuthenticationDisabled
    if (disabled === null) {
      return undecided(
        "Azure does not show how one logs in: it is a Windows VM, or one made from a specialised disk.",
        "Look inside: sshd -T | grep passwordauthentication.",
      )
    }
    const sighting = {
      observed: `password login ${disabled ? "disabled" : "enabled"}`,
      expected: "password login disabled",
      resources: [vm.id],
    }
    return disabled ? pass(sighting) : fail(sighting)
  },

  effort: "minutes",
  fix: ({ vm }) => ({
    summary:
      "Put a key in place, try it, then switch passwords off inside the VM. Azure shows the setting from creation, so state a waiver until the VM is made anew.",
    commands: [
      {
        tool: "ssh",
        run: "printf 'PasswordAuthentication no\\n' | sudo tee /etc/ssh/sshd_config.d/10-keys-only.conf && sudo systemctl reload ssh",
      },
      {
        tool: "terraform",
        run: `azurerm_linux_virtual_machine ${vm.name}: disable_password_authentication = true`,
      },
    ],
    verify: "sshd -T | grep passwordauthentication",
  }),

  examples: [
    { title: "keys only", status: "pass", given: { vm: exampleVm() } },
    {
      title: "passwords too",
      status: "fail",
      given: { vm: exampleVm({ passwordAuthenticationDisabled: false }) },
    },
    {
      title: "made from a specialised disk",
      status: "unknown",
      given: { vm: exampleVm({ passwordAuthenticationDisabled: null }) },
    },
    {
      title: "the VM may not be read",
      status: "unknown",
      given: { vm: unknownBecause("forbidden", "403 on the VM", "Microsoft.Compute/virtualMachines/read") },
    },
    {
      title: "a container group holds the address",
      status: "not-applicable",
      given: { vm: absentBecause("A container group holds the address; there is no VM.") },
    },
  ],
})
