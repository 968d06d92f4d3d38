/** A link that downloads an export without signing in, made when the dialog opens. */
import { Copy } from "lucide-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { linkToExport } from "../../api/exports";
import type { DatasetExport } from "../../api/types";
import { Loading, Notice } from "../../ui/Badge";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { TextField } from "../../ui/TextField";
import { moment } from "../shell/amounts";
import { errorText } from "../shell/errorText";
import { copyText } from "./copyText";

export function LinkDialog({ row, onClose }: { row: DatasetExport; onClose: () => void }) {
  const { t } = useTranslation();
  const link = useQuery({
    queryKey: ["export-link", row.id],
    queryFn: () => linkToExport(row.id),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
  return (
    <Dialog
      title={t("exports.linkTitle")}
      isOpen
      onClose={onClose}
      actions={
        <Button
          variant="primary"
          icon={<Copy aria-hidden />}
          isDisabled={!link.data}
          onPress={() => {
            if (link.data) copyText(link.data.url, t);
          }}
        >
          {t("exports.linkCopy")}
        </Button>
      }
    >
      {link.isPending && <Loading label={t("ui.loading")} />}
      {link.isError && <Notice tone="danger">{errorText(link.error)}</Notice>}
      {link.data && (
        <>
          <p>{t("exports.linkBody", { until: moment(link.data.expires_at) })}</p>
          <TextField label={t("exports.linkAddress")} value={link.data.url} isReadOnly />
        </>
      )}
    </Dialog>
  );
}
