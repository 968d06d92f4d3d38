/** The help as a page of its own, to be read beside the work or printed. */

import { Printer } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../ui/Button";
import { Shell } from "../../shell/Shell";
import styles from "./Help.module.css";
import { HelpContents } from "./HelpContents";

export function HelpPage() {
  const { t } = useTranslation();
  return (
    <Shell title={t("editor.help.title")}>
      <div className={styles.page}>
        <div className={styles.title}>
          <h1>{t("editor.help.title")}</h1>
          <Button icon={<Printer aria-hidden />} onPress={() => window.print()}>
            {t("editor.help.print")}
          </Button>
        </div>
        <HelpContents level={2} classKeys={["1", "…", "9"]} />
      </div>
    </Shell>
  );
}
