/** Small pictures of a class's segments, as many as there is room for. */
import { useTranslation } from "react-i18next";
import type { ClassExamples } from "../../../../api/types";
import styles from "./Surgery.module.css";

export interface PicturesProps {
  name: string;
  examples: ClassExamples | undefined;
  size?: "small" | "large";
  most?: number;
}

export function Pictures({ name, examples, size = "small", most = 6 }: PicturesProps) {
  const { t } = useTranslation();
  if (examples === undefined) return <div className={styles.pictures} data-size={size} />;
  if (examples.segments.length === 0) {
    return <span className={styles.noPictures}>{t("classSurgery.table.noExamples")}</span>;
  }
  return (
    <ul className={styles.pictures} data-size={size}>
      {examples.segments.slice(0, most).map(({ id, image_name, picture_url }) => {
        const said = t("classSurgery.table.example", { name, image: image_name });
        return (
          <li key={id}>
            <img src={picture_url} alt={said} title={said} loading="lazy" />
          </li>
        );
      })}
    </ul>
  );
}
