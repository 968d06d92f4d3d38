/** A small picture of a segment where it lay. */

import { useQuery } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import type { SegmentWire } from "../../../api/types";
import { cropOf, drawPreview, runsOf } from "../dialogs/maskPreview";
import { useEditorPage } from "../EditorContext";
import { loadPicture } from "../pictures";
import styles from "./Past.module.css";

const SIZE_PX = { width: 88, height: 64 };

export function SegmentPicture({ segment, color }: { segment: SegmentWire; color: string }) {
  const { image } = useEditorPage();
  const canvas = useRef<HTMLCanvasElement>(null);
  const picture = useQuery({
    queryKey: ["editor", "picture", image.id],
    queryFn: () => loadPicture(image.image_url),
    structuralSharing: false,
    gcTime: 0,
  }).data;
  useEffect(() => {
    if (canvas.current === null) return;
    const crop = cropOf([segment.bbox_xywh], [image.height, image.width]);
    const [runs] = runsOf([segment.mask]);
    drawPreview(canvas.current, picture ?? null, runs ?? null, crop, color);
  }, [picture, segment, color, image.height, image.width]);
  return <canvas ref={canvas} className={styles.picture} {...SIZE_PX} aria-hidden />;
}
