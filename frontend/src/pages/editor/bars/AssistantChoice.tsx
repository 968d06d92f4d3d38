/** Which predictor answers the box tool, what it is doing, and whether its preview stays. */

import { Check, LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import button from "../../../ui/Button.module.css";
import { useEditorPage, useEditorState } from "../EditorContext";
import styles from "./Bars.module.css";
import { PredictorMenu } from "./PredictorMenu";

export function AssistantChoice() {
  const { t } = useTranslation();
  const { assistance } = useEditorPage();
  const { predictors, chosen, choose } = assistance;
  return (
    <div className={styles.labelled}>
      <span className={styles.label}>{t("editor.predictor.label")}</span>
      <PredictorMenu predictors={predictors} chosen={chosen} onChoose={choose} />
      <Progress />
    </div>
  );
}

function Progress() {
  const { t } = useTranslation();
  const { isAsking, chosen, accept, discard } = useEditorPage().assistance;
  const hasPreview = useEditorState((state) => state.preview !== null);
  if (isAsking) {
    return (
      <>
        <span className={styles.asking} role="status">
          <LoaderCircle className={button.spinner} aria-hidden />
          {t("editor.predictor.asking", { name: chosen?.title ?? "" })}
        </span>
        <Button size="small" onPress={discard}>
          {t("editor.predictor.cancel")}
        </Button>
      </>
    );
  }
  if (hasPreview) {
    return (
      <>
        <Button size="small" variant="primary" icon={<Check aria-hidden />} onPress={accept}>
          {t("editor.predictor.accept")}
        </Button>
        <Button size="small" onPress={discard}>
          {t("editor.predictor.discard")}
        </Button>
        <p className={styles.hint}>{t("editor.hints.refine")}</p>
      </>
    );
  }
  const takesPoints = chosen?.prompts.includes("points");
  return (
    <p className={styles.hint}>{t(takesPoints ? "editor.hints.points" : "editor.hints.box")}</p>
  );
}
