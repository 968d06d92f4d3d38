/** The panel's other side: what was done to the image, and what was deleted from it. */

import { useQueryClient } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";
import { historyKey } from "../../../api/history";
import { IconButton } from "../../../ui/IconButton";
import { Segmented } from "../../../ui/Segmented";
import { useEditorPage } from "../EditorContext";
import { useSaveState } from "../saving";
import { HistoryList } from "./HistoryList";
import styles from "./Past.module.css";
import { TrashList } from "./TrashList";
import type { PastTab } from "./usePast";

export function PastPanel({ tab }: { tab: PastTab }) {
  const { t } = useTranslation();
  const { past, image, queue, annotationState } = useEditorPage();
  const client = useQueryClient();
  const { kind } = useSaveState(queue, image.annotation_id);
  useEffect(() => {
    if (kind === "saved") {
      void client.invalidateQueries({ queryKey: historyKey(image.annotation_id) });
    }
  }, [client, image.annotation_id, kind, annotationState]);
  return (
    <aside
      className={styles.panel}
      aria-label={t("editor.past.tabs")}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        if (past.shown === null) past.setTab(null);
        else past.leave();
      }}
    >
      <div className={styles.head}>
        <IconButton
          icon={ArrowLeft}
          size="small"
          label={t("editor.past.back")}
          onPress={() => past.setTab(null)}
        />
        <Segmented<PastTab>
          label={t("editor.past.tabs")}
          value={tab}
          onChange={past.setTab}
          parts={[
            { value: "history", content: t("editor.past.title") },
            { value: "trash", content: t("editor.past.trash") },
          ]}
        />
      </div>
      {tab === "history" ? <HistoryList /> : <TrashList />}
    </aside>
  );
}
