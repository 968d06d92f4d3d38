/** A modal dialog: heading, scrolling body, actions at the foot. */
import { X } from "lucide-react";
import type { ReactNode, SubmitEvent } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { useTranslation } from "react-i18next";
import { classNames } from "./classNames";
import { IconButton } from "./IconButton";
import overlay from "./Overlay.module.css";

export interface DialogProps {
  title: string;
  isOpen: boolean;
  onClose: () => void;
  /** Closing by Escape or a press outside is off while work would be lost. */
  isDismissable?: boolean;
  size?: "narrow" | "medium" | "wide" | "widest" | "full";
  /** Makes body and foot one form. */
  onSubmit?: () => void;
  footNote?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

function Form({ onSubmit, children }: { onSubmit: () => void; children: ReactNode }) {
  return (
    <form
      className={overlay.form}
      noValidate
      onSubmit={(event: SubmitEvent) => {
        event.preventDefault();
        // A dialog may open from within another form's page region.
        event.stopPropagation();
        onSubmit();
      }}
    >
      {children}
    </form>
  );
}

export function Dialog({
  title,
  isOpen,
  onClose,
  isDismissable = true,
  size = "medium",
  onSubmit,
  footNote,
  actions,
  children,
}: DialogProps) {
  const { t } = useTranslation();
  const content = (
    <>
      <div className={overlay.body}>{children}</div>
      {actions !== undefined && (
        <div className={overlay.foot}>
          {footNote !== undefined && <div className={overlay.footNote}>{footNote}</div>}
          {actions}
        </div>
      )}
    </>
  );
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      isDismissable={isDismissable}
      isKeyboardDismissDisabled={!isDismissable}
      className={classNames(overlay.scrim)}
    >
      <Modal
        className={classNames(
          overlay.modal,
          size === "narrow" && overlay.narrow,
          size === "wide" && overlay.wide,
          size === "widest" && overlay.widest,
          size === "full" && overlay.full,
        )}
      >
        <AriaDialog className={overlay.dialog ?? ""}>
          <div className={overlay.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton icon={X} label={t("ui.close")} onPress={onClose} />
          </div>
          {onSubmit ? <Form onSubmit={onSubmit}>{content}</Form> : content}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
