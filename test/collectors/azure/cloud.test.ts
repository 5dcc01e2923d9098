import { describe, expect, test } from "vitest"
import { cloudOf } from "../../../src/collectors/azure/cloud.ts"
import { bearerName } from "../../../src/collectors/azure/session.ts"

describe("a cloud's token is for its own endpoint", () => {
  test.each([
    ["public", "https://management.azure.com", undefined],
    ["usgovernment", "https://management.usgovcloudapi.net", "https://login.microsoftonline.us"],
    ["china", "https://management.chinacloudapi.cn", "https://login.chinacloudapi.cn"],
  ] as const)("%s", (cloud, endpoint, authority) => {
    expect(cloudOf({ cloud })).toEqual({ endpoint, scope: `${endpoint}/.default`, authority })
  })

  test("any other endpoint, too", () => {
    expect(cloudOf({ cloud: "public", armEndpoint: "https://ARM.example:8443/path" })).toMatchObject({
      endpoint: "https://arm.example:8443",
      scope: "https://arm.example:8443/.default",
    })
  })

  test("and never for one in clear text", () => {
    expect(() => cloudOf({ cloud: "public", armEndpoint: "http://127.0.0.1:8080" })).toThrow(
      /only asked over https/,
    )
  })
})

const token = (claims: object) => `h.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.s`

describe("who a token names", () => {
  test.each([
    ["a user", token({ upn: "ada@example.com", oid: "o" }), "ada@example.com"],
    ["a guest", token({ unique_name: "live.com#ada", oid: "o" }), "live.com#ada"],
    ["an application", token({ appid: "a", oid: "o" }), "a"],
    ["an object", token({ oid: "o" }), "o"],
    ["nobody", token({}), undefined],
    ["nothing readable", "opaque", undefined],
  ])("%s", (_, bearer, name) => {
    expect(bearerName(bearer)).toBe(name)
  })
})
