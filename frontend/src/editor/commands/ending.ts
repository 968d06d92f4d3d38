/** Commands on segments end the stroke under way first: it is not what they are about. */

import type { Gestures } from "../gestures";

export type Ending = <Arguments extends unknown[], Result>(
  body: (...args: Arguments) => Result,
) => (...args: Arguments) => Result;

export function endingWith(gestures: Gestures): Ending {
  return (body) =>
    (...args) => {
      gestures.settle();
      return body(...args);
    };
}
