import assert from "node:assert/strict";
import { before, test } from "node:test";
import { collectAllDataSourceRows, collectPaginatedAPI } from "@notionhq/client";
import { createDatabase, createRow, forEachVersion, largeDataSourceId, titleOf } from "./notion.mjs";

forEachVersion("queries", notion => {
  let data_source_id;
  const query = async args => (await notion.dataSources.query({ data_source_id, ...args })).results.map(titleOf);

  before(async () => {
    ({ data_source_id } = await createDatabase(notion, {
      Stage: { select: { options: [{ name: "Lead" }, { name: "Client" }] } },
      Tags: { multi_select: {} },
      Budget: { number: {} },
      Since: { date: {} },
      Active: { checkbox: {} },
    }));
    const rows = [
      ["Ada", "Lead", ["x"], 10, "2026-01-01", true],
      ["Ben", "Client", ["x", "y"], 30, "2026-02-01", false],
      ["Cem", "Client", ["y"], 20, "2026-03-01", true],
      ["Dora", null, [], null, null, false],
    ];
    for (const [name, stage, tags, budget, since, active] of rows) {
      await createRow(notion, data_source_id, name, {
        Stage: { select: stage && { name: stage } },
        Tags: { multi_select: tags.map(tag => ({ name: tag })) },
        Budget: { number: budget },
        Since: { date: since && { start: since } },
        Active: { checkbox: active },
      });
    }
  });

  test("pages of a result are walked to the end", async () => {
    const first = await notion.dataSources.query({ data_source_id, page_size: 3 });
    assert.equal(first.results.length, 3);
    assert.equal(first.has_more, true);
    assert.equal(first.type, "page_or_data_source");
    assert.equal("request_status" in first, false);

    const rows = await collectPaginatedAPI(notion.dataSources.query, { data_source_id, page_size: 1 });
    assert.deepEqual(rows.map(titleOf).sort(), ["Ada", "Ben", "Cem", "Dora"]);
  });

  test("filters look at values", async () => {
    assert.deepEqual(await query({ filter: { property: "Name", title: { contains: "d" } } }), ["Ada", "Dora"]);
    assert.deepEqual(await query({ filter: { property: "Stage", select: { equals: "Client" } } }), ["Ben", "Cem"]);
    assert.deepEqual(await query({ filter: { property: "Stage", select: { equals: ["Client", "Lead"] } } }), ["Ada", "Ben", "Cem"]);
    assert.deepEqual(await query({ filter: { property: "Tags", multi_select: { does_not_contain: "x" } } }), ["Cem", "Dora"]);
    assert.deepEqual(await query({ filter: { property: "Budget", number: { greater_than_or_equal_to: 20 } } }), ["Ben", "Cem"]);
    assert.deepEqual(await query({ filter: { property: "Budget", number: { is_empty: true } } }), ["Dora"]);
    assert.deepEqual(await query({ filter: { property: "Since", date: { after: "2026-01-15" } } }), ["Ben", "Cem"]);
    assert.deepEqual(await query({ filter: { property: "Active", checkbox: { equals: false } } }), ["Ben", "Dora"]);
  });

  test("filters are put together, two levels deep", async () => {
    const filter = {
      and: [
        { property: "Active", checkbox: { equals: true } },
        { or: [{ property: "Budget", number: { less_than: 15 } }, { property: "Name", title: { equals: "Dora" } }] },
      ],
    };
    assert.deepEqual(await query({ filter }), ["Ada"]);
    await assert.rejects(query({ filter: { and: [{ or: [{ and: [] }] }] } }), { code: "validation_error" });
  });

  test("a filter on the time of the last edit finds what was just made", async () => {
    const since = new Date(Date.now() - 5 * 60_000).toISOString();
    const filter = { timestamp: "last_edited_time", last_edited_time: { on_or_after: since } };
    assert.equal((await query({ filter })).length, 4);
  });

  test("results are sorted by values, the empty ones last", async () => {
    assert.deepEqual(await query({ sorts: [{ property: "Budget", direction: "descending" }] }), ["Ben", "Cem", "Ada", "Dora"]);
    assert.deepEqual(await query({ sorts: [{ property: "Name", direction: "descending" }] }), ["Dora", "Cem", "Ben", "Ada"]);
  });

  test("unknown properties, wrong types and cursors from nowhere are refused", async () => {
    await assert.rejects(query({ filter: { property: "Nope", number: { equals: 1 } } }), /Could not find property with name or id: Nope/);
    await assert.rejects(query({ filter: { property: "Budget", select: { equals: "x" } } }), { code: "validation_error" });
    await assert.rejects(
      query({ start_cursor: "00000000-0000-0000-0000-000000000000" }),
      /The start_cursor provided is invalid: 00000000-0000-0000-0000-000000000000/,
    );
    await assert.rejects(query({ page_size: 101 }), /body\.page_size should be ≤ `100`, instead was `101`/);
  });

  test("a query stops at its cap and says so; the official walk gets every row all the same", { skip: !largeDataSourceId }, async () => {
    let last;
    const capped = await collectPaginatedAPI(
      async args => (last = await notion.dataSources.query(args)), { data_source_id: largeDataSourceId });
    const all = await collectAllDataSourceRows(notion, { data_source_id: largeDataSourceId });

    assert.deepEqual(last.request_status, { type: "incomplete", incomplete_reason: "query_result_limit_reached" });
    assert.ok(all.length > capped.length);
    assert.equal(new Set(all.map(row => row.id)).size, all.length);
  });
});
