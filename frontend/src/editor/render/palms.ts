/** Which touches are hands and not fingers: they neither draw nor move the picture. */

/** A pen's last event this long ago: a hand is still lying on the screen. */
export const PEN_MOMENT_MS = 600;
/** Fingertips touch less than this many CSS pixels in both directions. */
export const PALM_PX = 48;

export interface Contact {
  readonly pointerId: number;
  readonly pointerType: string;
  readonly width: number;
  readonly height: number;
  readonly timeStamp: number;
}

export class Palms {
  private readonly ignored = new Set<number>();
  private penSeenAt = -Infinity;
  private isPenDown = false;
  /** Once a pen was seen, fingers move the picture and draw nothing. */
  hasPen = false;

  /** A pen is on the screen or above it. */
  seePen({ timeStamp }: Contact, isDown: boolean): void {
    this.hasPen = true;
    this.isPenDown = isDown;
    this.penSeenAt = timeStamp;
  }

  /** A touch begins: whether it is to be ignored until it ends. */
  begins(contact: Contact): boolean {
    const isWithPen = this.isPenDown || contact.timeStamp - this.penSeenAt < PEN_MOMENT_MS;
    if (isWithPen || isLarge(contact)) this.ignored.add(contact.pointerId);
    return this.isIgnored(contact);
  }

  /** Whether a touch has just turned out to be a hand: it grew. */
  grows(contact: Contact): boolean {
    if (!isLarge(contact) || this.isIgnored(contact)) return false;
    this.ignored.add(contact.pointerId);
    return true;
  }

  ignore(pointerId: number): void {
    this.ignored.add(pointerId);
  }

  isIgnored({ pointerId }: Pick<Contact, "pointerId">): boolean {
    return this.ignored.has(pointerId);
  }

  /** A touch ends; true if it was ignored. */
  ends({ pointerId }: Pick<Contact, "pointerId">): boolean {
    return this.ignored.delete(pointerId);
  }
}

function isLarge({ width, height }: Contact): boolean {
  return Math.max(width, height) > PALM_PX;
}
