/** Files on their way to the server: split into requests, with progress, retried where that is safe. */
import { csrfToken } from "./client";
import { ApiError, errorFromBody } from "./errors";
import type { DatasetImport, UploadResponse } from "./types";

/** A file with the relative path that it came with. */
export interface UploadFile {
  file: File;
  path: string;
}

export interface ChunkLimits {
  files: number;
  bytes: number;
}

/** Small enough that progress moves and a retry is cheap, large enough that requests do not cost. */
export const defaultLimits: ChunkLimits = { files: 25, bytes: 24 * 2 ** 20 };

export function isArchive(file: { name: string }): boolean {
  return file.name.toLowerCase().endsWith(".zip");
}

/** Split files into requests, in order; an archive always travels alone. */
export function chunkFiles<T extends { file: { name: string; size: number } }>(
  files: readonly T[],
  limits: ChunkLimits = defaultLimits,
): T[][] {
  const chunks: T[][] = [];
  let current: T[] = [];
  let bytes = 0;
  const flush = () => {
    if (current.length > 0) chunks.push(current);
    current = [];
    bytes = 0;
  };
  for (const each of files) {
    if (isArchive(each.file)) {
      flush();
      chunks.push([each]);
      continue;
    }
    const isFull = current.length >= limits.files || bytes + each.file.size > limits.bytes;
    if (current.length > 0 && isFull) flush();
    current.push(each);
    bytes += each.file.size;
  }
  flush();
  return chunks;
}

export interface SendOptions {
  signal?: AbortSignal;
  /** Bytes of this request sent so far, headers included. */
  onProgress?: (bytes: number) => void;
}

/** POST a form with upload progress, which fetch does not report. */
export function sendForm<T>(path: string, form: FormData, options: SendOptions = {}): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open("POST", `/api/${path}`);
    request.setRequestHeader("X-CSRFToken", csrfToken());
    request.setRequestHeader("Accept", "application/json");
    request.upload.onprogress = (event) => options.onProgress?.(event.loaded);
    request.onload = () => {
      const body = parseBody(request.responseText);
      if (request.status >= 200 && request.status < 300) resolve(body as T);
      else reject(errorFromBody(request.status, body));
    };
    request.onerror = () =>
      reject(new ApiError(0, "offline", "The server cannot be reached. Check that it is running."));
    request.onabort = () => reject(new DOMException("The upload was cancelled.", "AbortError"));
    options.signal?.addEventListener("abort", () => request.abort(), { once: true });
    request.send(form);
  });
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** One request of files for a project. */
export function sendImages(
  projectId: number,
  files: readonly UploadFile[],
  options: SendOptions,
): Promise<UploadResponse> {
  const form = new FormData();
  for (const { file, path } of files) {
    form.append("files", file, file.name);
    form.append("paths", path);
  }
  return sendForm(`projects/${projectId}/uploads/`, form, options);
}

/** A dataset in one archive; the answer is the import that keeps it. */
export function sendDataset(
  projectId: number,
  file: File,
  options: SendOptions,
): Promise<DatasetImport> {
  const form = new FormData();
  form.append("file", file, file.name);
  return sendForm(`projects/${projectId}/imports/`, form, options);
}

/**
 * Try again where nothing can be done twice: the server knows files by their hash.
 *
 * @param attempt called with 0, 1, 2 …
 * @param delaysMs the pauses between the tries; their number bounds them.
 */
export async function withRetries<T>(
  attempt: (count: number) => Promise<T>,
  delaysMs: readonly number[] = [1000, 3000, 8000],
): Promise<T> {
  for (let count = 0; ; count += 1) {
    try {
      return await attempt(count);
    } catch (error) {
      const delay = delaysMs[count];
      if (!(error instanceof ApiError) || !error.isTransient || delay === undefined) throw error;
      await new Promise((resolve) => setTimeout(resolve, delay));
    }
  }
}
