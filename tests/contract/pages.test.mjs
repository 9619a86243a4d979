import assert from "node:assert/strict";
import { test } from "node:test";
import { collectPaginatedAPI, isFullPage } from "@notionhq/client";
import { createDatabase, createRow, forEachVersion, parentPageId, text, titleOf } from "./notion.mjs";

forEachVersion("pages", (notion, version) => {
  test("a row is created with values of every kind and read back", async () => {
    const { data_source_id } = await createDatabase(notion, {
      Notes: { rich_text: {} },
      Budget: { number: {} },
      Stage: { select: {} },
      Tags: { multi_select: {} },
      State: { status: {} },
      Since: { date: {} },
      Active: { checkbox: {} },
      Site: { url: {} },
      Mail: { email: {} },
      Phone: { phone_number: {} },
      Files: { files: {} },
      Made: { created_time: {} },
    });

    const created = await createRow(notion, data_source_id, "Ada", {
      Notes: { rich_text: [{ text: { content: "bold", link: null }, annotations: { bold: true } }, { text: { content: " plain" } }] },
      Budget: { number: 12.5 },
      Stage: { select: { name: "Lead" } },
      Tags: { multi_select: [{ name: "a" }, { name: "b" }] },
      Since: { date: { start: "2026-07-04" } },
      Active: { checkbox: true },
      Site: { url: "https://example.com" },
      Mail: { email: "ada@example.com" },
      Phone: { phone_number: "+44 20" },
      Files: { files: [{ name: "CV", external: { url: "https://example.com/cv.pdf" } }] },
    });
    const page = await notion.pages.retrieve({ page_id: created.id });

    assert.ok(isFullPage(page));
    assert.deepEqual(page.properties, created.properties);
    assert.equal(titleOf(page), "Ada");
    assert.deepEqual(page.properties.Notes.rich_text.map(piece => piece.plain_text), ["bold", " plain"]);
    assert.equal(page.properties.Budget.number, 12.5);
    assert.equal(page.properties.Stage.select.name, "Lead");
    assert.deepEqual(page.properties.Tags.multi_select.map(tag => tag.name), ["a", "b"]);
    assert.equal(page.properties.State.status.name, "Not started");
    assert.deepEqual(page.properties.Since.date, { start: "2026-07-04", end: null, time_zone: null });
    assert.equal(page.properties.Active.checkbox, true);
    assert.equal(page.properties.Files.files[0].external.url, "https://example.com/cv.pdf");
    assert.match(page.properties.Made.created_time, /:00\.000Z$/);
    assert.equal(page.parent.data_source_id, data_source_id);
    assert.match(page.url, /^https:\/\/app\.notion\.com\/p\/Ada-[0-9a-f]{32}$/);
    assert.equal("archived" in page, version === undefined);
  });

  test("an update changes what it names and nothing else; null and [] clear", async () => {
    const { data_source_id } = await createDatabase(notion, { Budget: { number: {} }, Notes: { rich_text: {} } });
    const { id: page_id } = await createRow(notion, data_source_id, "Ada", { Budget: { number: 1 }, Notes: { rich_text: text("x") } });

    const changed = await notion.pages.update({ page_id, properties: { Budget: { number: null } } });
    assert.equal(changed.properties.Budget.number, null);
    assert.equal(changed.properties.Notes.rich_text[0].plain_text, "x");

    const cleared = await notion.pages.update({ page_id, properties: { Notes: { rich_text: [] } } });
    assert.deepEqual(cleared.properties.Notes.rich_text, []);
  });

  test("a property is written by its id as answers show it", async () => {
    const { data_source_id } = await createDatabase(notion, { Budget: { number: {} } });
    const row = await createRow(notion, data_source_id, "Ada");

    const changed = await notion.pages.update({ page_id: row.id, properties: { [row.properties.Budget.id]: { number: 7 } } });

    assert.equal(changed.properties.Budget.number, 7);
  });

  test("a page goes into the trash, cannot be edited there, and comes back", async () => {
    const { data_source_id } = await createDatabase(notion);
    const { id: page_id } = await createRow(notion, data_source_id, "Ada");

    assert.equal((await notion.pages.update({ page_id, in_trash: true })).in_trash, true);
    assert.equal((await notion.pages.retrieve({ page_id })).in_trash, true);
    assert.deepEqual((await notion.dataSources.query({ data_source_id })).results, []);
    await assert.rejects(notion.pages.update({ page_id, properties: { Name: { title: text("x") } } }), {
      code: "validation_error",
      message: "Can't edit block that is archived. You must unarchive the block before editing.",
    });
    assert.equal((await notion.pages.update({ page_id, in_trash: false })).in_trash, false);
    assert.equal((await notion.dataSources.query({ data_source_id })).results.length, 1);
  });

  test("deleting a page as a block puts it into the trash", async () => {
    const { data_source_id } = await createDatabase(notion);
    const { id: block_id } = await createRow(notion, data_source_id, "Ada");

    const block = await notion.blocks.delete({ block_id });

    assert.equal(block.type, "child_page");
    assert.equal(block.in_trash, true);
  });

  test("a page shows 25 relations and says that there are more; the property item has them all", async () => {
    const other = await createDatabase(notion);
    const { data_source_id } = await createDatabase(notion, {
      Related: { relation: { data_source_id: other.data_source_id, single_property: {} } },
    });
    const targets = [];
    for (let i = 0; i < 30; i++) {
      targets.push((await createRow(notion, other.data_source_id, `Target ${i}`)).id);
    }

    const row = await createRow(notion, data_source_id, "Ada", { Related: { relation: targets.map(id => ({ id })) } });
    const items = await collectPaginatedAPI(notion.pages.properties.retrieve, {
      page_id: row.id,
      property_id: row.properties.Related.id,
      page_size: 7,
    });

    assert.equal(row.properties.Related.relation.length, 25);
    assert.equal(row.properties.Related.has_more, true);
    assert.deepEqual(items.map(item => item.relation.id), targets);
  });

  test("a single property is a single item", async () => {
    const { data_source_id } = await createDatabase(notion, { Budget: { number: {} } });
    const row = await createRow(notion, data_source_id, "Ada", { Budget: { number: 3 } });

    const item = await notion.pages.properties.retrieve({ page_id: row.id, property_id: row.properties.Budget.id });

    assert.equal(item.object, "property_item");
    assert.equal(item.number, 3);
  });

  test("filter_properties leaves out the others, whatever the id is made of", async () => {
    const { data_source_id } = await createDatabase(notion, { A: { number: {} }, B: { number: {} }, C: { number: {} } });
    const row = await createRow(notion, data_source_id, "Ada");
    const wanted = [row.properties.A.id, row.properties.C.id];

    const page = await notion.pages.retrieve({ page_id: row.id, filter_properties: wanted });
    const { results } = await notion.dataSources.query({ data_source_id, filter_properties: wanted });

    assert.deepEqual(Object.keys(page.properties).sort(), ["A", "C"]);
    assert.deepEqual(Object.keys(results[0].properties).sort(), ["A", "C"]);
  });

  test("a page moves to another data source and keeps what fits", async () => {
    const from = await createDatabase(notion, { Budget: { number: {} }, Here: { number: {} } });
    const to = await createDatabase(notion, { Budget: { number: {} } });
    const row = await createRow(notion, from.data_source_id, "Ada", { Budget: { number: 3 }, Here: { number: 4 } });

    const moved = await notion.pages.move({ page_id: row.id, parent: { data_source_id: to.data_source_id } });

    assert.equal(moved.parent.data_source_id, to.data_source_id);
    assert.equal(moved.properties.Budget.number, 3);
    assert.deepEqual(Object.keys(moved.properties).sort(), ["Budget", "Name"]);
  });

  test("a page is created under a page", async () => {
    const page = await notion.pages.create({ parent: { page_id: parentPageId }, properties: { title: { title: text("Loose") } } });

    assert.equal(page.parent.page_id, parentPageId);
    assert.equal(page.properties.title.title[0].plain_text, "Loose");
  });
});
