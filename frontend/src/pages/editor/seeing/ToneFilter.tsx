/** The tone of an 8-bit picture as an SVG filter: an exact table, applied by the compositor. */

import { useStore } from "zustand";
import { isPlainTone } from "../../../pixels/tone";
import { useEditorPage } from "../EditorContext";
import { matrixOf, tableValues } from "./filter";
import { tableOf } from "./picture";

export const TONE_FILTER = "url(#picture-tone)";

export function ToneFilter() {
  const { picture } = useEditorPage();
  const state = useStore(picture);
  if (isPlainTone(state.tone) || state.deep !== null) return null;
  const values = tableValues(tableOf(state));
  return (
    <svg width={0} height={0} style={{ position: "absolute" }} aria-hidden>
      <filter
        id="picture-tone"
        colorInterpolationFilters="sRGB"
        x="0"
        y="0"
        width="100%"
        height="100%"
      >
        <feColorMatrix type="matrix" values={matrixOf(state.tone.channel)} />
        <feComponentTransfer>
          <feFuncR type="discrete" tableValues={values} />
          <feFuncG type="discrete" tableValues={values} />
          <feFuncB type="discrete" tableValues={values} />
        </feComponentTransfer>
      </filter>
    </svg>
  );
}
