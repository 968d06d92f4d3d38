/** What becomes of each class: shown at once, kept on the server one change after the other. */
import { useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { ApiError } from "../../api/client";
import { changeImport, importKey } from "../../api/imports";
import type { ClassChoice, DatasetImport } from "../../api/types";
import { errorText } from "../shell/errorText";
import { choicesFor } from "./choices";

export interface Choices {
  all: readonly ClassChoice[];
  /** Why the server does not take them, and which class is the reason, if one is. */
  error: { message: string; classId: number | null } | null;
  change: (next: readonly ClassChoice[]) => void;
  /** Keep them as they are shown; false where the server refuses them. */
  save: () => Promise<boolean>;
}

export function useChoices(row: DatasetImport): Choices {
  const client = useQueryClient();
  const found = row.findings?.classes ?? [];
  // Choices are about the classes of one look through the dataset.
  const [draft, setDraft] = useState<{ of: string; all: readonly ClassChoice[] } | null>(null);
  const of = row.inspection?.id ?? "";
  const all = draft?.of === of ? draft.all : choicesFor(found, row.choices);
  const [error, setError] = useState<Choices["error"]>(null);
  const queue = useRef<Promise<boolean>>(Promise.resolve(true));

  const send = (choices: readonly ClassChoice[]): Promise<boolean> => {
    const sent = queue.current.then(async () => {
      try {
        const changed = await changeImport(row.id, { choices: [...choices] });
        client.setQueryData(importKey(row.id), changed);
        setError(null);
        return true;
      } catch (failure) {
        const detail = failure instanceof ApiError ? failure.detail : null;
        const classId = (detail as { class_id?: unknown } | null)?.class_id;
        setError({
          message: errorText(failure),
          classId: typeof classId === "number" ? classId : null,
        });
        return false;
      }
    });
    queue.current = sent;
    return sent;
  };

  return {
    all,
    error,
    change: (next) => {
      setDraft({ of, all: next });
      void send(next);
    },
    save: () => send(all),
  };
}
