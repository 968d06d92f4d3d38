/** Which predictor answers, what it is doing, and whether its proposal stays. */

import { Check, LoaderCircle } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import button from "../../../ui/Button.module.css";
import { Switch } from "../../../ui/Choice";
import { useEditorPage, useEditorState } from "../EditorContext";
import styles from "./Bars.module.css";
import { PredictorMenu } from "./PredictorMenu";

export function AssistantChoice() {
  const { t } = useTranslation();
  const { assistance } = useEditorPage();
  const { predictors, chosen, choose, acceptsAtOnce, setAcceptsAtOnce } = assistance;
  // It is about the next box; the room is needed for what is proposed now.
  const isUnderWay = useEditorState((state) => state.prompt !== null);
  return (
    <>
      <div className={styles.labelled}>
        <span className={styles.label}>{t("editor.predictor.label")}</span>
        <PredictorMenu predictors={predictors} chosen={chosen} onChoose={choose} />
        {!isUnderWay && (
          <Switch isSelected={acceptsAtOnce} onChange={setAcceptsAtOnce}>
            {t("editor.predictor.atOnce")}
          </Switch>
        )}
      </div>
      <AssistantProgress name={chosen?.title ?? ""} />
    </>
  );
}

/** What the assistant is doing, then whether its proposal stays. */
export function AssistantProgress({ name }: { name: string }) {
  const { t } = useTranslation();
  const { isAsking, accept, discard } = useEditorPage().assistance;
  const hasPreview = useEditorState((state) => state.proposal !== null);
  if (isAsking) {
    return (
      <>
        <span className={styles.asking} role="status">
          <LoaderCircle className={button.spinner} aria-hidden />
          {t("editor.predictor.asking", { name })}
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
      </>
    );
  }
  return null;
}
