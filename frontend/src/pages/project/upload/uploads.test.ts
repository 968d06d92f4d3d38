import { beforeEach, expect, test, vi } from "vitest";
import { ApiError } from "../../../api/client";
import type { Job, UploadReport, UploadResponse } from "../../../api/types";
import { sendImages, type UploadFile } from "../../../api/upload";
import { archiveEnded, cancelUpload, dismissUpload, startUpload, useUploads } from "./uploads";

vi.mock(import("../../../api/upload"), async (original) => ({
  ...(await original()),
  sendImages: vi.fn<typeof sendImages>(),
}));

const sending = vi.mocked(sendImages);
const picture = (name: string): UploadFile => ({ file: new File(["abcd"], name), path: name });
const pictures = (count: number) =>
  Array.from({ length: count }, (_, index) => picture(`${index}.png`));
const nothing: UploadResponse = { accepted: [], duplicates: [], refused: [], job: null };
const accepting = (files: readonly UploadFile[]): UploadResponse => ({
  ...nothing,
  accepted: files.map(({ path }, id) => ({ id, name: path, renamed_from: null })),
});
const archiveJob = { id: "j1", kind: "ingest_archive", state: "queued" } as Job<UploadReport>;
const upload = () => useUploads.getState().upload;
const ended = () => vi.waitFor(() => expect(upload()?.phase).not.toBe("sending"));

beforeEach(() => {
  dismissUpload();
  sending.mockReset();
});

test("files go in several requests and what became of them is added up", async () => {
  sending.mockImplementation((_, files) => Promise.resolve(accepting(files)));
  const onChunk = vi.fn();
  startUpload(1, pictures(60), onChunk);
  await ended();
  expect(sending.mock.calls.map(([, files]) => files.length)).toEqual([25, 25, 10]);
  expect(onChunk).toHaveBeenCalledTimes(3);
  expect(upload()).toMatchObject({ phase: "done", numSent: 60, numAccepted: 60, sentBytes: 240 });
});

test("duplicates and refusals are kept by name", async () => {
  sending.mockResolvedValueOnce({
    ...nothing,
    duplicates: [{ name: "a.png", duplicate_of: "b.png" }],
    refused: [{ name: "c.txt", code: "not_a_picture", message: "It is text." }],
  });
  startUpload(1, pictures(2), vi.fn());
  await ended();
  expect(upload()?.duplicates).toEqual([{ name: "a.png", duplicate_of: "b.png" }]);
  expect(upload()?.refused[0]?.name).toBe("c.txt");
});

test("files dropped meanwhile join the end", async () => {
  sending.mockImplementation((_, files) => Promise.resolve(accepting(files)));
  startUpload(1, pictures(1), vi.fn());
  startUpload(1, pictures(2), vi.fn());
  expect(upload()?.numFiles).toBe(3);
  await ended();
  expect(upload()).toMatchObject({ phase: "done", numAccepted: 3 });
});

test("a refused request ends the upload and says why; what was sent stays counted", async () => {
  sending.mockImplementationOnce((_, files) => Promise.resolve(accepting(files)));
  sending.mockRejectedValueOnce(new ApiError(403, "forbidden", "Managers only."));
  startUpload(1, pictures(60), vi.fn());
  await ended();
  expect(sending).toHaveBeenCalledTimes(2);
  expect(upload()).toMatchObject({ phase: "failed", error: "Managers only.", numAccepted: 25 });
});

test("cancelling stops before the next request", async () => {
  sending.mockImplementation((_, files) => {
    cancelUpload();
    return Promise.resolve(accepting(files));
  });
  startUpload(1, pictures(60), vi.fn());
  await ended();
  expect(sending).toHaveBeenCalledTimes(1);
  expect(upload()).toMatchObject({ phase: "cancelled", numAccepted: 25 });
});

test("an archive's own report joins when its job ends", async () => {
  sending.mockResolvedValueOnce({ ...nothing, job: archiveJob });
  startUpload(1, [picture("set.zip")], vi.fn());
  await ended();
  expect(upload()?.archiveJobs).toEqual(["j1"]);
  const result = {
    ...accepting(pictures(3)),
    refused: [{ name: "x", code: "y", message: "z" }],
  };
  archiveEnded({ ...archiveJob, state: "done", result });
  archiveEnded({ ...archiveJob, state: "done", result });
  expect(upload()).toMatchObject({ archiveJobs: [], numAccepted: 3, phase: "done" });
  expect(upload()?.refused).toHaveLength(1);
});

test("a failed archive makes the upload failed", async () => {
  sending.mockResolvedValueOnce({ ...nothing, job: archiveJob });
  startUpload(1, [picture("set.zip")], vi.fn());
  await ended();
  const result = { name: "set.zip" } as unknown as UploadReport;
  archiveEnded({ ...archiveJob, state: "failed", error: "It is no zip.", result });
  expect(upload()).toMatchObject({ phase: "failed", error: "It is no zip." });
});
