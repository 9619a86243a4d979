// What the tests run against, from the environment: the offline Notion, or the real one with a token and a page to spare.
//   NOTION_BASE_URL              e.g. http://127.0.0.1:40001 (the real one when not given)
//   NOTION_TOKEN                 the integration's token
//   NOTION_PARENT_PAGE_ID        a page that is shared with it
//   NOTION_LARGE_DATA_SOURCE_ID  a data source with more rows than one query gives (its tests are skipped without it)
//   NOTION_SANDBOX_CONTROL       1 when faults can be ordered at /_sandbox/faults (likewise)
import { Client, LogLevel } from "@notionhq/client";
import { describe } from "node:test";

export const baseUrl = process.env.NOTION_BASE_URL ?? "https://api.notion.com";
export const token = process.env.NOTION_TOKEN;
export const parentPageId = process.env.NOTION_PARENT_PAGE_ID;
export const largeDataSourceId = process.env.NOTION_LARGE_DATA_SOURCE_ID;
export const hasControl = process.env.NOTION_SANDBOX_CONTROL === "1";

// undefined is the version that the client asks for by itself.
const versions = [undefined, "2026-03-11"];

export function newClient(options = {}) {
  return new Client({ auth: token, baseUrl, logLevel: LogLevel.ERROR, logger: () => {}, ...options });
}

/** Runs the same tests with a client of each version. */
export function forEachVersion(name, body) {
  for (const notionVersion of versions) {
    describe(`${name}, version ${notionVersion ?? "by default"}`, () => body(newClient({ notionVersion }), notionVersion));
  }
}

export async function order(fault) {
  const response = await fetch(`${baseUrl}/_sandbox/faults`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: JSON.stringify(fault),
  });
  if (!response.ok) {
    throw new Error(await response.text());
  }
}

export const text = content => [{ text: { content } }];

/** A fresh database; properties beyond the title as given. Answers with both ids. */
export async function createDatabase(notion, properties = {}) {
  const database = await notion.databases.create({
    parent: { type: "page_id", page_id: parentPageId },
    title: text("Contract"),
    initial_data_source: { properties: { Name: { title: {} }, ...properties } },
  });
  return { database_id: database.id, data_source_id: database.data_sources[0].id };
}

export function createRow(notion, data_source_id, name, properties = {}) {
  return notion.pages.create({
    parent: { type: "data_source_id", data_source_id },
    properties: { Name: { title: text(name) }, ...properties },
  });
}

export const titleOf = page => page.properties.Name.title.map(piece => piece.plain_text).join("");
