/** The upload that is going on: outlives the page that started it, one at a time. */
import { create } from "zustand";
import { chunkFiles, sendImages, type UploadFile, withRetries } from "../../../api/upload";
import type { Job, UploadReport, UploadResponse } from "../../../api/types";
import { errorText } from "../../shell/errorText";

export type UploadPhase = "sending" | "done" | "failed" | "cancelled";

export interface Upload {
  projectId: number;
  phase: UploadPhase;
  numFiles: number;
  numSent: number;
  totalBytes: number;
  sentBytes: number;
  numAccepted: number;
  duplicates: UploadReport["duplicates"];
  refused: UploadReport["refused"];
  /** Archives that a worker is unpacking. */
  archiveJobs: string[];
  error: string | null;
}

interface Uploads {
  upload: Upload | null;
}

export const useUploads = create<Uploads>(() => ({ upload: null }));

/** The requests still to be made, and the way to stop the one under way. */
let waiting: UploadFile[][] = [];
let abort = new AbortController();

function change(part: Partial<Upload>): void {
  const { upload } = useUploads.getState();
  if (upload) useUploads.setState({ upload: { ...upload, ...part } });
}

function size(files: readonly UploadFile[]): number {
  return files.reduce((sum, { file }) => sum + file.size, 0);
}

/** What one answer adds to an upload. */
export function withReport(upload: Upload, report: UploadReport): Upload {
  return {
    ...upload,
    numAccepted: upload.numAccepted + report.accepted.length,
    duplicates: [...upload.duplicates, ...report.duplicates],
    refused: [...upload.refused, ...report.refused],
  };
}

function withAnswer(upload: Upload, chunk: readonly UploadFile[], answer: UploadResponse): Upload {
  const isArchive = answer.job?.kind === "ingest_archive";
  return {
    ...withReport(upload, answer),
    numSent: upload.numSent + chunk.length,
    sentBytes: upload.sentBytes + size(chunk),
    archiveJobs:
      isArchive && answer.job ? [...upload.archiveJobs, answer.job.id] : upload.archiveJobs,
  };
}

/** Send files to a project; while another upload to it goes on they join its end. */
export function startUpload(projectId: number, files: readonly UploadFile[], onChunk: () => void) {
  if (files.length === 0) return;
  const { upload } = useUploads.getState();
  const chunks = chunkFiles(files);
  if (upload?.phase === "sending" && upload.projectId === projectId) {
    waiting.push(...chunks);
    change({
      numFiles: upload.numFiles + files.length,
      totalBytes: upload.totalBytes + size(files),
    });
    return;
  }
  waiting = chunks;
  abort = new AbortController();
  useUploads.setState({
    upload: {
      projectId,
      phase: "sending",
      numFiles: files.length,
      numSent: 0,
      totalBytes: size(files),
      sentBytes: 0,
      numAccepted: 0,
      duplicates: [],
      refused: [],
      archiveJobs: [],
      error: null,
    },
  });
  void sendAll(projectId, abort.signal, onChunk);
}

async function sendAll(projectId: number, signal: AbortSignal, onChunk: () => void) {
  try {
    for (let chunk = waiting.shift(); chunk; chunk = waiting.shift()) {
      await sendChunk(projectId, chunk, signal);
      onChunk();
    }
    change({ phase: "done" });
  } catch (error) {
    waiting = [];
    if (signal.aborted) change({ phase: "cancelled" });
    else change({ phase: "failed", error: errorText(error) });
  }
}

async function sendChunk(projectId: number, chunk: UploadFile[], signal: AbortSignal) {
  const sentBefore = useUploads.getState().upload?.sentBytes ?? 0;
  const most = size(chunk);
  const answer = await withRetries(() => {
    signal.throwIfAborted();
    return sendImages(projectId, chunk, {
      signal,
      onProgress: (bytes) => change({ sentBytes: sentBefore + Math.min(bytes, most) }),
    });
  });
  const { upload } = useUploads.getState();
  if (upload) {
    useUploads.setState({
      upload: withAnswer({ ...upload, sentBytes: sentBefore }, chunk, answer),
    });
  }
}

/** Stop after what the server has already taken in. */
export function cancelUpload(): void {
  abort.abort();
}

export function dismissUpload(): void {
  useUploads.setState({ upload: null });
}

/** A worker has unpacked an archive: its files join the report. */
export function archiveEnded(job: Job<UploadReport>): void {
  const { upload } = useUploads.getState();
  if (!upload?.archiveJobs.includes(job.id)) return;
  const rest = { ...upload, archiveJobs: upload.archiveJobs.filter((id) => id !== job.id) };
  // Only a finished job's result is a report; a failed one's holds what its error knows.
  const report = job.state === "done" ? job.result : null;
  const next = report ? withReport(rest, report) : rest;
  const failed = job.state === "failed" ? { phase: "failed" as const, error: job.error } : {};
  useUploads.setState({ upload: { ...next, ...failed } });
}

/** A closing tab would cut an upload short: the browser asks first. */
export function askBeforeLeaving(event: BeforeUnloadEvent): void {
  if (useUploads.getState().upload?.phase === "sending") event.preventDefault();
}
