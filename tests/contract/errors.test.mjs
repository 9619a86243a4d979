import assert from "node:assert/strict";
import { test } from "node:test";
import { APIErrorCode, APIResponseError, RequestTimeoutError, UnknownHTTPResponseError } from "@notionhq/client";
import { createDatabase, createRow, forEachVersion, hasControl, newClient, order, text } from "./notion.mjs";

const nobody = "00000000-0000-4000-8000-000000000000";

async function failure(call) {
  try {
    await call;
  } catch (error) {
    return error;
  }
  assert.fail("the call was expected to fail");
}

forEachVersion("errors", (notion, notionVersion) => {
  test("a wrong token is unauthorized", async () => {
    const error = await failure(newClient({ notionVersion, auth: "ntn_wrong" }).users.me({}));

    assert.ok(APIResponseError.isAPIResponseError(error));
    assert.equal(error.code, APIErrorCode.Unauthorized);
    assert.equal(error.status, 401);
    assert.equal(error.message, "API token is invalid.");
    assert.equal(typeof error.request_id, "string");
  });

  test("what is not there is not found", async () => {
    for (const call of [
      notion.pages.retrieve({ page_id: nobody }),
      notion.databases.retrieve({ database_id: nobody }),
      notion.dataSources.query({ data_source_id: nobody }),
    ]) {
      const error = await failure(call);
      assert.equal(error.code, APIErrorCode.ObjectNotFound);
      assert.match(error.message, /^Could not find \w+ with ID: 00000000-0000-4000-8000-000000000000\. Make sure/);
    }
  });

  test("an unknown path is an invalid request url", async () => {
    assert.equal((await failure(notion.request({ path: "nowhere", method: "get" }))).code, APIErrorCode.InvalidRequestURL);
  });

  test("a body that breaks the rules is a validation error", async () => {
    const { data_source_id } = await createDatabase(notion, {
      Notes: { rich_text: {} },
      Tags: { multi_select: {} },
      Sum: { formula: { expression: "1" } },
    });
    const refused = async properties => {
      const error = await failure(createRow(notion, data_source_id, "Ada", properties));
      assert.equal(error.code, APIErrorCode.ValidationError);
      return error.message;
    };

    assert.equal(
      await refused({ Notes: { rich_text: text("x".repeat(2001)) } }),
      "body failed validation: body.properties.Notes.rich_text[0].text.content.length should be ≤ `2000`, instead was `2001`.",
    );
    assert.equal(await refused({ Nope: { number: 1 } }), "Nope is not a property that exists.");
    assert.equal(await refused({ Notes: { number: 1 } }), "Notes is expected to be rich_text.");
    assert.match(await refused({ Tags: { multi_select: [{ name: "a, b" }] } }), /commas not allowed/);
    assert.match(
      await refused({ Sum: { formula: { string: "x" } } }),
      /^body failed validation\. Fix one:\nbody\.properties\.Sum\.title should be defined/,
    );
  });

  test("a rate limit is waited out by the client itself", { skip: !hasControl }, async () => {
    await order({ fault: "rate_limited", path: "/v1/users/me", retry_after: 1 });

    assert.equal((await notion.users.me({})).type, "bot");
  });

  test("an overload is waited out too, even for a write", { skip: !hasControl }, async () => {
    const { data_source_id } = await createDatabase(notion);
    await order({ fault: "overloaded", method: "POST", path: "/v1/pages", retry_after: 1 });

    assert.equal((await createRow(notion, data_source_id, "Ada")).object, "page");
    assert.equal((await notion.dataSources.query({ data_source_id })).results.length, 1);
  });

  test("a limit without retries shows its reason", { skip: !hasControl }, async () => {
    await order({ fault: "rate_limited", path: "/v1/users/me", retry_after: 7 });

    const error = await failure(newClient({ notionVersion, retry: false }).users.me({}));

    assert.equal(error.code, APIErrorCode.RateLimited);
    assert.deepEqual(error.additional_data, { rate_limit_reason: "public_api_request_rate_limit", retry_after: "7" });
  });

  test("a page from the proxy is an unknown http response", { skip: !hasControl }, async () => {
    await order({ fault: "bad_gateway", path: "/v1/users/me" });

    const error = await failure(notion.users.me({}));

    assert.ok(UnknownHTTPResponseError.isUnknownHTTPResponseError(error));
    assert.equal(error.status, 502);
  });

  test("a write that was saved without an answer says what it made", { skip: !hasControl }, async () => {
    const { data_source_id } = await createDatabase(notion);
    await order({ fault: "unavailable_after_commit", method: "POST", path: "/v1/pages" });

    const error = await failure(createRow(notion, data_source_id, "Ada"));

    assert.equal(error.code, APIErrorCode.ServiceUnavailable);
    assert.equal((await notion.pages.retrieve({ page_id: error.additional_data.committed_resource_id })).object, "page");
  });

  test("a conflict is a conflict error, and nothing was saved", { skip: !hasControl }, async () => {
    const { data_source_id } = await createDatabase(notion);
    await order({ fault: "conflict", method: "POST", path: "/v1/pages" });

    assert.equal((await failure(createRow(notion, data_source_id, "Ada"))).code, APIErrorCode.ConflictError);
    assert.deepEqual((await notion.dataSources.query({ data_source_id })).results, []);
  });

  test("a slow answer is a timeout of the client", { skip: !hasControl }, async () => {
    await order({ fault: "slow", path: "/v1/users/me", delay_ms: 500 });

    const error = await failure(newClient({ notionVersion, timeoutMs: 50 }).users.me({}));

    assert.ok(RequestTimeoutError.isRequestTimeoutError(error));
  });

  test("a dropped connection is neither, and a write may have been saved", { skip: !hasControl }, async () => {
    const { data_source_id } = await createDatabase(notion);
    await order({ fault: "dropped_after_commit", method: "POST", path: "/v1/pages" });

    assert.ok(!APIResponseError.isAPIResponseError(await failure(createRow(notion, data_source_id, "Ada"))));
    assert.equal((await notion.dataSources.query({ data_source_id })).results.length, 1);
  });
});
