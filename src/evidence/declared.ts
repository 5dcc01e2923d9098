import { Type } from "typebox"
import { evidence } from "../model/evidence.ts"
import { Nullable } from "./nullable.ts"

/** The part of the Terraform definition that rules ask about. */
export const infrastructure = evidence(
  "declared.infrastructure",
  "declared",
  "the declared infrastructure",
  Type.Object({
    /** tfvars sets values of someone's template; the others are the definition itself. */
    kind: Type.Enum(["tfvars", "configuration", "state", "plan"]),
    vmSize: Nullable(Type.String()),
    image: Nullable(Type.Object({ publisher: Type.String(), offer: Type.String(), sku: Type.String() })),
    /** Data disks declared beside the OS disk. */
    dataDisks: Type.Integer(),
    /** Arguments whose change replaces the VM: custom_data, admin_username …, with whether the change is ignored. */
    replacing: Type.Array(Type.Object({ argument: Type.String(), ignored: Nullable(Type.Boolean()) })),
    /** Backup resources (vaults, protected VMs) declared in the same state. */
    backups: Type.Array(Type.String()),
    /** Addresses of all resources. */
    resources: Type.Array(Type.String()),
  }),
)
