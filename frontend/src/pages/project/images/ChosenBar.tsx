/** What can be done to the chosen images together, as far as the role goes. */
import { ChevronDown, Trash2, X } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { changeStates, deleteImages } from "../../../api/images";
import { hasRole } from "../../../api/projects";
import type { AnnotationState, Project } from "../../../api/types";
import { Button } from "../../../ui/Button";
import { Menu } from "../../../ui/Menu";
import { notify } from "../../../ui/Toast";
import { ConfirmDialog } from "../../shell/ConfirmDialog";
import { errorText } from "../../shell/errorText";
import styles from "./Images.module.css";
import type { Chosen } from "./useChosen";

interface ChosenBarProps {
  project: Project;
  chosen: Chosen;
  onChanged: () => void;
}

export function ChosenBar({ project, chosen, onChanged }: ChosenBarProps) {
  const { t } = useTranslation();
  const [isDeleting, setDeleting] = useState(false);
  const count = chosen.images.length;
  const ids = chosen.images.map(({ id }) => id);
  const states: AnnotationState[] = hasRole(project.role, "reviewer")
    ? ["submitted", "approved", "returned", "in_progress"]
    : ["submitted", "in_progress"];
  const move = async (state: AnnotationState): Promise<void> => {
    try {
      const { num, refused } = await changeStates(project.id, ids, state);
      const reasons = refused.map(({ name, message }) => `${name}: ${message}`);
      notify({
        title: t("images.moved", { count: num, state: t(`states.${state}`) }),
        tone: refused.length > 0 ? "danger" : "success",
        ...(reasons.length > 0 ? { description: reasons.slice(0, 3).join(" ") } : {}),
      });
      chosen.clear();
      onChanged();
    } catch (error) {
      notify({ title: t("images.moveFailed"), description: errorText(error), tone: "danger" });
    }
  };
  if (count === 0) return null;
  return (
    <div className={styles.chosenBar} role="toolbar" aria-label={t("images.chosenActions")}>
      <strong role="status">{t("images.chosen", { count })}</strong>
      <Button size="small" variant="quiet" onPress={chosen.all}>
        {t("images.chooseAll")}
      </Button>
      <span className={styles.grow} />
      <Menu
        label={t("images.moveTo")}
        trigger={
          <Button size="small" icon={<ChevronDown aria-hidden />}>
            {t("images.moveTo")}
          </Button>
        }
        actions={states.map((state) => ({
          id: state,
          label: t(`states.${state}`),
          onAction: () => void move(state),
        }))}
      />
      {hasRole(project.role, "manager") && (
        <Button size="small" icon={<Trash2 aria-hidden />} onPress={() => setDeleting(true)}>
          {t("images.deleteChosen")}
        </Button>
      )}
      <Button size="small" variant="quiet" icon={<X aria-hidden />} onPress={chosen.clear}>
        {t("images.chooseNone")}
      </Button>
      <ConfirmDialog
        title={t("images.deleteChosenTitle", { count })}
        isOpen={isDeleting}
        confirmLabel={t("images.deleteChosen")}
        onClose={() => setDeleting(false)}
        onConfirm={async () => {
          await deleteImages(project.id, ids);
          setDeleting(false);
          chosen.clear();
          onChanged();
        }}
      >
        {t("images.deleteChosenExplained", {
          count: chosen.images.reduce((sum, { num_segments }) => sum + num_segments, 0),
        })}
      </ConfirmDialog>
    </div>
  );
}
