import type { Resource } from "../stack.ts"
import { resource, type Place } from "./place.ts"

export interface ContainerChoices {
  image: string
  environment: Readonly<Record<string, string>>
  /** Name of the variable that is kept as a secret. */
  secret: string
}

/** Where the data goes: a file share, mounted at the path that Chroma 1.x writes to. */
const dataPath = "/data"

/** A container group with a public address of its own. */
export const containerGroup = (
  place: Place,
  name: string,
  address: string,
  { image, environment, secret }: ContainerChoices,
): Resource =>
  resource(place, "Microsoft.ContainerInstance/containerGroups", name, {
    properties: {
      provisioningState: "Succeeded",
      sku: "Standard",
      osType: "Linux",
      restartPolicy: "OnFailure",
      ipAddress: { type: "Public", ip: address, ports: [{ protocol: "TCP", port: 8000 }] },
      containers: [
        {
          name: "chroma",
          properties: {
            image,
            ports: [{ protocol: "TCP", port: 8000 }],
            // A secure value never comes back: only its name does.
            environmentVariables: [
              ...Object.entries(environment).map(([key, value]) => ({ name: key, value })),
              { name: secret },
            ],
            resources: { requests: { cpu: 2, memoryInGB: 4 } },
            volumeMounts: [{ name: "data", mountPath: dataPath }],
            livenessProbe: { httpGet: { path: "/api/v2/heartbeat", port: 8000, scheme: "http" } },
          },
        },
      ],
      volumes: [{ name: "data", azureFile: { shareName: "chroma", storageAccountName: "chromadata" } }],
      initContainers: [],
    },
  })

/** Where container apps live: they share its address. */
export const managedEnvironment = (place: Place, name: string, address: string): Resource =>
  resource(place, "Microsoft.App/managedEnvironments", name, {
    properties: {
      provisioningState: "Succeeded",
      staticIp: address,
      defaultDomain: `${name}.westeurope.azurecontainerapps.io`,
      zoneRedundant: false,
      appLogsConfiguration: { destination: "log-analytics" },
    },
  })

export const containerApp = (
  place: Place,
  name: string,
  environment: Resource,
  { image, environment: variables, secret }: ContainerChoices,
): Resource =>
  resource(place, "Microsoft.App/containerApps", name, {
    properties: {
      provisioningState: "Succeeded",
      managedEnvironmentId: environment.id,
      configuration: {
        ingress: {
          fqdn: `${name}.${String(environment["name"])}.westeurope.azurecontainerapps.io`,
          external: true,
          targetPort: 8000,
          transport: "auto",
          allowInsecure: false,
        },
      },
      template: {
        containers: [
          {
            name,
            image,
            env: [
              ...Object.entries(variables).map(([key, value]) => ({ name: key, value })),
              { name: secret, secretRef: "chroma-secret" },
            ],
            resources: { cpu: 1, memory: "2Gi" },
            volumeMounts: [{ volumeName: "data", mountPath: dataPath }],
            probes: [{ type: "Liveness", httpGet: { path: "/api/v2/heartbeat", port: 8000 } }],
          },
        ],
        scale: { minReplicas: 1, maxReplicas: 1 },
        volumes: [{ name: "data", storageType: "AzureFile", storageName: "chromadata" }],
      },
    },
  })
