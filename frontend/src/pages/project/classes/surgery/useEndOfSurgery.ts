/** Tells how changes ended that were seen being applied, and has the page show the new classes. */
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { isOpen, stateOf } from "../../../../api/classSurgery";
import type { Surgery } from "../../../../api/types";
import { notify } from "../../../../ui/Toast";

export function useEndOfSurgery(
  projectId: number,
  surgeries: readonly Surgery[] | undefined,
  onUndo: (surgery: Surgery) => void,
): void {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const open = useRef(new Set<number>());
  const undo = useRef(onUndo);
  useEffect(() => {
    undo.current = onUndo;
  });
  useEffect(() => {
    for (const surgery of surgeries ?? []) {
      if (isOpen(surgery)) open.current.add(surgery.id);
      else if (open.current.delete(surgery.id)) {
        void queries.invalidateQueries({
          predicate: ({ queryKey }) => queryKey[0] === "project" && queryKey[1] === projectId,
        });
        tell(surgery);
      }
    }
    function tell(surgery: Surgery): void {
      const isUndo = surgery.undo_of !== null;
      if (stateOf(surgery) === "rolled_back") {
        const { error } = surgery.job;
        notify({
          title: t("classSurgery.ended.rolled_back"),
          ...(error === "" ? {} : { description: error, tone: "danger" }),
        });
        return;
      }
      notify({
        title: t(isUndo ? "classSurgery.ended.undone" : "classSurgery.ended.applied"),
        tone: "success",
        ...(isUndo
          ? {}
          : {
              action: {
                label: t("classSurgery.ended.undo"),
                onAction: () => undo.current(surgery),
              },
            }),
      });
    }
  }, [surgeries, projectId, queries, t]);
}
