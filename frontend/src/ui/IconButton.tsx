/** Buttons that show one icon; their name is read out and shown as a tooltip. */
import type { LucideIcon } from "lucide-react";
import type { ReactNode } from "react";
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
  ToggleButton,
  Tooltip,
  TooltipTrigger,
} from "react-aria-components";
import styles from "./Button.module.css";
import { classNames } from "./classNames";

interface TipProps {
  label: string;
  shortcut?: string | undefined;
  placement?: "top" | "bottom" | "left" | "right";
  children: ReactNode;
}

/** A tooltip with the name, and the key where there is one, round a focusable child. */
export function Tip({ label, shortcut, placement = "bottom", children }: TipProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {children}
      <Tooltip className={classNames(styles.tooltip)} placement={placement} offset={6}>
        {label}
        {shortcut !== undefined && <kbd>{shortcut}</kbd>}
      </Tooltip>
    </TooltipTrigger>
  );
}

export interface IconButtonProps extends Omit<
  AriaButtonProps,
  "className" | "children" | "style" | "aria-label"
> {
  icon: LucideIcon;
  label: string;
  shortcut?: string | undefined;
  size?: "medium" | "small";
  variant?: "quiet" | "secondary";
  placement?: TipProps["placement"];
}

export function IconButton({
  icon: Icon,
  label,
  shortcut,
  size = "medium",
  variant = "quiet",
  placement,
  ...props
}: IconButtonProps) {
  return (
    <Tip label={label} shortcut={shortcut} {...(placement ? { placement } : {})}>
      <AriaButton
        {...props}
        aria-label={label}
        className={classNames(
          styles.button,
          styles.icon,
          styles[variant],
          size === "small" && styles.small,
        )}
      >
        <Icon aria-hidden />
      </AriaButton>
    </Tip>
  );
}

export interface IconToggleProps {
  icon: LucideIcon;
  label: string;
  shortcut?: string | undefined;
  size?: "medium" | "small";
  isSelected: boolean;
  isDisabled?: boolean;
  onChange: (isSelected: boolean) => void;
  placement?: TipProps["placement"];
}

export function IconToggle({
  icon: Icon,
  label,
  shortcut,
  size = "medium",
  placement,
  ...props
}: IconToggleProps) {
  return (
    <Tip label={label} shortcut={shortcut} {...(placement ? { placement } : {})}>
      <ToggleButton
        {...props}
        aria-label={label}
        className={classNames(
          styles.button,
          styles.icon,
          styles.quiet,
          size === "small" && styles.small,
        )}
      >
        <Icon aria-hidden />
      </ToggleButton>
    </Tip>
  );
}
