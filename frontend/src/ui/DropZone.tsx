/** A place to drop one file on, or to choose it by keyboard. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import {
  DropZone as AriaDropZone,
  type FileDropItem,
  FileTrigger,
  Text,
} from "react-aria-components";
import { Button } from "./Button";
import { classNames } from "./classNames";
import styles from "./Display.module.css";

export interface DropZoneProps {
  label: string;
  icon: LucideIcon;
  buttonLabel: string;
  /** MIME types and endings for the file chooser: ".zip". */
  accept: string[];
  onFile: (file: File) => void;
  children: ReactNode;
}

export function DropZone({
  label,
  icon: Icon,
  buttonLabel,
  accept,
  onFile,
  children,
}: DropZoneProps) {
  return (
    <AriaDropZone
      aria-label={label}
      className={classNames(styles.dropzone)}
      onDrop={(event) => {
        const item = event.items.find((each): each is FileDropItem => each.kind === "file");
        if (item) void item.getFile().then(onFile);
      }}
    >
      <Icon aria-hidden />
      <Text slot="label">{children}</Text>
      <FileTrigger
        acceptedFileTypes={accept}
        onSelect={(files) => {
          const file = files?.[0];
          if (file) onFile(file);
        }}
      >
        <Button size="small">{buttonLabel}</Button>
      </FileTrigger>
    </AriaDropZone>
  );
}
