import { expect, test } from "vitest";
import { fromFileList, walk } from "./collect";

const file = (fullPath: string) =>
  ({
    isDirectory: false,
    fullPath,
    file: (done: (file: File) => void) => done(new File([], fullPath.split("/").at(-1)!)),
  }) as unknown as FileSystemEntry;

/** Hands out its children in batches, as browsers do. */
function folder(fullPath: string, children: FileSystemEntry[], batch = 2): FileSystemEntry {
  const createReader = () => {
    let next = 0;
    return {
      readEntries: (done: (entries: FileSystemEntry[]) => void) => {
        done(children.slice(next, next + batch));
        next += batch;
      },
    };
  };
  return { isDirectory: true, fullPath, createReader } as unknown as FileSystemEntry;
}

test("folders are walked to the end, every batch and every level, paths kept", async () => {
  const deep = folder("/set/b", [file("/set/b/4.png")]);
  const set = folder("/set", [file("/set/1.png"), file("/set/2.png"), deep, file("/set/3.png")]);
  const found = await walk([file("/zero.png"), set]);
  expect(found.map(({ path }) => path)).toEqual([
    "set/1.png",
    "set/2.png",
    "set/3.png",
    "set/b/4.png",
    "zero.png",
  ]);
});

test("what file managers leave behind is not uploaded", async () => {
  const found = await walk([file("/a/.DS_Store"), file("/Thumbs.db"), file("/__MACOSX/x.png")]);
  expect(found).toEqual([]);
});

test("a file chosen with its folder keeps the path in it", () => {
  const inFolder = Object.assign(new File([], "1.png"), { webkitRelativePath: "set/1.png" });
  expect(fromFileList([inFolder, new File([], "2.png")]).map(({ path }) => path)).toEqual([
    "set/1.png",
    "2.png",
  ]);
});
