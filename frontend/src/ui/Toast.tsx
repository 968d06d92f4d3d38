/** Short messages about what just happened elsewhere; errors of a form belong beside its fields. */
import { CircleAlert, CircleCheck, Info, X } from "lucide-react";
import {
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from "react-aria-components";
import { useTranslation } from "react-i18next";
import { Button } from "./Button";
import { classNames } from "./classNames";
import styles from "./Display.module.css";
import { IconButton } from "./IconButton";

export interface ToastMessage {
  title: string;
  description?: string;
  tone?: "neutral" | "success" | "danger";
  /** What can be done about it; doing it closes the message. */
  action?: { label: string; onAction: () => void };
}

const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });

/** Ordinary messages leave by themselves; failures stay until they are closed. */
export function notify(message: ToastMessage): void {
  const timeout = message.action === undefined ? 6000 : 12_000;
  queue.add(message, message.tone === "danger" ? {} : { timeout });
}

const icons = { neutral: Info, success: CircleCheck, danger: CircleAlert };

export function Toasts() {
  const { t } = useTranslation();
  return (
    <ToastRegion queue={queue} className={classNames(styles.toasts)} aria-label={t("ui.messages")}>
      {({ toast }) => {
        const tone = toast.content.tone ?? "neutral";
        const Icon = icons[tone];
        return (
          <AriaToast
            toast={toast}
            className={classNames(styles.toast, tone !== "neutral" && styles[tone])}
          >
            <Icon aria-hidden />
            <ToastContent className={styles.toastBody ?? ""}>
              <Text slot="title">{toast.content.title}</Text>
              {toast.content.description !== undefined && (
                <div>
                  <Text slot="description">{toast.content.description}</Text>
                </div>
              )}
            </ToastContent>
            {toast.content.action !== undefined && (
              <Button
                slot="close"
                size="small"
                // The slot would name it "Close".
                aria-label={toast.content.action.label}
                onPress={toast.content.action.onAction}
              >
                {toast.content.action.label}
              </Button>
            )}
            <IconButton slot="close" icon={X} label={t("ui.close")} size="small" />
          </AriaToast>
        );
      }}
    </ToastRegion>
  );
}
