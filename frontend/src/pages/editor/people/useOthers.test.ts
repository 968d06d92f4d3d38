// @vitest-environment jsdom
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fetchChanges, fetchLeases, releaseLease, takeLease } from "../../../api/leases";
import type { Editor } from "../../../editor";
import type { SaveQueue } from "../../../save";
import { Watch } from "./useOthers";

vi.mock("../../../api/leases");

const other = { user: { id: 2, username: "anna" }, client_id: "theirs", started_at: "" };
const editor = { applyRemote: vi.fn(), applyRemoteWeak: vi.fn() };
const weak = { uid: "b", kind: "box", class_id: 1, bbox_xywh: [1, 1, 2, 2] };

function watch(takesLease: boolean): { stop: () => void; told: unknown[] } {
  const told: unknown[] = [];
  const queue = { revision: () => null } as unknown as SaveQueue;
  const watched = new Watch(
    {
      annotationId: 7,
      revision: 3,
      editor: editor as unknown as Editor,
      queue,
      takesLease,
      onState: () => undefined,
    },
    (others) => told.push(others.map(({ client_id }) => client_id)),
  );
  return { stop: watched.start(), told };
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.resetAllMocks();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a viewer takes no lease, and gets others' boxes while somebody edits", async () => {
  const leases = { leases: [other], renew_s: 10, revision: 4 };
  vi.mocked(fetchLeases).mockResolvedValue(leases as never);
  const changes = { revision: 4, changed: [], deleted: [], weak_changed: [weak], weak_deleted: [] };
  vi.mocked(fetchChanges).mockResolvedValue({ etag: "e", changes } as never);
  const { stop, told } = watch(false);
  await vi.advanceTimersByTimeAsync(3_500);
  expect(told).toEqual([["theirs"]]);
  expect(takeLease).not.toHaveBeenCalled();
  expect(fetchChanges).toHaveBeenLastCalledWith(7, 3, "");
  expect(editor.applyRemoteWeak).toHaveBeenCalledWith([weak], []);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(fetchChanges).toHaveBeenLastCalledWith(7, 4, "e");
  stop();
  expect(releaseLease).not.toHaveBeenCalled();
});

test("whoever edits renews a lease and gives it back; alone, nothing is polled", async () => {
  const leases = { leases: [], renew_s: 10, revision: 3 };
  vi.mocked(takeLease).mockResolvedValue(leases);
  const { stop } = watch(true);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(takeLease).toHaveBeenCalledTimes(3);
  expect(fetchChanges).not.toHaveBeenCalled();
  stop();
  expect(releaseLease).toHaveBeenCalledTimes(1);
  await vi.advanceTimersByTimeAsync(25_000);
  expect(takeLease).toHaveBeenCalledTimes(3);
});
