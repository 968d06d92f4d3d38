/** A person's initials on a colour of their own; decoration beside the name. */

import type { CSSProperties } from "react";
import styles from "./People.module.css";

export function Avatar({ name }: { name: string }) {
  const style = { "--hue": String(hueOf(name)) } as CSSProperties;
  return (
    <span className={styles.avatar} style={style} aria-hidden>
      {initialsOf(name)}
    </span>
  );
}

/** "anna.berg" → "AB", "anna" → "AN". */
export function initialsOf(name: string): string {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  const [first = "?", second] = words;
  const letters = second === undefined ? first.slice(0, 2) : first.slice(0, 1) + second.slice(0, 1);
  return letters.toUpperCase();
}

function hueOf(name: string): number {
  let hash = 0;
  for (const letter of name) hash = (hash * 31 + letter.codePointAt(0)!) % 360;
  return hash;
}
