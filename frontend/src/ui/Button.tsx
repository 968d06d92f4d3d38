/** Buttons with words, and links that look like them. */
import { LoaderCircle } from "lucide-react";
import type { ReactNode } from "react";
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from "react-aria-components";
import { Link } from "wouter";
import styles from "./Button.module.css";
import { classNames } from "./classNames";

export type ButtonVariant = "primary" | "secondary" | "quiet" | "danger";

export interface ButtonProps extends Omit<
  AriaButtonProps,
  "className" | "children" | "style" | "isPending"
> {
  variant?: ButtonVariant;
  size?: "medium" | "small";
  icon?: ReactNode;
  /** At work: it keeps its focus, shows that it turns, and ignores presses. */
  isPending?: boolean;
  children: ReactNode;
}

export function Button({
  variant = "secondary",
  size = "medium",
  icon,
  isPending = false,
  children,
  ...props
}: ButtonProps) {
  // A button without type does not submit its form a second time.
  const resting = isPending ? { type: "button" as const, onPress: undefined } : {};
  return (
    <AriaButton
      {...props}
      {...resting}
      data-pending={isPending || undefined}
      className={classNames(styles.button, styles[variant], size === "small" && styles.small)}
    >
      {isPending ? <LoaderCircle className={styles.spinner} aria-hidden /> : icon}
      {children}
    </AriaButton>
  );
}

export interface LinkButtonProps {
  href: string;
  variant?: ButtonVariant;
  size?: "medium" | "small";
  icon?: ReactNode;
  /** Leaves the page for a file of the server's. */
  download?: boolean;
  /** Leaves what is open here as it is. */
  isNewTab?: boolean;
  children: ReactNode;
}

export function LinkButton({
  href,
  variant = "secondary",
  size = "medium",
  icon,
  download = false,
  isNewTab = false,
  children,
}: LinkButtonProps) {
  const className = classNames(styles.button, styles[variant], size === "small" && styles.small);
  if (download) {
    return (
      <a href={href} className={className} download>
        {icon}
        {children}
      </a>
    );
  }
  return (
    <Link href={href} className={className} {...(isNewTab && { target: "_blank" })}>
      {icon}
      {children}
    </Link>
  );
}
