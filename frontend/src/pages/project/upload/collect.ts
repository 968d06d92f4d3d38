/** The files behind a drop or a file chooser, folders walked, each with its relative path. */
import type { UploadFile } from "../../../api/upload";

/** What file managers leave behind is nobody's image. */
function isLitter(path: string): boolean {
  const name = path.slice(path.lastIndexOf("/") + 1);
  return name.startsWith(".") || name === "Thumbs.db" || path.startsWith("__MACOSX/");
}

export function fromFileList(files: Iterable<File>): UploadFile[] {
  return [...files]
    .map((file) => ({ file, path: file.webkitRelativePath || file.name }))
    .filter(({ path }) => !isLitter(path));
}

/** Must be called while the drop event is handled: its items are gone afterwards. */
export function entriesOf(transfer: DataTransfer): FileSystemEntry[] {
  return [...transfer.items]
    .map((item) => item.webkitGetAsEntry())
    .filter((entry): entry is FileSystemEntry => entry !== null);
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader hands out at most a hundred entries at a time. */
async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    );
    if (batch.length === 0) return children;
    children.push(...batch);
  }
}

/** Every file below these entries, by path. */
export async function walk(entries: readonly FileSystemEntry[]): Promise<UploadFile[]> {
  const found: UploadFile[] = [];
  for (const entry of entries) {
    if (entry.isDirectory) {
      found.push(...(await walk(await childrenOf(entry as FileSystemDirectoryEntry))));
    } else {
      const path = entry.fullPath.replace(/^\//, "");
      if (!isLitter(path)) found.push({ file: await fileOf(entry as FileSystemFileEntry), path });
    }
  }
  return found.sort((a, b) => a.path.localeCompare(b.path));
}
