import assert from "node:assert/strict";
import { test } from "node:test";
import { collectPaginatedAPI, isFullDataSource, isFullPage, isFullUser } from "@notionhq/client";
import { createDatabase, createRow, forEachVersion, text } from "./notion.mjs";

forEachVersion("the workspace", notion => {
  test("users/me is the bot that signs what the token writes", async () => {
    const me = await notion.users.me({});
    const { data_source_id } = await createDatabase(notion);
    const row = await createRow(notion, data_source_id, "Ada");

    assert.equal(me.type, "bot");
    assert.ok(me.bot.workspace_limits.max_file_upload_size_in_bytes > 0);
    assert.equal(row.created_by.id, me.id);
    assert.equal(row.last_edited_by.id, me.id);
  });

  test("users are listed and retrieved", async () => {
    const users = await collectPaginatedAPI(notion.users.list, { page_size: 1 });
    const first = await notion.users.retrieve({ user_id: users[0].id });

    assert.ok(users.every(isFullUser));
    assert.deepEqual({ ...first, request_id: undefined }, { ...users[0], request_id: undefined });
  });

  test("search finds pages and data sources by their titles", async () => {
    const mark = `Needle ${Math.random().toString(36).slice(2)}`;
    const { data_source_id } = await createDatabase(notion);
    await notion.dataSources.update({ data_source_id, title: text(mark) });
    const row = await createRow(notion, data_source_id, mark.toLowerCase());

    const both = await notion.search({ query: mark, sort: { timestamp: "last_edited_time", direction: "descending" } });
    const pages = await notion.search({ query: mark, filter: { property: "object", value: "page" } });
    const sources = await notion.search({ query: mark, filter: { property: "object", value: "data_source" } });

    assert.equal(both.results.length, 2);
    assert.deepEqual(pages.results.map(page => page.id), [row.id]);
    assert.ok(isFullPage(pages.results[0]));
    assert.deepEqual(sources.results.map(source => source.id), [data_source_id]);
    assert.ok(isFullDataSource(sources.results[0]));
  });
});
