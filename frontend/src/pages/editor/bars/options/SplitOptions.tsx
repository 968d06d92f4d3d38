/** The cut's options: what hangs together, and splitting into what hangs apart. */

import { Unlink } from "lucide-react";
import { useTranslation } from "react-i18next";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import { Button } from "../../../../ui/Button";
import { classNames } from "../../../../ui/classNames";
import { Tip } from "../../../../ui/IconButton";
import { commandOf } from "../../commands";
import { useEditorPage, useEditorState } from "../../EditorContext";
import styles from "../Bars.module.css";
import { shortcutOf } from "../shortcutOf";

const CONNECTIVITIES = [8, 4] as const;

export function SplitOptions() {
  const { t } = useTranslation();
  const { commands } = useEditorPage();
  const hasSelected = useEditorState(
    ({ selectedUid, segments }) => selectedUid !== null && segments.has(selectedUid),
  );
  return (
    <>
      <Tip label={t("editor.commands.splitIntoParts")} shortcut={shortcutOf("splitIntoParts")}>
        <Button
          size="small"
          icon={<Unlink aria-hidden />}
          isDisabled={!hasSelected}
          onPress={() => commandOf("splitIntoParts").run(commands)}
        >
          {t("editor.operations.intoParts")}
        </Button>
      </Tip>
      <Connectivities />
    </>
  );
}

function Connectivities() {
  const { t } = useTranslation();
  const { editor } = useEditorPage();
  const connectivity = useEditorState((state) => state.connectivity);
  return (
    <div className={styles.labelled}>
      <span className={styles.label}>{t("editor.operations.connectivity.label")}</span>
      <ToggleButtonGroup
        aria-label={t("editor.operations.connectivity.label")}
        className={classNames(styles.segmented)}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[connectivity]}
        onSelectionChange={(keys) => {
          const [next] = keys;
          if (next === 4 || next === 8) editor.setConnectivity(next);
        }}
      >
        {CONNECTIVITIES.map((each) => (
          <Tip key={each} label={t(`editor.operations.connectivity.tip${each}`)}>
            <ToggleButton id={each} className={classNames(styles.segment)}>
              {t(`editor.operations.connectivity.by${each}`)}
            </ToggleButton>
          </Tip>
        ))}
      </ToggleButtonGroup>
    </div>
  );
}
