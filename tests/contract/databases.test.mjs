import assert from "node:assert/strict";
import { test } from "node:test";
import { collectPaginatedAPI, isFullBlock, isFullDatabase, isFullDataSource } from "@notionhq/client";
import { createDatabase, forEachVersion, parentPageId, text } from "./notion.mjs";

forEachVersion("databases", (notion, version) => {
  test("a database is created with its first data source and read back", async () => {
    const { database_id, data_source_id } = await createDatabase(notion, { Email: { email: {} } });

    const database = await notion.databases.retrieve({ database_id });
    const dataSource = await notion.dataSources.retrieve({ data_source_id });

    assert.ok(isFullDatabase(database));
    assert.ok(isFullDataSource(dataSource));
    assert.deepEqual(database.data_sources, [{ id: data_source_id, name: "Contract" }]);
    assert.equal(dataSource.parent.database_id, database_id);
    assert.equal(dataSource.properties.Email.type, "email");
    assert.equal("archived" in database, version === undefined);
  });

  test("options, formats and relations of a schema are read back", async () => {
    const other = await createDatabase(notion);
    const { data_source_id } = await createDatabase(notion, {
      Stage: { select: { options: [{ name: "Lead" }, { name: "Client", color: "green" }] } },
      Budget: { number: { format: "euro" } },
      State: { status: {} },
      Related: { relation: { data_source_id: other.data_source_id, dual_property: { synced_property_name: "Back" } } },
    });

    const { properties } = await notion.dataSources.retrieve({ data_source_id });
    const back = (await notion.dataSources.retrieve({ data_source_id: other.data_source_id })).properties.Back;

    assert.deepEqual(properties.Stage.select.options.map(option => option.name), ["Lead", "Client"]);
    assert.equal(properties.Stage.select.options[1].color, "green");
    assert.equal(properties.Budget.number.format, "euro");
    assert.deepEqual(properties.State.status.groups.map(group => group.name), ["To-do", "In progress", "Complete"]);
    assert.equal(properties.Related.relation.dual_property.synced_property_id, back.id);
    assert.equal(back.relation.data_source_id, data_source_id);
  });

  test("a property is added, renamed and removed, and keeps its id", async () => {
    const { data_source_id } = await createDatabase(notion, { Mail: { rich_text: {} } });
    const before = await notion.dataSources.retrieve({ data_source_id });

    await notion.dataSources.update({ data_source_id, properties: { Mail: { name: "Email" }, Phone: { phone_number: {} } } });
    const renamed = await notion.dataSources.retrieve({ data_source_id });
    assert.equal(renamed.properties.Email.id, before.properties.Mail.id);
    assert.equal(renamed.properties.Phone.type, "phone_number");

    await notion.dataSources.update({ data_source_id, properties: { [renamed.properties.Email.id]: null } });
    const removed = await notion.dataSources.retrieve({ data_source_id });
    assert.deepEqual(Object.keys(removed.properties).sort(), ["Name", "Phone"]);
  });

  test("a second data source is added to a database", async () => {
    const { database_id } = await createDatabase(notion);

    const added = await notion.dataSources.create({
      parent: { type: "database_id", database_id },
      title: text("Second"),
      properties: { Name: { title: {} } },
    });

    const database = await notion.databases.retrieve({ database_id });
    assert.deepEqual(database.data_sources.map(source => source.id).includes(added.id), true);
    assert.equal(added.database_parent.page_id, parentPageId);
  });

  test("the databases of a page are listed among its children, page by page", async () => {
    const { database_id } = await createDatabase(notion);

    const children = await collectPaginatedAPI(notion.blocks.children.list, { block_id: parentPageId, page_size: 2 });
    const child = children.find(block => block.id === database_id);

    assert.ok(isFullBlock(child));
    assert.equal(child.type, "child_database");
    assert.equal(child.child_database.title, "Contract");
    assert.equal(child.parent.page_id, parentPageId);
  });

  test("a database is renamed and put into the trash", async () => {
    const { database_id } = await createDatabase(notion);

    const renamed = await notion.databases.update({ database_id, title: text("Renamed") });
    const trashed = await notion.databases.update({ database_id, in_trash: true });

    assert.equal(renamed.title[0].plain_text, "Renamed");
    assert.equal(trashed.in_trash, true);
  });

  test("a data source has a list of templates", async () => {
    const { data_source_id } = await createDatabase(notion);

    assert.deepEqual((await notion.dataSources.listTemplates({ data_source_id })).templates, []);
  });
});
