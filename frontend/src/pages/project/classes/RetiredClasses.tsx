/** Classes that take no new segments: what became of each, and how much it still has. */
import { useTranslation } from "react-i18next";
import type { LabelClass } from "../../../api/types";
import { Badge, Swatch } from "../../../ui/Badge";
import page from "../../shell/Page.module.css";
import styles from "./Classes.module.css";
import { extentOf, namer } from "./surgery/words";

export function RetiredClasses({ rows }: { rows: readonly LabelClass[] }) {
  const { t } = useTranslation();
  const nameOf = namer(t, rows);
  return (
    <section aria-labelledby="retired-classes">
      <h2 id="retired-classes">{t("classSurgery.retiredList.title")}</h2>
      <p className={page.lede}>{t("classSurgery.retiredList.lede")}</p>
      <ul className={styles.retired}>
        {rows
          .filter(({ retired_at }) => retired_at !== null)
          .map((row) => (
            <li key={row.class_id}>
              <Swatch color={row.color} />
              {row.name}
              <Badge>
                {row.merged_into === null
                  ? t("classSurgery.table.isRetired")
                  : t("classSurgery.table.wasMerged", { name: nameOf(row.merged_into) })}
              </Badge>
              {row.merged_into === null && <span>{extentOf(t, row.num_segments)}</span>}
            </li>
          ))}
      </ul>
    </section>
  );
}
