/** Whether the work is kept: always in sight, in words and an icon, with what can be done about it. */

import {
  CloudAlert,
  CloudCheck,
  CloudOff,
  Download,
  GitCompareArrows,
  LoaderCircle,
  LogIn,
  type LucideIcon,
  RotateCw,
  TriangleAlert,
} from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button as AriaButton, Dialog, DialogTrigger, Popover } from "react-aria-components";
import type { SaveState, SaveStateKind } from "../../../save";
import { Button } from "../../../ui/Button";
import button from "../../../ui/Button.module.css";
import { classNames } from "../../../ui/classNames";
import overlay from "../../../ui/Overlay.module.css";
import { ConfirmDialog } from "../../shell/ConfirmDialog";
import { ConflictDialog } from "../dialogs/ConflictDialog";
import { downloadRefused } from "../dialogs/refused";
import { useEditorPage } from "../EditorContext";
import { useSaveState } from "../saving";
import styles from "./SaveStatus.module.css";

const icons: Record<SaveStateKind, LucideIcon> = {
  saved: CloudCheck,
  saving: LoaderCircle,
  offline: CloudOff,
  conflict: TriangleAlert,
  refused: CloudAlert,
  "signed-out": LogIn,
};

const explanations = {
  saved: "savedExplained",
  saving: "savingExplained",
  offline: "offlineExplained",
  conflict: "conflictExplained",
  refused: "refusedExplained",
  "signed-out": "signedOutExplained",
} as const;

export function SaveStatus() {
  const { t } = useTranslation();
  const { queue, image } = useEditorPage();
  const state = useSaveState(queue, image.annotation_id);
  // A new conflict is shown by itself; one that was put off waits until it is asked for.
  const [putOff, setPutOff] = useState<number | null>(null);
  const [isDiscarding, setDiscarding] = useState(false);
  useLeavingGuard(state);
  const Icon = icons[state.kind];
  return (
    <>
      <DialogTrigger>
        <AriaButton
          className={classNames(button.button, button.quiet, styles.status)}
          data-testid="save-state"
          data-state={state.kind}
        >
          <Icon aria-hidden className={state.kind === "saving" ? button.spinner : undefined} />
          <span role="status">{t(`editor.save.${state.kind}`, { count: state.numPending })}</span>
        </AriaButton>
        <Popover className={classNames(overlay.popover)} offset={6} placement="bottom end">
          <Dialog className={styles.details} aria-label={t("editor.save.details")}>
            <p>{t(`editor.save.${explanations[state.kind]}`)}</p>
            {!state.durable && <p className={styles.warning}>{t("editor.save.notDurable")}</p>}
            <Refused state={state} />
            <Actions
              state={state}
              onCompare={() => setPutOff(null)}
              onDiscard={() => setDiscarding(true)}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
      <ConfirmDialog
        title={t("editor.save.discardTitle")}
        isOpen={isDiscarding}
        confirmLabel={t("editor.save.discard")}
        onClose={() => setDiscarding(false)}
        onConfirm={async () => {
          await queue.discardRefused(image.annotation_id);
          // The canvas still shows what was discarded; only a fresh start shows what the server has.
          window.location.reload();
        }}
      >
        {t("editor.save.discardExplained")}
      </ConfirmDialog>
      {state.conflict !== null && (
        <ConflictDialog
          conflict={state.conflict}
          isOpen={state.conflict.revision !== putOff}
          onClose={() => setPutOff(state.conflict?.revision ?? null)}
        />
      )}
    </>
  );
}

function Refused({ state }: { state: SaveState }) {
  const { t } = useTranslation();
  if (state.refused.length === 0) return null;
  return (
    <ul className={styles.refused}>
      {state.refused.map(({ saveId, operations, message }) => (
        <li key={saveId}>{t("editor.save.refusedBatch", { count: operations.length, message })}</li>
      ))}
    </ul>
  );
}

interface ActionsProps {
  state: SaveState;
  onCompare: () => void;
  onDiscard: () => void;
}

function Actions({ state, onCompare, onDiscard }: ActionsProps) {
  const { t } = useTranslation();
  const { queue, image } = useEditorPage();
  const id = image.annotation_id;
  switch (state.kind) {
    case "saved":
      return null;
    case "saving":
    case "offline":
    case "signed-out":
      return (
        <Button icon={<RotateCw aria-hidden />} onPress={() => void queue.flush(id)}>
          {t("editor.save.tryNow")}
        </Button>
      );
    case "conflict":
      return (
        <Button
          variant="primary"
          slot="close"
          icon={<GitCompareArrows aria-hidden />}
          onPress={onCompare}
        >
          {t("editor.save.compare")}
        </Button>
      );
    case "refused":
      return (
        <div className={styles.actions}>
          <Button icon={<RotateCw aria-hidden />} onPress={() => void queue.retryRefused(id)}>
            {t("editor.save.sendAgain")}
          </Button>
          <Button
            icon={<Download aria-hidden />}
            onPress={() => downloadRefused(image, state.refused)}
          >
            {t("editor.save.download")}
          </Button>
          <Button variant="quiet" slot="close" onPress={onDiscard}>
            {t("editor.save.discard")}
          </Button>
        </div>
      );
  }
}

/** Closing the tab loses nothing, unless the browser stores nothing: only then it asks. */
function useLeavingGuard({ durable, numPending }: SaveState): void {
  const isAtRisk = !durable && numPending > 0;
  useEffect(() => {
    if (!isAtRisk) return;
    const ask = (event: BeforeUnloadEvent): void => {
      event.preventDefault();
    };
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [isAtRisk]);
}
