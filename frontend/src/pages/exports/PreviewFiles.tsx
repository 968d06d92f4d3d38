/** The files that one image yields, with the beginning of those that are text. */
import { useState } from "react";
import { ListBox, ListBoxItem } from "react-aria-components";
import { useTranslation } from "react-i18next";
import type { ExportPreview } from "../../api/types";
import { fileSize } from "../shell/amounts";
import styles from "./Preview.module.css";

export function PreviewFiles({ files }: { files: ExportPreview["files"] }) {
  const { t } = useTranslation();
  const texts = files.filter((file) => file.kind === "text");
  // Tables and lists are short; what says most of the image is long.
  const first = texts.toSorted((a, b) => b.byte_size - a.byte_size)[0] ?? files[0];
  const [chosen, setChosen] = useState(first?.name);
  const file = files.find((each) => each.name === chosen);
  return (
    <section className={styles.files}>
      <h3>{t("exports.files")}</h3>
      <ListBox
        aria-label={t("exports.files")}
        className={styles.fileList ?? ""}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={chosen === undefined ? [] : [chosen]}
        onSelectionChange={(keys) => {
          if (keys === "all") return;
          for (const name of keys) setChosen(String(name));
        }}
      >
        {files.map((each) => (
          <ListBoxItem
            key={each.name}
            id={each.name}
            textValue={each.name}
            className={styles.file ?? ""}
          >
            <span className={styles.fileName}>{each.name}</span>
            <span className={styles.size}>{fileSize(each.byte_size)}</span>
          </ListBoxItem>
        ))}
      </ListBox>
      {file && (
        <pre className={styles.excerpt} tabIndex={0} role="region" aria-label={file.name}>
          {file.excerpt ?? t("exports.noText")}
          {file.is_cut && `\n… ${t("exports.cut")}`}
        </pre>
      )}
    </section>
  );
}
