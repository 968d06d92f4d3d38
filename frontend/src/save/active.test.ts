import { expect, test } from "vitest";
import { ActiveClock, watchInput } from "./active";

test("gaps of up to five seconds between inputs count, longer ones do not", () => {
  const clock = new ActiveClock();
  for (const now of [1_000, 3_000, 8_000, 13_001, 14_000]) clock.touch(now);
  // 2000 + 5000 + (5001: a pause) + 999
  expect(clock.take()).toBe(7_999);
});

test("a single input counts nothing", () => {
  const clock = new ActiveClock();
  clock.touch(500);
  expect(clock.take()).toBe(0);
});

test("taking starts again from zero but continues from the last input", () => {
  const clock = new ActiveClock();
  clock.touch(0);
  clock.touch(1_000);
  expect(clock.take()).toBe(1_000);
  clock.touch(1_500);
  expect(clock.take()).toBe(500);
});

test("fractions of a millisecond are not lost between takes", () => {
  const clock = new ActiveClock();
  clock.touch(0);
  clock.touch(0.6);
  expect(clock.take()).toBe(0);
  clock.touch(1.2);
  expect(clock.take()).toBe(1);
});

test("input events of the page feed the clock until it is stopped", () => {
  const clock = new ActiveClock();
  const page = new EventTarget();
  const stop = watchInput(clock, page);
  const at = (name: string, timeStamp: number): void => {
    const event = new Event(name);
    Object.defineProperty(event, "timeStamp", { value: timeStamp });
    page.dispatchEvent(event);
  };
  at("pointerdown", 100);
  at("keydown", 400);
  stop();
  at("pointermove", 900);
  expect(clock.take()).toBe(300);
});
