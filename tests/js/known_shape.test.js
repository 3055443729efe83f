import assert from "node:assert/strict";
import { test } from "node:test";
import { isUnlikeKnown } from "../../extension/capture/about/known_shape.js";
import { hintOf } from "../../extension/capture/about/platform.js";
import { rules } from "./platform_rules.js";

const look = (items, known) => ({ items, known });

test("only where every look saw other items is the page unlike what is known", () => {
  assert.equal(isUnlikeKnown([look(10, 0), look(10, 4)]), true);
  assert.equal(isUnlikeKnown([look(10, 0), look(10, 5)]), false);
  assert.equal(isUnlikeKnown([look(10, 10), undefined]), false);
});

test("of nothing known, and of too few items, nothing is said", () => {
  assert.equal(isUnlikeKnown([null, null]), false);
  assert.equal(isUnlikeKnown([look(2, 0), look(1, 0)]), false);
  assert.equal(isUnlikeKnown([look(2, 0), look(9, 0)]), true);
});

test("the page hears of a shape where it is a conversation of a platform that has one", () => {
  const shapeOf = (platform, kind) => hintOf(rules, { platform, kind }).shape;
  const { items } = rules.find(({ platform }) => platform === "whatsapp").reads;
  assert.equal(shapeOf("whatsapp", "web_app"), items);
  assert.equal(shapeOf("instagram", "profile"), "");
  assert.equal(shapeOf("", "page"), "");
});
