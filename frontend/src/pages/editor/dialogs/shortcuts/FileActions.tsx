/** Shortcuts kept in a file, and taken from one. */

import { Download, Upload } from "lucide-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../../../ui/Button";
import { NoShortcutsFile, readShortcutsFile, shortcutsFile } from "../../keymap/file";
import { changeOverrides, useOverrides } from "../../keymap/store";
import styles from "./Shortcuts.module.css";

const FILE_NAME = "maskwright-shortcuts.json";

export function FileActions() {
  const { t } = useTranslation();
  const overrides = useOverrides();
  const input = useRef<HTMLInputElement>(null);
  const [outcome, setOutcome] = useState("");
  const take = async (file: File): Promise<void> => {
    try {
      const read = readShortcutsFile(await file.text());
      changeOverrides(read.overrides);
      const count = Object.keys(read.overrides).length;
      const taken = t("editor.shortcuts.imported", { count });
      const ignored = t("editor.shortcuts.ignored", { count: read.numIgnored });
      setOutcome(read.numIgnored === 0 ? taken : `${taken} ${ignored}`);
    } catch (error) {
      if (!(error instanceof NoShortcutsFile)) throw error;
      setOutcome(t("editor.shortcuts.noFile"));
    }
  };
  return (
    <span className={styles.file}>
      <Button
        size="small"
        icon={<Download aria-hidden />}
        onPress={() => download(shortcutsFile(overrides))}
      >
        {t("editor.shortcuts.export")}
      </Button>
      <Button size="small" icon={<Upload aria-hidden />} onPress={() => input.current?.click()}>
        {t("editor.shortcuts.import")}
      </Button>
      <input
        ref={input}
        type="file"
        accept="application/json,.json"
        hidden
        data-testid="shortcuts-file"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          // The same file may be chosen again.
          event.currentTarget.value = "";
          if (file !== undefined) void take(file);
        }}
      />
      <span role="status">{outcome}</span>
    </span>
  );
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = FILE_NAME;
  link.click();
  // The browser has begun to read it by then.
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}
