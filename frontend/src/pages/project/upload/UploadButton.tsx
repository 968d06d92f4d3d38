/** Choose files or a folder by the keyboard or the mouse. */
import { FolderUp, Images, Upload } from "lucide-react";
import { type ChangeEvent, useRef } from "react";
import { useTranslation } from "react-i18next";
import type { UploadFile } from "../../../api/upload";
import { Button } from "../../../ui/Button";
import { Menu } from "../../../ui/Menu";
import { fromFileList } from "./collect";

const accepted = "image/*,.tif,.tiff,.bmp,.zip,application/zip";

export interface UploadButtonProps {
  variant?: "primary" | "secondary";
  onFiles: (files: UploadFile[]) => void;
}

export function UploadButton({ variant = "primary", onFiles }: UploadButtonProps) {
  const { t } = useTranslation();
  const files = useRef<HTMLInputElement>(null);
  const folder = useRef<HTMLInputElement>(null);
  const takeFolders = (input: HTMLInputElement | null) => {
    folder.current = input;
    if (input) input.webkitdirectory = true;
  };
  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    onFiles(fromFileList(event.target.files ?? []));
    // The same choice again must count as a change.
    event.target.value = "";
  };
  return (
    <>
      <Menu
        label={t("upload.label")}
        trigger={
          <Button variant={variant} icon={<Upload aria-hidden />}>
            {t("upload.button")}
          </Button>
        }
        actions={[
          {
            id: "files",
            label: t("upload.files"),
            description: t("upload.filesHint"),
            icon: Images,
            onAction: () => files.current?.click(),
          },
          {
            id: "folder",
            label: t("upload.folder"),
            description: t("upload.folderHint"),
            icon: FolderUp,
            onAction: () => folder.current?.click(),
          },
        ]}
      />
      <input ref={files} type="file" hidden multiple accept={accepted} onChange={choose} />
      <input ref={takeFolders} type="file" hidden onChange={choose} />
    </>
  );
}
